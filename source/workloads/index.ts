/** The registry of built-in workloads: a new one is one file in this folder and one line here. */
import {build} from './build.ts';
import {cow} from './cow.ts';
import {deepChain} from './deep-chain.ts';
import {forktime} from './forktime.ts';
import {ithreads} from './ithreads.ts';
import {laptop} from './laptop.ts';
import {libc} from './libc.ts';
import {makeObj} from './make-obj.ts';
import {manyMaps} from './many-maps.ts';
import {pipeline} from './pipeline.ts';
import {prefork} from './prefork.ts';
import {pressure} from './pressure.ts';
import {snapshot} from './snapshot.ts';
import {threads} from './threads.ts';
import {vfork} from './vfork.ts';
import type {Workload} from './workload.ts';
import {zombiesAndOrphans} from './zombies-and-orphans.ts';

/** In the order in which lists show them. */
export const workloads: readonly Workload[] = [
	build,
	pressure,
	pipeline,
	prefork,
	snapshot,
	forktime,
	deepChain,
	manyMaps,
	laptop,
	makeObj,
	libc,
	cow,
	vfork,
	threads,
	ithreads,
	zombiesAndOrphans,
];

/** The workload of that name, or undefined. */
export function findWorkload(id: string): Workload | undefined {
	return workloads.find((workload) => workload.id === id);
}
