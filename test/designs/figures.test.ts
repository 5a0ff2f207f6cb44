/** Figures that the pages about designs state in running text: each is worked out again and must stand there. */
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {findDesign} from '../../source/designs/index.ts';
import type {WorkUnit} from '../../source/kernel/state/work.ts';
import {workUnits} from '../../source/kernel/state/work.ts';
import {createMachine, runMachine, stepMachine} from '../../source/machine/machine.ts';
import {opFlags} from '../../source/machine/op.ts';
import type {OpRow} from '../../source/machine/program-builder.ts';
import {createProgramBuilder} from '../../source/machine/program-builder.ts';
import {readText} from '../helpers/read-text.ts';

const folder = new URL('../../docs/designs/', import.meta.url);

function stands(page: string, sentence: string): void {
	const text = readFileSync(new URL(page, folder), 'utf8').replaceAll(/\s+/g, ' ');
	expect(text).toContain(sentence.replaceAll(/\s+/g, ' '));
}

const memory = {address: 2 ** 30, length: 32 * 4096};

/** Faults of a child that reads 32 pages in order, which its parent has written. */
function faultsOfReader(id: string): number {
	const ops: readonly OpRow[] = [
		{op: 'start', pid: 1, comm: 'init'},
		{op: 'mmap', pid: 1, ...memory, flags: opFlags.read | opFlags.write},
		{op: 'write', pid: 1, ...memory},
		{op: 'fork', pid: 1, child: 2},
		{op: 'read', pid: 2, ...memory},
	];
	const builder = createProgramBuilder();
	for (const op of ops) {
		builder.add(op);
	}

	const header = {name: 'figures', cpus: 1, swapBytes: 0, geometry: 'i386'} as const;
	const machine = createMachine(builder.finish(header), {design: findDesign(id)});
	while (stepMachine(machine)) {
		// The last op is what is asked for.
	}

	return machine.outcome.access.minorFaults;
}

test('uvm.md: what mapping neighbours along is worth', () => {
	stands(
		'uvm.md',
		`A child that reads 32 pages in order takes ${faultsOfReader('uvm')} faults, under \`4.4bsd\` ${faultsOfReader('4.4bsd')}.`,
	);
});

test('linux.md: what reverse maps cost in the small life', async () => {
	const {program} = await readText(readFileSync(new URL('life.ndjson', folder)));
	const amounts = (id: string, units: readonly WorkUnit[]) => {
		const machine = createMachine(program, {design: findDesign(id)});
		runMachine(machine);
		return units.map((unit) => machine.kernel.work.amount[workUnits[unit]]);
	};
	const units = ['rmap_add', 'rmap_remove', 'chain_alloc'] as const;
	const counted = amounts('linux-2.5-rmap', units);
	stands('linux.md', units.map((unit, i) => `${unit} ${counted[i]}`).join(' '));
	expect(amounts('linux-2.4', units)).toEqual([0, 0, 0]);
});

test('linux.md: the share of links that came from fork', () => {
	const [added, byFork] = [4_106_673, 2_774_954];
	expect(Math.round((byFork / added) * 3)).toBe(2);
	stands(
		'linux.md',
		`(${added.toLocaleString('en')}), two thirds came from fork (${byFork.toLocaleString('en')})`,
	);
});

test('segments.md: a process that SVR4 refuses to fork, and others do not', () => {
	const megabytes = 2 ** 20;
	const own = {address: 2 ** 30, length: 40 * megabytes};
	const resultOn = (id: string) => {
		const builder = createProgramBuilder();
		builder.add({op: 'start', pid: 1, comm: 'init'});
		builder.add({op: 'mmap', pid: 1, ...own, flags: opFlags.read | opFlags.write});
		builder.add({op: 'fork', pid: 1, child: 2});
		const header = {name: 'a', cpus: 1, swapBytes: 0, memoryBytes: 64 * megabytes, geometry: 'i386'} as const;
		const machine = createMachine(builder.finish(header), {design: findDesign(id)});
		runMachine(machine);
		return machine.outcome.result;
	};
	stands('segments.md', '(`"memory":"64M"`) and a process of 40 MiB cannot fork: ENOMEM');
	expect([resultOn('svr4'), resultOn('linux-6'), resultOn('4.4bsd')]).toEqual([-12, 0, 0]);
});
