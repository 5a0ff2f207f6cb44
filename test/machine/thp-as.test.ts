/** Huge pages set another way than they were. */
import {expect, test} from 'vitest';
import {runTrust} from '../../source/analysis/trust/trust.ts';
import {linux6} from '../../source/designs/linux-6.ts';
import type {HugePageMode} from '../../source/kernel/index.ts';
import {createMachine} from '../../source/machine/machine.ts';
import {faultClasses} from '../../source/machine/op.ts';
import {createProgramBuilder} from '../../source/machine/program-builder.ts';
import {withHugePages} from '../../source/machine/thp-as.ts';

function program(hugePages: HugePageMode | undefined, fault: number | undefined) {
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, comm: 'a'});
	builder.add({op: 'read', pid: 1, address: 4096, length: 4096, fault});
	return builder.finish({name: 'a', cpus: 1, swapBytes: 0, geometry: 'x86-64', hugePages});
}

const evidence = {recorded: 10, same: 1, present: 9, refused: 0, kept: 0, lost: 0};
const design = linux6;
const {absentRead} = faultClasses;

test.each([
	['madvise', absentRead, 'always', /^Huge pages are set another way here/],
	['always', absentRead, 'always', /^Only 10 % of the recorded page faults/],
	[undefined, absentRead, 'always', /^Only 10 % of the recorded page faults/],
	['madvise', undefined, 'always', /^Only 10 % of the recorded page faults/],
] as const)('recorded on %s with fault %s, asked for %s', (recorded, fault, asked, sentence) => {
	const set = withHugePages(program(recorded, fault), asked);
	expect(set.header.hugePages).toBe(asked);
	const {kernel} = createMachine(set, {design});
	expect(runTrust({program: set, design, kernel}, evidence)[0]).toMatch(sentence);
});
