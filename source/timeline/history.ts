/**
 * History: what every event came to, recorded once, when it was first carried out. It is what the log, sparklines and
 * searches read, so that looking back needs no replay. Rows are numbered like positions: row n is the event that led
 * to position n, and row 0 is empty.
 */
import {residentPages} from '../kernel/frames/rss.ts';
import {nextCounted} from '../kernel/state/counted.ts';
import {effectKinds} from '../kernel/state/effects.ts';
import {pageBytes} from '../kernel/state/geometry.ts';
import {totals} from '../kernel/state/schema.ts';
import {isShared, seenVma, vmaName} from '../kernel/state/vmas.ts';
import {workUnitCount} from '../kernel/state/work.ts';
import {forkKinds, kindsEnd, opKinds, opOf} from '../machine/ops/index.ts';
import {classTaken} from '../machine/outcome.ts';
import type {Machine} from '../machine/state.ts';
import {eventCount, timeUs} from '../machine/state.ts';

const columnTypes = {
	/** Row of the program's op. */
	op: Int32Array,
	/** 0 or a negated errno. */
	result: Int16Array,
	/** Signal that the process died of; 0 for none. */
	signal: Uint8Array,
	/** Class of the page fault that it took, by faultClasses; 0 for none. */
	fault: Uint8Array,
	minorFaults: Int32Array,
	majorFaults: Int32Array,
	/** Of what a read has seen; 0 for other events. */
	digestHigh: Uint32Array,
	digestLow: Uint32Array,
	/** Microseconds since the start, when the event was over. */
	time: Float64Array,
	/** System time of the event, in microseconds. */
	sysUs: Float64Array,
	/** Frames, page-table pages and living tasks after the event. */
	frames: Int32Array,
	tables: Int32Array,
	tasks: Int32Array,
	/** In which mapping the address of an op lies that is about mapped memory: the number of its name, or of a kind without a name. */
	where: Int32Array,
	/** Where the event's tallies begin; they end where the next event's begin. */
	firstTally: Int32Array,
} as const;
type ColumnName = keyof typeof columnTypes;
type HistoryColumns = {[Name in ColumnName]: InstanceType<(typeof columnTypes)[Name]>};

/** A process for ever: its pid, and the event in which it was born. */
export type Lived = {readonly pid: number; readonly born: number};

/** `parent` has forked a process that has the pid `child`, born in `event`. */
export type Fork = {
	readonly event: number;
	readonly parent: Lived;
	readonly child: number;
	/** That were resident then and are shared page by page; 0 for memory that is lent (vfork). */
	readonly pages: number;
};

/**
 * Tallies are how often each kind of effect and each unit of work came in an event. Most events have a few only, so
 * they are stored one after another: `tallyCode` says what, `tallyCount` how often.
 */
export type History = HistoryColumns & {
	/** Events recorded. */
	count: number;
	tallyCode: Uint8Array;
	tallyCount: Float64Array;
	tallies: number;
	/** Forks that succeeded, and processes that dropped their memory with exec, in the order of events. */
	readonly forks: Fork[];
	readonly execs: Lived[];
};

const firstCapacity = 1024;
/** Codes: effects by their number, then the sum of their amounts, then work. */
const effectSpan = Math.max(...Object.values(effectKinds)) + 1;
const workBase = 2 * effectSpan;
const codeCount = workBase + workUnitCount + 1;

/** `first` is the position of the state that the timeline begins with. */
export function createHistory(first = 0): History {
	const tallyColumns = {
		tallyCode: new Uint8Array(firstCapacity),
		tallyCount: new Float64Array(firstCapacity),
	};
	const columns = createHistoryColumns(firstCapacity);
	const history = {count: first, tallies: 0, forks: [], execs: [], ...tallyColumns, ...columns};
	reserveEvents(history, first + 2);
	return history;
}

function createHistoryColumns(capacity: number): HistoryColumns {
	return Object.fromEntries(
		Object.entries(columnTypes).map(([name, type]) => [name, new type(capacity)]),
	) as HistoryColumns;
}

function reserveEvents(history: History, rows: number): void {
	if (rows <= history.op.length) {
		return;
	}

	const wider = createHistoryColumns(Math.max(rows, history.op.length * 2));
	for (const name of Object.keys(columnTypes) as ColumnName[]) {
		wider[name].set(history[name] as never);
	}

	Object.assign(history, wider);
}

/** Of the event at hand, by code; all 0 between two events. Which kinds of effects it had is beside it, each once, and how many those are. */
const tally = new Float64Array(workBase);
const kindsSeen = new Uint8Array(effectSpan);

/** Records what the machine has just done, unless that is known already. */
export function recordEvent(history: History, machine: Machine): void {
	const event = eventCount(machine);
	if (event <= history.count) {
		return;
	}

	const {outcome, kernel} = machine;
	const {value} = kernel.total;
	// The next row too: its `firstTally` is where this event's tallies end.
	reserveEvents(history, event + 2);
	history.count = event;
	history.op[event] = outcome.op;
	history.result[event] = outcome.result;
	history.signal[event] = outcome.signal;
	history.fault[event] = classTaken(outcome);
	history.minorFaults[event] = outcome.access.minorFaults;
	history.majorFaults[event] = outcome.access.majorFaults;
	history.digestHigh[event] = outcome.access.digestHigh;
	history.digestLow[event] = outcome.access.digestLow;
	history.time[event] = timeUs(machine);
	history.sysUs[event] = outcome.sysUs;
	history.frames[event] = value[totals.framesUsed];
	history.tables[event] = value[totals.tablesUsed];
	history.tasks[event] = value[totals.tasksAlive];
	history.where[event] = whereOf(machine);
	reserveTallies(history);
	appendEffects(history, machine);
	appendWork(history, machine);
	history.firstTally[event + 1] = history.tallies;
	if (outcome.result === 0) {
		recordLife(history, machine);
	}
}

/** What stands in `where` for mappings that have no name; 0 where there is none, or none any more. */
export const unnamed = {anonymous: -1, shared: -2} as const;

const isInMapping = Array.from({length: kindsEnd}, (_, kind) => opOf(kind)?.isInMapping === true);

function whereOf({kernel, program, outcome}: Machine): number {
	const {op, task} = outcome;
	const mm = kernel.task.mm[task];
	if (!isInMapping[program.kind[op]] || mm === 0) {
		return 0;
	}

	const vma = seenVma(kernel, mm, Math.floor(program.address[op] / pageBytes));
	const object = kernel.vma.object[vma];
	return vma === 0
		? 0
		: vmaName(kernel, vma) ||
				(object === 0 ? 0 : kernel.object.name[object]) ||
				(isShared(kernel, vma) ? unnamed.shared : unnamed.anonymous);
}

/** By kind, whether an op makes a process or gives it another memory. */
const isOfLife = Array.from(
	{length: kindsEnd},
	(_, kind) => kind === opKinds.exec || forkKinds.includes(kind),
);

/** Takes down a fork or an exec; threads are no processes. */
function recordLife({forks, execs, count: event}: History, {kernel, program, outcome}: Machine): void {
	const {op, other} = outcome;
	const kind = program.kind[op];
	if (!isOfLife[kind]) {
		return;
	}

	const {leader, mm, pid, born} = kernel.task;
	const task = leader[outcome.task];
	const lived = {pid: pid[task], born: born[task]};
	if (kind === opKinds.exec) {
		execs.push(lived);
	} else if (other !== 0 && leader[other] === other) {
		const isLent = mm[task] === 0 || mm[task] === mm[other];
		// The child's own counter may not know yet what it shares.
		const pages = isLent ? 0 : residentPages(kernel, mm[task]);
		forks.push({event, parent: lived, child: pid[other], pages});
	}
}

/** Room for all tallies that one event can have. */
function reserveTallies(history: History): void {
	if (history.tallies + codeCount > history.tallyCode.length) {
		const capacity = history.tallyCode.length * 2;
		const {tallyCode, tallyCount} = history;
		history.tallyCode = new Uint8Array(capacity);
		history.tallyCode.set(tallyCode);
		history.tallyCount = new Float64Array(capacity);
		history.tallyCount.set(tallyCount);
	}
}

/** How often each kind of effect came, and then the sums of their amounts, both by kind. */
function appendEffects(history: History, {kernel: {effects}}: Machine): void {
	const {count, kind, amount} = effects;
	let kinds = 0;
	for (let i = 0; i < count; i += 1) {
		if (tally[kind[i]] === 0) {
			kindsSeen[kinds] = kind[i];
			kinds += 1;
		}

		tally[kind[i]] += 1;
		tally[effectSpan + kind[i]] += amount[i];
	}

	if (kinds > 1) {
		kindsSeen.subarray(0, kinds).sort();
	}

	appendTallies(history, 0, kinds);
	appendTallies(history, effectSpan, kinds);
}

/** Of the first `kinds` in `kindsSeen`. */
function appendTallies(history: History, base: number, kinds: number): void {
	for (let i = 0; i < kinds; i += 1) {
		const code = base + kindsSeen[i];
		append(history, code, tally[code]);
		tally[code] = 0;
	}
}

function appendWork(history: History, {kernel: {counted, work}}: Machine): void {
	const {amount} = work;
	for (let unit = nextCounted(counted, 0); unit !== 0; unit = nextCounted(counted, unit)) {
		append(history, workBase + unit, amount[unit] - counted.before[unit]);
	}
}

function append(history: History, code: number, count: number): void {
	if (count !== 0) {
		history.tallyCode[history.tallies] = code;
		history.tallyCount[history.tallies] = count;
		history.tallies += 1;
	}
}

function tallyOf(history: History, event: number, code: number): number {
	for (let i = history.firstTally[event]; i < history.firstTally[event + 1]; i += 1) {
		if (history.tallyCode[i] === code) {
			return history.tallyCount[i];
		}
	}

	return 0;
}

/** Whether an event did the same in two runs, effect by effect and unit by unit. */
export function sameTallies(left: History, right: History, event: number): boolean {
	const from = left.firstTally[event];
	const shift = right.firstTally[event] - from;
	const end = left.firstTally[event + 1];
	if (right.firstTally[event + 1] - shift !== end) {
		return false;
	}

	for (let i = from; i < end; i += 1) {
		if (
			left.tallyCode[i] !== right.tallyCode[i + shift] ||
			left.tallyCount[i] !== right.tallyCount[i + shift]
		) {
			return false;
		}
	}

	return true;
}

/** How often an effect of that kind (effectKinds) came in an event. */
export function effectsIn(history: History, event: number, kind: number): number {
	return tallyOf(history, event, kind);
}

/** Sum of the `amount` of those effects. */
export function effectAmountIn(history: History, event: number, kind: number): number {
	return tallyOf(history, event, effectSpan + kind);
}

/** Units of work (workUnits) that an event took. */
export function workIn(history: History, event: number, unit: number): number {
	return tallyOf(history, event, workBase + unit);
}
