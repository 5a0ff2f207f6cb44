/** Writes a program as a workload file of format 1; reading it again gives the same program. */

import {writeFields} from '../../machine/ops/field.ts';
import {ops} from '../../machine/ops/index.ts';
import {jsonText} from '../../machine/printable.ts';
import type {Program} from '../../machine/program.ts';
import {opRow} from '../../machine/program-builder.ts';

/** The lines of the file, header first, without line ends. */
export function* workloadLines(program: Program): Generator<string> {
	const {name, description, cpus, memoryBytes, swapBytes, geometry, hugePages, limits} = program.header;
	const {overcommit, overcommitRatio, hugetlbPages} = program.header;
	yield jsonText({
		forkscope: 1,
		name,
		description,
		cpus: cpus === 1 ? undefined : cpus,
		memory: memoryBytes,
		swap: swapBytes === 0 ? undefined : swapBytes,
		overcommit,
		overcommitRatio,
		geometry: geometry === 'x86-64' ? undefined : geometry,
		hugetlb: hugetlbPages,
		thp: hugePages,
		limits,
	});
	for (let i = 0; i < program.count; i += 1) {
		const row = opRow(program, i);
		yield jsonText({t: row.time, op: row.op, ...writeFields(row, ops[row.op].fields)});
	}
}
