/** Which workloads a design cannot run, and why; and what it does in place of something that it never had. */

import type {Design, WorkloadNeeds} from '../designs/design.ts';
import {type Geometry, geometries, pageBytes} from '../kernel/index.ts';
import {opOf} from './ops/index.ts';
import type {Program} from './program.ts';
import {isSharedWritable} from './requests.ts';

/** What a program asks of a kernel. */
function needsOf(program: Program): WorkloadNeeds {
	let threads = false;
	let sharedMemory = program.images.flat().some(({flags}) => isSharedWritable(flags));
	let vfork = false;
	for (let op = 0; op < program.count; op += 1) {
		const needs = opOf(program.kind[op]).needs?.(program, op);
		threads ||= needs?.threads === true;
		sharedMemory ||= needs?.sharedMemory === true;
		vfork ||= needs?.vfork === true;
	}

	return {threads, sharedMemory, vfork};
}

/** Highest byte that the program maps, plus one. */
function highestAddress(program: Program): number {
	const mappings = program.images.flat();
	let highest = mappings.reduce((most, mapping) => Math.max(most, mapping.address + mapping.length), 0);
	for (let op = 0; op < program.count; op += 1) {
		highest = Math.max(highest, opOf(program.kind[op]).reaches?.(program, op) ?? 0);
	}

	return highest;
}

/**
 * Why the design could not have run the program, as a sentence; undefined when it can. `geometry` are page tables
 * other than the workload's own, which may be too small for it.
 */
export function refusalOf(
	design: Design,
	program: Program,
	geometry: Geometry['id'] = program.header.geometry,
): string | undefined {
	const end = geometries[geometry].endVpn * pageBytes;
	if (geometry !== program.header.geometry && highestAddress(program) > end) {
		return `The workload maps addresses beyond what ${geometry} page tables reach.`;
	}

	return design.refuses?.(needsOf(program));
}

/** What on this design stands in for something that it never had, as a sentence; undefined where nothing has to. */
export function remarkOn(design: Design, program: Program): string | undefined {
	return design.remark?.(needsOf(program));
}
