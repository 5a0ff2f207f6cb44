/**
 * The program that leads to what runs now: each process is begun, maps its memory, writes what processes below it were born
 * with, forks them in the order of their age, and comes to what it has now. It ends with the mark `now`.
 */
import type {LimitNotes} from '../../machine/limits.ts';
import {opFlags} from '../../machine/op.ts';
import type {Header, Program} from '../../machine/program.ts';
import {createProgramBuilder, type ProgramBuilder} from '../../machine/program-builder.ts';
import {type BornPage, findBirths} from './births.ts';
import {livingLayout} from './layout.ts';
import type {Names} from './names.ts';
import {type OutsideObject, outsideObjects} from './outside.ts';
import {pageKinds} from './pages.ts';
import {arrive, type Memory, prepareBirth, settleIn, type Written} from './past.ts';
import type {RunningProcess} from './process.ts';
import {imageMapping, rowsOf} from './rows.ts';
import {findSharers, type Sharers} from './sharers.ts';

export type Snapshot = {
	readonly header: Omit<Header, 'limits'>;
	/** Parents before their children, children by age. */
	readonly processes: readonly RunningProcess[];
	readonly names: Names;
	readonly limits: LimitNotes;
};

type Build = Snapshot & {
	readonly builder: ProgramBuilder;
	readonly sharers: Sharers;
	readonly births: readonly (readonly BornPage[])[];
	readonly children: ReadonlyMap<number, readonly number[]>;
	readonly written: Written;
};

const nothing: Memory = {segments: [], page: [], group: []};
const outsideName = '(outside)';

export function buildProgram(snapshot: Snapshot): Program {
	const {processes, limits, header} = snapshot;
	const sharers = findSharers(processes);
	const indexes = processes.map((_, i) => i);
	const build: Build = {
		...snapshot,
		builder: createProgramBuilder(),
		sharers,
		births: findBirths(processes, sharers),
		children: Map.groupBy(indexes, (i) => sharers.parents[i]),
		written: new Set(),
	};
	const roots = build.children.get(-1) ?? [];
	startOutside(build, roots);
	for (const root of roots.filter((i) => build.births[i].length === 0)) {
		begin(build, root);
		live(build, root, settleImage(build, root));
	}

	build.builder.add({op: 'mark', label: 'now'});
	noteIf(limits, 'inferred-sharers', sharers.inferred);
	return build.builder.finish({...header, limits: limits.list()});
}

function noteIf(limits: LimitNotes, kind: Parameters<LimitNotes['note']>[0], count: number): void {
	if (count > 0) {
		limits.note(kind, count);
	}
}

/**
 * A process stands in for all that were not asked for: it holds what they share with those that were, and has forked those that
 * were born with some of it.
 */
function startOutside(build: Build, roots: readonly number[]): void {
	const {processes, births, builder, limits, sharers} = build;
	const forked = roots.filter((i) => births[i].length > 0);
	const objects = outsideObjects(processes);
	const objectPages = objects.flatMap(({pages}) => pages).reduce((sum, {start, end}) => sum + end - start, 0);
	if (forked.length === 0 && objectPages === 0) {
		return;
	}

	noteIf(limits, 'shared-outside', sharers.outside + objectPages);
	const taken = new Set(processes.map(({pid}) => pid));
	const wanted = processes[roots[0]].parent;
	const pid = wanted > 0 && !taken.has(wanted) ? wanted : Math.max(...taken) + 1;
	builder.add({op: 'start', pid, comm: outsideName});
	const rows = rowsOf(builder, pid, build.names);
	const layout = livingLayout(
		[],
		() => false,
		forked.map((i) => births[i]),
	);
	let memory = settleIn(rows, nothing, layout);
	for (const child of forked) {
		memory = prepareBirth(rows, memory, births[child], build.written);
		fork(build, pid, child, outsideName);
		live(build, child, memory);
	}

	for (const object of objects) {
		holdObject(rows, object);
	}
}

function holdObject(rows: ReturnType<typeof rowsOf>, {segment, pages}: OutsideObject): void {
	rows.map(segment);
	for (const span of pages) {
		rows.readAlone(span);
	}
}

/** A process of the beginning. */
function begin({processes, builder, names}: Build, index: number): void {
	const {pid, comm, argv, uid, group} = processes[index];
	builder.add({op: 'start', pid, comm: names.process(comm), argv: names.argv(argv), uid, pgid: group});
}

/** A fresh address space with the mappings that the process lives in. */
function settleImage(build: Build, index: number): Memory {
	const {processes, builder, names} = build;
	const {pid, comm, argv} = processes[index];
	const segments = layoutOf(build, index);
	builder.add({
		op: 'exec',
		...{pid, comm: names.process(comm), argv: names.argv(argv)},
		image: segments.map((segment) => imageMapping(segment, names)),
	});
	return {segments, page: [], group: []};
}

function layoutOf({processes, births, children}: Build, index: number) {
	const {areas, pages} = processes[index];
	const written = new Set<number>();
	for (let i = 0; i < pages.count; i += 1) {
		if (pages.kind[i] === pageKinds.own || pages.kind[i] === pageKinds.common) {
			written.add(pages.area[i]);
		}
	}

	return livingLayout(
		areas,
		(area) => written.has(area),
		(children.get(index) ?? []).map((child) => births[child]),
	);
}

/** From what a process was born with to what it has now; its children are born on the way. */
function live(build: Build, index: number, born: Memory): void {
	const {processes, builder, names, births, sharers, limits} = build;
	const process = processes[index];
	const rows = rowsOf(builder, process.pid, names);
	let memory = settleIn(rows, born, layoutOf(build, index));
	for (const child of build.children.get(index) ?? []) {
		if (sharers.isForked[child]) {
			memory = prepareBirth(rows, memory, births[child], build.written);
			fork(build, process.pid, child, process.comm);
			live(build, child, memory);
		} else {
			spawn(build, process.pid, child);
		}
	}

	const arrival = arrive(rows, process, sharers.groups[index], memory);
	noteIf(limits, 'unplaced-pages', arrival.unplacedPages);
	noteIf(limits, 'assumed-tables', arrival.assumedTables);
	if (arrival.unplacedTables > 0) {
		limits.note('not-carried-over', arrival.unplacedTables, 'page tables without pages');
	}

	for (const thread of process.threads) {
		builder.add({op: 'clone', pid: process.pid, child: thread, flags: opFlags.thread | opFlags.vm});
	}
}

function fork({processes, builder, names}: Build, parent: number, index: number, parentComm: string): void {
	const {pid, comm} = processes[index];
	builder.add({op: 'fork', pid: parent, child: pid});
	if (comm !== parentComm) {
		builder.add({op: 'comm', pid, comm: names.process(comm)});
	}
}

/** A child that runs a program of its own; one that is over has only its name left. */
function spawn(build: Build, parent: number, index: number): void {
	const {processes, builder, names} = build;
	const {pid, comm, argv, state, exitCode} = processes[index];
	const segments = layoutOf(build, index);
	builder.add({
		op: 'spawn',
		...{pid: parent, child: pid, comm: names.process(comm), argv: names.argv(argv)},
		image: segments.map((segment) => imageMapping(segment, names)),
	});
	if (state === 'Z') {
		const signal = exitCode & 0x7f;
		builder.add({
			op: 'exit',
			pid,
			code: Math.floor(exitCode / 256),
			...(signal === 0 ? {} : {signal}),
		});
	} else {
		live(build, index, {segments, page: [], group: []});
	}
}
