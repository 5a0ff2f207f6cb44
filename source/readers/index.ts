/** The registry of trace formats, in the order they are tried. A new format is one file and one line here. */
import {forkscopeFormat} from './forkscope/forkscope.ts';
import type {TraceFormat} from './format.ts';
import {perfFormat} from './perf/perf.ts';
import {straceFormat} from './strace/strace.ts';

export const traceFormats: readonly TraceFormat[] = [forkscopeFormat, perfFormat, straceFormat];
