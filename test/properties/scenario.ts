/** Random programs together with what the naive model says that every op must come to. */

import fc from 'fast-check';
import {adviceKinds, faultClasses, opFlags} from '../../source/machine/op.ts';
import type {Header, Program} from '../../source/machine/program.ts';
import {createProgramBuilder, type OpRow} from '../../source/machine/program-builder.ts';
import type {Mapping, ModelProcess} from './model.ts';
import * as model from './model.ts';

const pageBytes = 4096;
/** Some pages below a bound between leaf tables of both geometries. */
const firstPage = 2 ** 18 + 1024 - 24;

/** What an op must come to, by its row in the program. */
export type Expected = bigint | 'ok' | 'dead';
export type Scenario = {readonly program: Program; readonly expected: readonly Expected[]};

type Step = {
	readonly who: number;
	readonly verb: number;
	readonly start: number;
	readonly count: number;
	readonly kind: number;
	readonly to: number;
};

const step = fc.record<Step>({
	who: fc.nat(9),
	verb: fc.nat(99),
	start: fc.nat(60),
	count: fc.integer({min: 1, max: 24}),
	kind: fc.nat(9),
	to: fc.nat(60),
});

const both = {read: true, write: true};
const readOnly = {read: true, write: false};
const mappings: readonly Mapping[] = [
	{rights: both, isShared: false, file: undefined},
	{rights: both, isShared: false, file: undefined},
	{rights: both, isShared: false, file: undefined},
	{rights: readOnly, isShared: false, file: undefined},
	{rights: both, isShared: true, file: undefined},
	{rights: readOnly, isShared: false, file: 'lib'},
	{rights: both, isShared: false, file: 'lib'},
	{rights: both, isShared: true, file: 'data'},
	{rights: both, isShared: false, file: 'data'},
	{rights: {read: false, write: false}, isShared: false, file: undefined},
];

type World = {
	readonly model: model.Model;
	readonly rows: OpRow[];
	readonly expected: Expected[];
	lastPid: number;
	readonly vforkKeepsMemory: boolean;
	readonly hasThreads: boolean;
	/** A touch of what is not mapped is no end of a process. */
	readonly livesOn: boolean;
};

function place(pid: number, start: number, count: number) {
	return {pid, address: (firstPage + start) * pageBytes, length: count * pageBytes};
}

function flagsOf({rights, isShared}: Mapping): number {
	return (
		(rights.read ? opFlags.read : 0) | (rights.write ? opFlags.write : 0) | (isShared ? opFlags.shared : 0)
	);
}

function say(world: World, row: OpRow, expected: Expected = 'ok'): void {
	world.rows.push(row);
	world.expected.push(expected);
}

/** Verbs, each with how often of 100 it comes. A step that would be illegal is left out, unless it is a touch. */
const verbs: readonly (readonly [
	weight: number,
	act: (world: World, process: ModelProcess, step: Step) => void,
])[] = [
	[26, (world, process, {start, count}) => touch(world, process, 'write', start, count)],
	[20, (world, process, {start, count}) => touch(world, process, 'read', start, count)],
	[12, map],
	[10, fork],
	[4, vfork],
	[4, thread],
	[5, unmap],
	[5, protect],
	[4, advise],
	[4, move],
	[2, exec],
	[4, exit],
];

function touch(
	world: World,
	process: ModelProcess,
	op: 'read' | 'write',
	start: number,
	count: number,
): void {
	const row = {op, ...place(process.pid, start, count), ...(world.livesOn ? survived : {})};
	const stamp = world.rows.length + 1;
	const expected =
		op === 'read' ? model.readPages(process, start, count) : model.writePages(process, start, count, stamp);
	say(world, row, expected);
	if (expected === 'dead' && !world.livesOn) {
		model.exitProcess(world.model, process.leader ?? process);
	}
}

function map(world: World, process: ModelProcess, {start, count, kind}: Step): void {
	const mapping = mappings[kind];
	model.mapPages(world.model, process, start, count, mapping);
	const row = {...place(process.pid, start, count), flags: flagsOf(mapping), file: mapping.file, offset: 0};
	say(world, {op: 'mmap', ...row});
}

function unmap(world: World, process: ModelProcess, {start, count}: Step): void {
	model.unmapPages(process, start, count);
	say(world, {op: 'munmap', ...place(process.pid, start, count)});
}

/** Runs of pages that the program may change: what is mapped whole, from `start` on. */
function mappedRun(process: ModelProcess, start: number, count: number): number {
	let length = count;
	while (length > 0 && !model.isMapped(process, start, length)) {
		length -= 1;
	}

	return length;
}

function protect(world: World, process: ModelProcess, {start, count, kind}: Step): void {
	const length = mappedRun(process, start, count);
	const rights = kind < 4 ? both : kind < 8 ? readOnly : {read: false, write: false};
	if (length === 0) {
		return;
	}

	model.changePages(process, start, length, (page) => {
		page.rights = rights;
	});
	const flags = flagsOf({rights, isShared: false, file: undefined});
	say(world, {op: 'mprotect', ...place(process.pid, start, length), flags});
}

const advices = ['dontneed', 'dontneed', 'dontfork', 'dofork'] as const;

function advise(world: World, process: ModelProcess, {start, count, kind}: Step): void {
	const length = mappedRun(process, start, count);
	const advice = advices[kind % advices.length];
	if (length === 0) {
		return;
	}

	if (advice === 'dontneed') {
		model.discardPages(process, start, length);
	} else {
		model.changePages(process, start, length, (page) => {
			page.onFork = advice === 'dontfork' ? 'leave out' : 'copy';
		});
	}

	say(world, {op: 'madvise', ...place(process.pid, start, length), advice: adviceKinds[advice]});
}

/** One page only: what belongs to several mappings cannot be moved in one call. */
function move(world: World, process: ModelProcess, {start, to}: Step): void {
	if (start === to || !model.isMapped(process, start, 1)) {
		return;
	}

	model.movePages(process, start, 1, to);
	const row = {...place(process.pid, start, 1), newLength: pageBytes, to: (firstPage + to) * pageBytes};
	say(world, {op: 'mremap', ...row});
}

const processesMost = 6;

/** Whether every page of the range allows the access; pages that are not mapped do not. */
function allows(process: ModelProcess, start: number, length: number, right: 'read' | 'write'): boolean {
	return Array.from({length}, (_, i) => process.pages.get(start + i)?.rights[right] === true).every(Boolean);
}

const pagings = ['pageout', 'pageout', 'willneed', 'cold', 'populate_read', 'populate_write'] as const;

/** Sends pages to swap or brings them back: reads come to the same, and what is filled as if written is its owner's. */
function page(world: World, process: ModelProcess, {start, count, to}: Step): void {
	const advice = pagings[to % (pagings.length + 3)];
	const length = mappedRun(process, start, count);
	const right = advice === 'populate_write' ? 'write' : 'read';
	if (advice === undefined) {
		say(world, count % 3 === 0 ? {op: 'evict'} : {op: 'reclaim', pages: count});
	} else if (length > 0 && (!advice.startsWith('populate') || allows(process, start, length, right))) {
		if (advice === 'populate_write') {
			model.ownPages(process, start, length);
		}

		say(world, {op: 'madvise', ...place(process.pid, start, length), advice: adviceKinds[advice]});
	}
}

function fork(world: World, process: ModelProcess): void {
	if (world.model.processes.length < processesMost) {
		world.lastPid += 1;
		model.forkProcess(world.model, process, world.lastPid);
		say(world, {op: 'fork', pid: process.pid, child: world.lastPid});
	}
}

function vfork(world: World, process: ModelProcess): void {
	if (world.model.processes.length < processesMost) {
		world.lastPid += 1;
		model.vforkProcess(world.model, process, world.lastPid, world.vforkKeepsMemory);
		say(world, {op: 'vfork', pid: process.pid, child: world.lastPid});
	}
}

function thread(world: World, process: ModelProcess): void {
	if (world.hasThreads && world.model.processes.length < processesMost) {
		world.lastPid += 1;
		model.startThread(world.model, process, world.lastPid);
		say(world, {
			op: 'clone',
			pid: process.pid,
			child: world.lastPid,
			flags: opFlags.vm | opFlags.thread,
		});
	}
}

function exec(world: World, process: ModelProcess): void {
	model.execProcess(world.model, process.leader ?? process);
	say(world, {op: 'exec', pid: process.pid, comm: 'sh', image: []});
}

function exit(world: World, process: ModelProcess): void {
	model.exitProcess(world.model, process);
	say(world, {op: 'exit', pid: process.pid});
}

/** A touch of what is not mapped, that a handler serves: a process that died of it would end the program for all purposes. */
const survived = {fault: faultClasses.absentWrite} as const;

const madviseKinds = Object.keys(adviceKinds).length;

/**
 * Calls that the model knows nothing of: for holding counts against each other, when nobody asks what is read. After
 * one of them processes may die that the model believes alive, and calls be refused.
 */
const wildCalls: readonly ((pid: number, step: Step, child: number) => OpRow)[] = [
	(pid, {start, count}) => ({
		op: 'mmap',
		...place(pid, 2000 + start, count),
		flags: opFlags.read | opFlags.write | opFlags.growsDown,
		offset: 0,
	}),
	(pid, {start, to, count}) => ({op: 'write', ...place(pid, 2000 + start - to, count), ...survived}),
	(pid, {start, count}) => ({op: 'brk', pid, address: (firstPage + 6000 + start * count) * pageBytes}),
	(pid, {start, count}) => ({op: 'write', ...place(pid, 6000 + start, count), ...survived}),
	(pid, _, child) => ({op: 'clone', pid, child, flags: opFlags.vm | opFlags.thread}),
	(pid, _, child) => ({op: 'clone', pid, child, flags: opFlags.vm}),
	(pid, _, child) => ({op: 'spawn', pid, child, comm: 'ls'}),
	(pid) => ({op: 'wait', pid}),
	(pid, {start, to, count, who}) => ({
		op: 'mremap',
		...place(pid, start, count),
		newLength: (count + who - 4) * pageBytes,
		to: to % 2 === 0 ? undefined : (firstPage + 100 + to) * pageBytes,
	}),
	(pid, {start, count, kind}) => ({
		op: 'madvise',
		...place(pid, start, count),
		advice: 1 + ((kind * 3 + start) % madviseKinds),
	}),
	(pid, {start, count}) => ({op: 'mprotect', ...place(pid, start, count * 3), flags: opFlags.read}),
	(pid, {start, count}) => ({op: 'munmap', ...place(pid, start - 40, count * 60)}),
	() => ({op: 'evict'}),
	(pid, {start, count, kind}) => ({
		op: 'cgroup',
		pid,
		cgroup: `group ${kind % 3}`,
		memory: kind % 2 === 0 ? (count + 60) * pageBytes : undefined,
		swap: start % 3 === 0 ? count * pageBytes : undefined,
	}),
	(_, {count}) => ({op: 'reclaim', pages: count}),
	(pid, {start, count}) => ({op: 'mlock', ...place(pid, start, count)}),
	(pid, {start, count}) => ({op: 'munlock', ...place(pid, start, count)}),
	(pid, {kind}) => ({op: 'mlockall', pid, flags: kind % 8}),
];

function actWildly(world: World, step: Step): void {
	const awake = model.runnable(world.model);
	const pid = awake[step.who % Math.max(1, awake.length)]?.pid ?? world.lastPid;
	world.lastPid += 1;
	say(world, wildCalls[step.to % wildCalls.length](pid, step, world.lastPid));
}

function weightUpTo(last: number): number {
	return verbs.slice(0, last + 1).reduce((sum, [weight]) => sum + weight, 0);
}

function act(world: World, step: Step): void {
	const awake = model.runnable(world.model);
	const verb = verbs.find((_, i) => step.verb < weightUpTo(i))?.[1] ?? verbs[0][1];
	const process = awake[step.who % Math.max(1, awake.length)];
	if (process !== undefined) {
		verb(world, process, step);
	}
}

/** Process 1 begins with memory that has been written; in the end all that are left exit, the sleepers last. */
function buildScenario(
	steps: readonly Step[],
	header: Header,
	{
		vforkKeepsMemory = false,
		hasThreads = false,
		isWild = false,
		livesOn = false,
		swapPages = 0,
		cgroupPages,
	}: ScenarioOptions,
): Scenario {
	const world: World = {
		model: model.createModel(),
		rows: [],
		expected: [],
		lastPid: 1,
		vforkKeepsMemory,
		hasThreads,
		livesOn,
	};
	say(world, {op: 'start', pid: 1, comm: 'init'});
	if (cgroupPages !== undefined) {
		say(world, {op: 'cgroup', pid: 1, cgroup: 'web', memory: cgroupPages * pageBytes});
	}

	const [init] = world.model.processes;
	map(world, init, {who: 0, verb: 0, start: 0, count: 40, kind: 0, to: 0});
	touch(world, init, 'write', 4, 30);
	for (const each of steps) {
		act(world, each);
		const awake = model.runnable(world.model)[0];
		if (swapPages > 0 && each.to % 3 === 0 && awake !== undefined) {
			page(world, awake, {...each, to: each.to / 3});
		}

		if (isWild && each.kind > 4) {
			actWildly(world, each);
		}
	}

	for (
		let [awake] = model.runnable(world.model);
		awake !== undefined;
		[awake] = model.runnable(world.model)
	) {
		exit(world, awake);
	}

	const builder = createProgramBuilder();
	for (const row of world.rows) {
		builder.add(row);
	}

	return {program: builder.finish(header), expected: world.expected};
}

const kept = new Map<string, Scenario>();

/** Every kernel is asked for the same scenarios, so each is built once. */
function keptScenario(steps: readonly Step[], header: Header, options: ScenarioOptions): Scenario {
	const asked = JSON.stringify([steps, header, options]);
	const scenario = kept.get(asked) ?? buildScenario(steps, header, options);
	kept.set(asked, scenario);
	return scenario;
}

export type ScenarioOptions = {
	readonly memoryPages?: number;
	/** What all processes may have together. */
	readonly cgroupPages?: number;
	/** Room in swap; with it pages are sent there and brought back all the time. */
	readonly swapPages?: number;
	/** The parent's memory is out of the vfork child's reach, which has a copy. */
	readonly vforkKeepsMemory?: boolean;
	/** Processes have threads, which the kernel must know. */
	readonly hasThreads?: boolean;
	/** Handlers serve what processes touch wrongly, so that wild programs do not end soon. */
	readonly livesOn?: boolean;
	/** With calls that the model knows nothing of: what it expects is not to be asked then. */
	readonly isWild?: boolean;
};

/** Programs of at most 60 steps, on page tables of both kinds. */
export function scenarios(options: ScenarioOptions = {}): fc.Arbitrary<Scenario> {
	const steps = fc.array(step, {minLength: 5, maxLength: 60, size: 'max'});
	const {memoryPages, swapPages = 0} = options;
	const memoryBytes = memoryPages === undefined ? undefined : memoryPages * pageBytes;
	const header = {
		name: 'random',
		cpus: 1,
		swapBytes: swapPages * pageBytes,
		memoryBytes,
	} as const;
	return fc
		.tuple(steps, fc.constantFrom('x86-64' as const, 'arm64' as const, 'i386' as const))
		.map(([each, geometry]) => keptScenario(each, {...header, geometry}, options));
}
