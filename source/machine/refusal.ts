/** Which workloads a design cannot run, and why; and what it does in place of something that it never had. */

import type {Design} from '../designs/design.ts';
import {lacksCall} from '../designs/late-calls.ts';
import {type Geometry, geometries, pageBytes} from '../kernel/index.ts';
import {needsOf} from './needs.ts';
import {opOf} from './ops/index.ts';
import type {Program} from './program.ts';

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

/** What this design lacks of what the program asks for, and what it does in place of that, a sentence each. */
export function remarksOn({calls, policies, remark}: Design, program: Program): readonly string[] {
	const needs = needsOf(program);
	const lacked = [...needs.calls].filter((call) => lacksCall(calls, call)).sort();
	const promises = program.header.overcommit !== undefined && policies.guessesFrom === undefined;
	return [
		needs.hugetlb && policies.hasHugetlb !== true
			? 'This kernel has no pool of huge pages here: mmap with hugetlb is refused.'
			: undefined,
		remark?.(needs),
		needs.hugePages && policies.rules.hugePages === 'none'
			? 'This kernel has no huge pages here: all memory comes in single pages.'
			: undefined,
		promises ? 'This kernel has no overcommit modes: it promises memory in its own way.' : undefined,
		needs.cgroups && policies.hasCgroups !== true
			? 'This kernel has no memory cgroups: what limits a group of processes is refused.'
			: undefined,
		needs.guards && !policies.rules.guards
			? 'This kernel has no guards: madvise that would put them somewhere is refused.'
			: undefined,
		needs.keys && policies.rules.merging !== 'anon-vma'
			? 'This kernel has no protection keys: pkey_mprotect is mprotect here.'
			: undefined,
		lacked.length === 0
			? undefined
			: `This kernel had no ${lacked.join(', ')}: what ${lacked.length === 1 ? 'it does' : 'they do'} here is what Linux 6 does.`,
	].filter((sentence) => sentence !== undefined);
}
