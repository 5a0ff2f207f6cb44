/** Kernels without a process, for tests of a room that needs none: frames, objects, groups, counters. */
import {findDesign} from '../../source/designs/index.ts';
import {geometries} from '../../source/kernel/state/geometry.ts';
import type {Kernel} from '../../source/kernel/state/kernel.ts';
import {createKernel} from '../../source/kernel/state/kernel.ts';
import type {Limits} from '../../source/kernel/state/limits.ts';
import type {WorkUnit} from '../../source/kernel/state/work.ts';
import {workUnits} from '../../source/kernel/state/work.ts';

/** A kernel of that design that has just booted, on x86-64. */
export function bareKernel(limits: Partial<Limits> = {}, id = 'linux-6'): Kernel {
	const design = findDesign(id);
	if (design === undefined) {
		throw new Error(`no such kernel: ${id}`);
	}

	return createKernel({geometry: geometries['x86-64'], policies: design.policies, limits});
}

/** How much of a unit a kernel has counted since it booted. */
export function workDone(kernel: Kernel, unit: WorkUnit): number {
	return kernel.work.amount[workUnits[unit]];
}
