/** Runs: a workload on a kernel at a moment, and what can be asked of it there. */
import process from 'node:process';
import {groupMemory} from '../analysis/memory/group-memory.ts';
import {type MemoryView, viewMemory} from '../analysis/memory/memory.ts';
import {chosenProcesses, processQuery} from '../analysis/query/find-process.ts';
import {processRow} from '../analysis/rows/processes.ts';
import {treeRows} from '../analysis/rows/tree.ts';
import {checkRun} from '../inquiry/check.ts';
import {machineOptions} from '../inquiry/choices.ts';
import {goTo} from '../inquiry/moment/go-to.ts';
import {trustAt} from '../inquiry/outcome/evidence.ts';
import {runToSummary} from '../inquiry/outcome/run.ts';
import {freshMachine, type Run as Opened, openRun} from '../inquiry/run.ts';
import {answerAt} from '../inquiry/sharing/answer.ts';
import {sharingData} from '../inquiry/sharing/data.ts';
import {createPast} from '../inquiry/sharing/past.ts';
import {workUnitNames, workUnits} from '../kernel/state/work.ts';
import {rewriteForks} from '../machine/fork-as.ts';
import type {Program} from '../machine/program.ts';
import {timeUs} from '../machine/state.ts';
import {withHugePages} from '../machine/thp-as.ts';
import {seek} from '../timeline/seek.ts';
import {positionOf} from '../timeline/timeline.ts';
import type {
	CheckAnswer,
	EventRow,
	FrameRow,
	MappingRow,
	ProcessRow,
	SharingAnswer,
	Summary,
	TableRow,
	TreeNode,
	Work,
} from './answers.ts';
import {open} from './open.ts';
import {programOf} from './programs.ts';
import {
	eventAnswer,
	frameAnswers,
	mappingAnswers,
	processAnswer,
	sharingAnswer,
	tableAnswers,
	treeAnswer,
} from './rows.ts';
import type {Workload} from './workload.ts';

export type RunOptions = {
	/** `linux-6` unless told; `forkscope list kernels` names them. */
	readonly kernel?: string;
	/** The moment, in the words of docs/moments.md: `end` unless told. */
	readonly at?: string;
	/** The cost table that turns work into time, by name or file; the kernel's own unless told. */
	readonly costs?: string;
	/** Page tables; the workload's own unless told. */
	readonly geometry?: 'native' | 'x86-64' | 'arm64' | 'i386';
	/** Start children this way instead, where it can be done. */
	readonly forkAs?: 'fork' | 'vfork' | 'spawn';
	/** How transparent huge pages are set; as the workload says unless told. */
	readonly thp?: 'always' | 'madvise' | 'never';
};

export type ScreenOptions = {
	readonly columns?: number;
	readonly rows?: number;
	/** Keys to press first, in words: `'3 down down enter'`; words in double quotes are typed. */
	readonly keys?: string;
	/** All rows of this pane instead of the screen. */
	readonly pane?: string;
	/** Text, text with colours, a picture, data. */
	readonly format?: 'txt' | 'ansi' | 'svg' | 'json';
};

/** All answers are of the moment at which the run stands. Processes that are not there then are a UserError. */
export type Run = {
	readonly workload: string;
	readonly kernel: string;
	/** Events carried out so far. */
	readonly position: number;
	readonly timeUs: number;
	/** Goes so many events on, or back, and returns the position. */
	step(by?: number): number;
	/** Goes to a moment in words as seen from here, and returns the position. */
	goTo(moment: string): number;
	/** All of them, or those that a query means (docs/queries.md): `'rss > 5M and not zombie'`. */
	processes(query?: string): readonly ProcessRow[];
	/** Processes without a parent, each with all that is below it. */
	tree(): readonly TreeNode[];
	maps(pid: number): readonly MappingRow[];
	tables(pid: number): readonly TableRow[];
	/** Frames in use, the most referenced first. */
	frames(of?: {readonly pid?: number; readonly limit?: number}): readonly FrameRow[];
	/** A parent and its forked children: that process's, or those that share most. */
	sharing(pid?: number): SharingAnswer;
	/** Bytes of memory that both processes reach. */
	sharedBytes(pid: number, other: number): number;
	/** Work that the kernel did after position `from`, the start unless told, up to here. */
	work(from?: number): Work;
	/** What happened after position `from`, the start unless told, up to here. */
	events(from?: number): readonly EventRow[];
	/** Counts, work, time and peaks of the run up to here. */
	summary(): Summary;
	/** What the answers rest on that is unknown, inferred or not simulated, a sentence each; empty where they are exact. */
	trust(): readonly string[];
	/** Counts everything again after every event of the whole run. */
	check(): CheckAnswer;
	/** The screen as the terminal would show it here. */
	screen(options?: ScreenOptions): Promise<string>;
};

/** A workload, or what `open` takes, at a moment. Throws a UserError for a kernel, moment or workload that is not there. */
export async function run(workload: Workload | string, options: RunOptions = {}): Promise<Run> {
	const from = typeof workload === 'string' ? await open(workload) : workload;
	const {kernel = 'linux-6', at = 'end', ...choice} = options;
	const program = prepared(programOf(from), options);
	const opened = openRun(program, machineOptions(program, {...choice, kernel}));
	goTo(opened.timeline, at);
	return runOf(opened);
}

function prepared(program: Program, {forkAs, thp}: RunOptions): Program {
	const set = thp === undefined ? program : withHugePages(program, thp);
	return forkAs === undefined ? set : rewriteForks(set, forkAs).program;
}

function runOf(opened: Opened): Run {
	const {timeline, program, design} = opened;
	const {machine} = timeline;
	const past = createPast(timeline);
	const here = () => positionOf(timeline);
	const summary = () => runToSummary(freshMachine(opened), {events: here()});
	const taskOf = (pid: number) => chosenProcesses(machine, pid)[0];
	return {
		workload: program.header.name,
		kernel: design.id,
		get position() {
			return here();
		},
		get timeUs() {
			return timeUs(machine);
		},
		step: (by = 1) => seek(timeline, here() + by),
		goTo: (moment) => goTo(timeline, moment),
		processes: (query) => processAnswers(viewMemory(machine, past), query),
		tree: () => treeAnswer(viewMemory(machine)),
		maps: (pid) => mappingAnswers(viewMemory(machine), taskOf(pid)),
		tables: (pid) => tableAnswers(viewMemory(machine), taskOf(pid)),
		frames: ({pid, limit = Number.POSITIVE_INFINITY} = {}) => frameAnswers(viewMemory(machine), pid, limit),
		sharing: (pid) => sharingAnswer(sharingData(answerAt(timeline, pid, here()))),
		sharedBytes: (pid, other) => sharedBytes(viewMemory(machine), taskOf(pid), taskOf(other)),
		work: (from = 0) => workSince(opened, from),
		events: (from = 0) => positionsAfter(from, here()).map((position) => eventAnswer(timeline, position)),
		summary,
		trust: () => trustAt(timeline, {times: true}),
		check: () => checkRun(freshMachine(opened)),
		screen: (options = {}) => screenOf(opened, options),
	};
}

function processAnswers(view: MemoryView, query: string | undefined): ProcessRow[] {
	const isMeant = processQuery(view, query);
	return treeRows(view)
		.filter(({isThread, task}) => !isThread && isMeant(task))
		.map(({task}) => processAnswer(processRow(view, task)))
		.sort((left, right) => left.pid - right.pid);
}

type Tasks = Parameters<typeof groupMemory>[1];

/** Of two processes: what each holds, without what they hold together. */
function sharedBytes(view: MemoryView, left: Tasks[number], right: Tasks[number]): number {
	const held = (tasks: Tasks) => groupMemory(view, tasks).rssBytes;
	return held([left]) + held([right]) - held([left, right]);
}

function positionsAfter(from: number, to: number): number[] {
	const first = Math.max(0, from);
	return Array.from({length: Math.max(0, to - first)}, (_, i) => first + i + 1);
}

/** All that has been counted here, without what had been at `from`: calls that sleep are counted, though no event yet. */
function workSince({timeline}: Opened, from: number): Work {
	const here = positionOf(timeline);
	const {amount} = timeline.machine.kernel.work;
	const now = amount.slice();
	seek(timeline, from);
	const before = amount.slice();
	seek(timeline, here);
	const amountOf = (unit: keyof typeof workUnits) => now[workUnits[unit]] - before[workUnits[unit]];
	return Object.fromEntries(workUnitNames.map((unit) => [unit, amountOf(unit)]));
}

/** The screen has a cursor of its own on the same timeline: where the run stands is as before. */
async function screenOf(opened: Opened, options: ScreenOptions): Promise<string> {
	const {printView} = await import('../ui/terminal/view.ts');
	const {columns = 120, rows = 40, keys, pane, format = 'txt'} = options;
	const position = positionOf(opened.timeline);
	const wishes = {at: String(position), screen: `${columns}x${rows}`, keys, pane, format};
	const text = await printView(opened, wishes, {stdout: process.stdout, env: {}});
	seek(opened.timeline, position);
	return text;
}
