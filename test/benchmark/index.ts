/** The registry of benchmarks: a new one is one file in this folder and one line here. */
import type {Benchmark} from './benchmark.ts';
import {compare} from './compare.ts';
import {designSpeeds} from './designs.ts';
import {forktime} from './forktime.ts';
import {growth} from './growth.ts';
import {keys} from './keys.ts';
import {large} from './large.ts';
import {memory} from './memory.ts';
import {replay} from './replay.ts';
import {scale} from './scale.ts';
import {screen} from './screen.ts';
import {soak} from './soak.ts';
import {startUp} from './start-up.ts';
import {timeTravel} from './time-travel.ts';
import {workloadFile} from './workload-file.ts';

export const benchmarks: readonly Benchmark[] = [
	startUp,
	replay,
	large,
	workloadFile,
	compare,
	forktime,
	designSpeeds,
	timeTravel,
	memory,
	scale,
	growth,
	screen,
	keys,
	soak,
];
