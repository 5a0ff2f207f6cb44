/** Which workloads a design cannot run, and why; and what it does in place of something that it never had. */

import type {Design, WorkloadNeeds} from '../designs/design.ts';
import {type Geometry, geometries, pageBytes} from '../kernel/index.ts';
import {opFlags} from './op.ts';
import {opKinds, opOf} from './ops/index.ts';
import type {Program} from './program.ts';
import {isSharedWritable} from './requests.ts';

/** What a program asks of a kernel. */
function needsOf(program: Program): WorkloadNeeds {
	let threads = false;
	let sharedMemory = program.images.flat().some(({flags}) => isSharedWritable(flags));
	let vfork = false;
	let cgroups = false;
	let hugetlb = false;
	for (let op = 0; op < program.count; op += 1) {
		const needs = opOf(program.kind[op]).needs?.(program, op);
		threads ||= needs?.threads === true;
		sharedMemory ||= needs?.sharedMemory === true;
		vfork ||= needs?.vfork === true;
		cgroups ||= needs?.cgroups === true;
		hugetlb ||= needs?.hugetlb === true;
	}

	return {threads, sharedMemory, vfork, cgroups, hugetlb, mappedBytes: mostMapped(program)};
}

/** The most bytes that a process has mapped with any right, by its own mmap and munmap or by an exec. */
function mostMapped(program: Program): number {
	const {kind, pid, length, flags, image, images} = program;
	const rights = opFlags.read | opFlags.write | opFlags.exec;
	const mapped = new Map<number, number>();
	let most = 0;
	const grow = (who: number, bytes: number) => {
		const now = Math.max(0, (mapped.get(who) ?? 0) + bytes);
		mapped.set(who, now);
		most = Math.max(most, now);
	};
	for (let op = 0; op < program.count; op += 1) {
		if (kind[op] === opKinds.mmap && (flags[op] & rights) !== 0) {
			grow(pid[op], length[op]);
		} else if (kind[op] === opKinds.munmap) {
			grow(pid[op], -length[op]);
		} else if (kind[op] === opKinds.exec) {
			mapped.set(pid[op], 0);
			for (const each of images[image[op]]) {
				grow(pid[op], (each.flags & rights) === 0 ? 0 : each.length);
			}
		}
	}

	return most;
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
	const hasNone = design.policies.rules.hugePages === 'none' && program.header.hugePages === 'always';
	const promises = program.header.overcommit !== undefined && design.policies.guessesFrom === undefined;
	const needs = needsOf(program);
	const hasNoCgroups = needs.cgroups && design.policies.hasCgroups !== true;
	const hasNoPool = needs.hugetlb && design.policies.hasHugetlb !== true;
	const remarks = [
		hasNoPool ? `${design.id} has no pool of huge pages here: mmap with hugetlb is refused.` : undefined,
		design.remark?.(needs),
		hasNone ? `${design.id} has no huge pages here: all memory comes in single pages.` : undefined,
		promises ? `${design.id} has no overcommit modes: it promises memory in its own way.` : undefined,
		hasNoCgroups
			? `${design.id} has no memory cgroups: what limits a group of processes is refused.`
			: undefined,
	].filter((remark) => remark !== undefined);
	return remarks.length === 0 ? undefined : remarks.join(' ');
}
