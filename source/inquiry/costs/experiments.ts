/** What is timed on a real machine, as programs for the simulated one: the work that each is made of there. */
import {type WorkUnit, workUnitNames, workUnits} from '../../kernel/state/work.ts';
import {createMachine, stepMachine} from '../../machine/machine.ts';
import {opFlags} from '../../machine/op.ts';
import {type OpName, opName} from '../../machine/ops/index.ts';
import type {ImageMapping, Program} from '../../machine/program.ts';
import {createProgramBuilder, type OpRow} from '../../machine/program-builder.ts';
import {lastOp, type Machine} from '../../machine/state.ts';

export type Work = Readonly<Partial<Record<WorkUnit, number>>>;

/** `size` is a number of pages, of mappings or of times, as the words say. */
export type Experiment = {
	words(size: number): string;
	/** What is done before, and what is timed: of that, the ops of these names. */
	ops(size: number): readonly OpRow[];
	readonly timed: readonly OpName[];
};

const pageBytes = 4096;
const base = 0x10_00_00_00_00_00;
const rw = opFlags.read | opFlags.write;

function mapped(address: number, pages: number, more: Partial<OpRow> = {}): OpRow {
	return {op: 'mmap', pid: 1, address, length: pages * pageBytes, flags: rw, ...more};
}

function touched(address: number, pages: number, op: 'read' | 'write' = 'write'): OpRow {
	return {op, pid: 1, address, length: pages * pageBytes};
}

/** Mappings and pages of a small program that is linked statically. */
const smallMappings = 6;
const smallPages = 4;

function smallProgram(): OpRow[] {
	return Array.from({length: smallMappings}, (_, i) => 0x40_00_00 + i * 0x10_00_00).flatMap((address) => [
		mapped(address, 2 * smallPages),
		touched(address, smallPages),
	]);
}

function smallImage(): ImageMapping[] {
	return Array.from({length: smallMappings}, (_, i) => ({
		address: 0x40_00_00 + i * 0x10_00_00,
		length: 2 * smallPages * pageBytes,
		flags: rw,
		offset: 0,
	}));
}

function filled(pages: number): OpRow[] {
	return pages === 0 ? [] : [mapped(base, pages), touched(base, pages)];
}

const leaving: readonly OpRow[] = [
	{op: 'wait', pid: 1, child: 2},
	{op: 'exit', pid: 2},
];

/** Children of posix_spawn write and read so many pages before they exit. */
const startPages = 8;

export const experiments = {
	fork: {
		words: (pages) => `fork with ${pages} pages`,
		ops: (pages) => [...filled(pages), {op: 'fork', pid: 1, child: 2}],
		timed: ['fork'],
	},
	exit: {
		words: (pages) => `exit with ${pages} pages, and wait`,
		ops: (pages) => [...filled(pages), {op: 'fork', pid: 1, child: 2}, ...leaving],
		timed: ['exit', 'wait'],
	},
	maps: {
		words: (maps) => `fork with ${maps} mappings`,
		ops: (maps) => [
			mapped(base, maps),
			...Array.from(
				{length: Math.floor(maps / 2)},
				(_, i): OpRow => ({
					...{op: 'mprotect', pid: 1, address: base + (2 * i + 1) * pageBytes},
					...{length: pageBytes, flags: opFlags.read},
				}),
			),
			{op: 'fork', pid: 1, child: 2},
		],
		timed: ['fork'],
	},
	vfork: {
		words: () => 'vfork, exit and wait',
		ops: () => [
			{op: 'vfork', pid: 1, child: 2},
			{op: 'exit', pid: 2},
			{op: 'wait', pid: 1, child: 2},
		],
		timed: ['vfork', 'exit', 'wait'],
	},
	spawn: {
		words: () => 'posix_spawn of a small program, and wait',
		ops: () => [
			{op: 'spawn', pid: 1, child: 2, comm: 'small', image: smallImage()},
			{op: 'wait', pid: 1, child: 2},
			{op: 'write', pid: 2, address: 0x40_00_00, length: startPages * pageBytes},
			{op: 'read', pid: 2, address: 0x50_00_00, length: startPages * pageBytes},
			{op: 'exit', pid: 2},
		],
		timed: ['spawn', 'write', 'read', 'exit', 'wait'],
	},
	touch: {
		words: (pages) => `first write to ${pages} pages`,
		ops: (pages) => [mapped(base, pages), touched(base, pages)],
		timed: ['write'],
	},
	copy: {
		words: (pages) => `write to ${pages} pages that a child shares`,
		ops: (pages) => [...filled(pages), {op: 'fork', pid: 1, child: 2}, touched(base, pages)],
		timed: ['write'],
	},
	file: {
		words: (pages) => `read of ${pages} pages of a cached file`,
		ops: (pages) => [
			mapped(base, pages, {flags: opFlags.read | opFlags.shared, file: '/tmp/calibration'}),
			touched(base, pages, 'read'),
		],
		timed: ['read'],
	},
	unmap: {
		words: (pages) => `munmap of ${pages} pages`,
		ops: (pages) => [...filled(pages), {op: 'munmap', pid: 1, address: base, length: pages * pageBytes}],
		timed: ['munmap'],
	},
	calls: {
		words: (times) => `mmap and munmap, ${times} times`,
		ops: (times) =>
			Array.from({length: times}, () => [
				mapped(base, 1),
				{op: 'munmap', pid: 1, address: base, length: pageBytes} as const,
			]).flat(),
		timed: ['mmap', 'munmap'],
	},
} as const satisfies Readonly<Record<string, Experiment>>;

export type ExperimentId = keyof typeof experiments;

export function isExperiment(id: string): id is ExperimentId {
	return Object.hasOwn(experiments, id);
}

/** Only the last so many ops of a program are timed: the writes that fill memory stand before them. */
export function experimentWork(id: ExperimentId, size: number): Work {
	const {ops, timed}: Experiment = experiments[id];
	const own = ops(size);
	const before = [{op: 'start', pid: 1, comm: 'calibrate'} as const, ...smallProgram()];
	const last = own.findLastIndex(({op}) => !timed.includes(op));
	const builder = createProgramBuilder();
	for (const row of [...before, ...own]) {
		builder.add(row);
	}

	const program = builder.finish(header);
	const from = id === 'vfork' || id === 'calls' || id === 'spawn' ? before.length : before.length + last + 1;
	return workOf(program, (machine) => lastOp(machine) >= from);
}

const header = {name: 'calibration', cpus: 1, swapBytes: 0, geometry: 'x86-64'} as const;

/** What was done in the events that are meant. */
function workOf(program: Program, isMeant: (machine: Machine) => boolean): Work {
	const machine = createMachine(program);
	const sum = new Float64Array(workUnitNames.length + 1);
	eachEvent(machine, (done) => {
		if (isMeant(machine)) {
			for (const [unit, amount] of done.entries()) {
				sum[unit] += amount;
			}
		}
	});
	return workRecord(sum);
}

/** Runs to the end; `see` is told what each event did, by row of `kernel.work`, in an array that is filled again and again. */
export function eachEvent(machine: Machine, see: (done: Float64Array, op: OpName) => void): void {
	const {amount} = machine.kernel.work;
	const before = new Float64Array(amount.length);
	const done = new Float64Array(workUnitNames.length + 1);
	for (before.set(amount); stepMachine(machine); before.set(amount)) {
		for (let unit = 0; unit < done.length; unit += 1) {
			done[unit] = amount[unit] - before[unit];
		}

		see(done, opName(machine.program.kind[lastOp(machine)]));
	}
}

export function workRecord(amounts: Float64Array): Work {
	const used = workUnitNames.filter((unit) => amounts[workUnits[unit]] > 0);
	return Object.fromEntries(used.map((unit) => [unit, amounts[workUnits[unit]]]));
}
