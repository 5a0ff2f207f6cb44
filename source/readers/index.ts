/** The registry of formats, in the order they are tried. A new format is one folder and one line here. */
import {combinedFormat} from './combined/index.ts';
import {forkscopeFormat} from './forkscope/forkscope.ts';
import type {ByteFormat, TextFormat} from './format.ts';
import {ftraceFormat} from './ftrace/index.ts';
import {perfDataFormat} from './perf/data.ts';
import {perfFormat} from './perf/index.ts';
import {straceFormat} from './strace/index.ts';

export const textFormats: readonly TextFormat[] = [
	forkscopeFormat,
	combinedFormat,
	perfFormat,
	ftraceFormat,
	straceFormat,
];
export const byteFormats: readonly ByteFormat[] = [perfDataFormat];
