/** Properties of the pool of huge pages: random calls on it by parents and children, all counts after each of them, and nothing left. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {findDesign} from '../../source/designs/index.ts';
import {checkKernel} from '../../source/kernel/check/check.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {adviceKinds, faultClasses, opFlags} from '../../source/machine/op.ts';
import type {Program} from '../../source/machine/program.ts';
import {createProgramBuilder, type OpRow, opRow} from '../../source/machine/program-builder.ts';
import {holds} from '../helpers/property.ts';

const hugeBytes = 2 ** 21;
const base = 2 ** 44;
const processes = [1, 2, 3, 4];

type Step = {
	readonly who: number;
	readonly verb: number;
	readonly at: number;
	readonly pages: number;
	readonly kind: number;
};
const step = fc.record<Step>({
	who: fc.nat(3),
	verb: fc.nat(99),
	at: fc.nat(5),
	pages: fc.integer({min: 1, max: 3}),
	kind: fc.nat(11),
});

/** A fault that a handler serves, so that SIGSEGV ends no process; SIGBUS does. */
const survived = {fault: faultClasses.absentWrite} as const;
const advices = ['dontneed', 'dontfork', 'dofork', 'populate_write', 'populate_read', 'pageout'] as const;
const rights = opFlags.read | opFlags.write;

function range({at, pages, kind}: Step) {
	// Now and then a bound lies within a huge page.
	const off = kind === 11 ? 4096 : 0;
	return {address: base + at * hugeBytes + off, length: pages * hugeBytes};
}

function mapped(each: Step): Partial<OpRow> {
	const shared = each.kind % 3 === 0 ? opFlags.shared : 0;
	const noReserve = each.kind % 5 === 0 ? opFlags.noReserve : 0;
	return {...range(each), flags: opFlags.hugetlb | rights | shared | noReserve, offset: 0};
}

const verbs: readonly (readonly [weight: number, row: (each: Step) => Omit<OpRow, 'pid'>])[] = [
	[25, (each) => ({op: 'write', ...range(each), length: 4096, ...survived})],
	[15, (each) => ({op: 'read', ...range(each), length: 4096, ...survived})],
	[15, (each) => ({op: 'mmap', ...mapped(each)})],
	[15, ({who, at}) => ({op: 'fork', child: processes[(who + 1 + (at % 3)) % processes.length]})],
	[8, (each) => ({op: 'munmap', ...range(each)})],
	[6, (each) => ({op: 'madvise', ...range(each), advice: adviceKinds[advices[each.kind % advices.length]]})],
	[5, (each) => ({op: 'mprotect', ...range(each), flags: each.kind % 2 === 0 ? opFlags.read : rights})],
	[
		4,
		(each) => ({
			op: 'mremap',
			...range(each),
			newLength: ((each.kind % 3) + 1) * hugeBytes,
			to: base + (20 + each.verb) * hugeBytes,
		}),
	],
	[2, (each) => ({op: 'mlock', ...range(each)})],
	[5, () => ({op: 'exit'})],
];

function rowOf(each: Step): OpRow {
	let left = each.verb;
	const verb = verbs.find(([weight]) => {
		left -= weight;
		return left < 0;
	});
	return {...(verb ?? verbs[0])[1](each), pid: processes[each.who]};
}

const programs = fc.array(step, {minLength: 5, maxLength: 50, size: 'max'}).map((steps): Program => {
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, comm: 'init'});
	builder.add({op: 'mmap', pid: 1, ...mapped({who: 0, verb: 0, at: 0, pages: 3, kind: 1})});
	builder.add({op: 'fork', pid: 1, child: 2});
	for (const each of steps) {
		builder.add(rowOf(each));
	}

	for (const pid of processes) {
		builder.add({op: 'exit', pid});
	}

	return builder.finish({name: 'pool', cpus: 1, swapBytes: 2 ** 20, geometry: 'x86-64', hugetlbPages: 5});
});

test.each(['linux-6', 'linux-4', 'linux-2.4'])('all counts agree on %s', (id) => {
	holds(
		fc.property(programs, (program) => {
			const machine = createMachine(program, {design: findDesign(id)});
			while (stepMachine(machine)) {
				const row = JSON.stringify(opRow(program, machine.outcome.op));
				expect(`${row}: ${checkKernel(machine.kernel)}`).toBe(`${row}: undefined`);
			}
		}),
		60,
	);
});
