/** The registry of benchmarks: a new one is one file in this folder and one line here. */
import type {Benchmark} from './benchmark.ts';
import {startUp} from './start-up.ts';

export const benchmarks: readonly Benchmark[] = [startUp];
