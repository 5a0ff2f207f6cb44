/**
 * The report of a run: for every op what it came to, for every mark what every process maps and holds. Its shape is
 * that of the answers that were taken from a real kernel, so that the two can be held against each other.
 */

import {folioRuns, type HugetlbFigures, hugeRows} from '../../analysis/memory/huge.ts';
import {type MemoryView, viewMemory} from '../../analysis/memory/memory.ts';
import {
	type HugeFigures,
	type MapRow,
	mapRows,
	pageRows,
	type SmapsFigures,
	swappedRows,
} from '../../analysis/rows/maps.ts';
import {livingProcesses} from '../../analysis/rows/processes.ts';
import {errnoName} from '../../kernel/state/errno.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Mm, Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {stepMachine} from '../../machine/machine.ts';
import {type OpName, opKinds, opName} from '../../machine/ops/index.ts';
import type {Outcome} from '../../machine/outcome.ts';
import {absent} from '../../machine/program.ts';
import type {Machine} from '../../machine/state.ts';

export type OpReport = {
	readonly op: string;
	/** null for what no process does. */
	readonly pid: number | null;
	/** Of read and write; of madvise where the machine has swap, or the workload says how huge pages are set. */
	readonly minflt?: number;
	readonly majflt?: number;
	/** Of mlock and mlockall, likewise. */
	readonly faults?: number;
	/** Of read only, in decimal. */
	readonly digest?: string;
	readonly error?: true;
	/** Of madvise, mlock and munlock, where the machine has swap or the workload says how huge pages are set. */
	readonly errno?: string;
};

/** One mapping; addresses are hexadecimal with 0x. */
export type VmaReport = {readonly start: string; readonly end: string; readonly perms: string} & Omit<
	SmapsFigures,
	PagingFigure | SwapFigure
> &
	Partial<Pick<SmapsFigures, PagingFigure | SwapFigure>> &
	Partial<HugeFigures> &
	Partial<HugetlbFigures>;

/** What is told where the machine has swap or the workload says how huge pages are set, and with swap only. */
type PagingFigure = 'LazyFree' | 'Locked';
type SwapFigure = 'SwapPss';

/** One present page: its address, the number of its frame in order of first appearance, and who maps it. */
export type PageReport = readonly [address: string, group: number, mapcount: number];

/** Pages that lie behind each other in one folio; folios are numbered in order of first appearance. */
export type FolioReport = readonly [address: string, pages: number, folio: number, firstIndex: number];

export type ProcessReport = {
	readonly vmas: readonly VmaReport[];
	readonly pages: readonly PageReport[];
	readonly pageTablesKb: number;
	/** Where the workload says how huge pages are set: addresses of huge entries, and pages of folios. */
	readonly huge?: readonly string[];
	readonly folios?: readonly FolioReport[];
	/** Pages in swap by their addresses, with slots numbered in order of first appearance, where the machine has swap. */
	readonly swapped?: readonly (readonly [address: string, slot: number])[];
};

export type MarkReport = {
	readonly label: string;
	/** By pid. */
	readonly processes: Readonly<Record<string, ProcessReport>>;
	/** Swap in use, where the machine has any. */
	readonly swapUsedKb?: number;
};

export type Report = {readonly ops: readonly OpReport[]; readonly marks: readonly MarkReport[]};

/** Runs a machine from its first op until nothing can run, or until `isOver` says so before an event. Ops are in file order. */
export function reportRun(machine: Machine, isOver: () => boolean = () => false): Report {
	const ops: (OpReport | undefined)[] = [];
	const marks: MarkReport[] = [];
	const {program} = machine;
	const told: Told = {
		swap: machine.kernel.limits.swapSlots > 0,
		huge: program.header.hugePages !== undefined,
	};
	while (!isOver() && stepMachine(machine)) {
		const {op} = machine.outcome;
		if (program.kind[op] === opKinds.mark) {
			marks.push(reportMark(machine, told));
		} else if (program.kind[op] !== opKinds.start) {
			ops[op] = reportOp(machine, told);
		}
	}

	return {ops: ops.filter((op) => op !== undefined), marks};
}

/** What a report tells beside the rest: of swap where the machine has any, of huge pages where the workload sets them. */
export type Told = {readonly swap: boolean; readonly huge: boolean};
const nothingTold: Told = {swap: false, huge: false};

function reportMark(machine: Machine, told: Told): MarkReport {
	const {program, outcome, kernel} = machine;
	const label = program.strings[program.text[outcome.op]];
	const processes = reportProcesses(viewMemory(machine), told);
	return told.swap
		? {label, processes, swapUsedKb: (kernel.swap.live * pageBytes) / 1024}
		: {label, processes};
}

/** A read that is refused has no digest of its own to be told apart by: it shows by dying, as in the records. */
function reportOp({program, outcome}: Machine, told: Told): OpReport {
	const {access, op} = outcome;
	const name = opName(program.kind[op]);
	const report = {op: name, pid: program.pid[op] === absent ? null : program.pid[op]};
	const faults = {minflt: access.minorFaults, majflt: access.majorFaults};
	if (name === 'read') {
		return {...report, ...faults, digest: digestText(access)};
	}

	const error = outcome.result < 0 ? {error: true as const} : {};
	if (name === 'write') {
		return {...report, ...faults, ...error};
	}

	return told.swap || told.huge
		? {...report, ...memoryAnswers(name, outcome), ...error}
		: {...report, ...error};
}

/** What calls that ask for pages came to: whether a fault of mlock was major depends on the disk's speed. */
function memoryAnswers(name: OpName, {access, result}: Outcome): Partial<OpReport> {
	const faults: Partial<Record<OpName, Partial<OpReport>>> = {
		madvise: {minflt: access.minorFaults, majflt: access.majorFaults},
		mlock: {faults: access.minorFaults + access.majorFaults},
		mlockall: {faults: access.minorFaults + access.majorFaults},
		munlock: {},
	};
	const answer = faults[name];
	const error = answer === undefined ? undefined : errnoName(result);
	return error === undefined ? (answer ?? {}) : {...answer, errno: error};
}

function digestText({
	digestHigh,
	digestLow,
}: {
	readonly digestHigh: number;
	readonly digestLow: number;
}): string {
	return ((BigInt(digestHigh) << 32n) | BigInt(digestLow)).toString();
}

/** All living processes by pid; the groups of frames are numbered through them in that order. */
export function reportProcesses(view: MemoryView, told: Told = nothingTold): Record<string, ProcessReport> {
	const groups = noGroups();
	const {kernel} = view;
	const tasks = livingProcesses(kernel);
	return Object.fromEntries(
		tasks.map((task) => [String(kernel.task.pid[task]), reportProcess(view, task, told, groups)]),
	);
}

/** Numbers of the frames, slots and folios met so far. */
type Groups = {
	readonly frames: Map<number, number>;
	readonly slots: Map<number, number>;
	readonly folios: Map<number, number>;
};

function noGroups(): Groups {
	return {frames: new Map(), slots: new Map(), folios: new Map()};
}

function numberIn(groups: Map<number, number>, row: number): number {
	const group = groups.get(row) ?? groups.size;
	groups.set(row, group);
	return group;
}

/** One process, its frames, slots and folios numbered on from those met so far. */
export function reportProcess(
	view: MemoryView,
	task: Task,
	told: Told = nothingTold,
	groups: Groups = noGroups(),
): ProcessReport {
	const {kernel} = view;
	const report = {
		vmas: mapRows(view, task).map((row) => reportVma(row, told)),
		pages: pageRows(view, task).map(
			({address, frame, mapcount}): PageReport => [hex(address), numberIn(groups.frames, frame), mapcount],
		),
		pageTablesKb: pageTablesKb(kernel, kernel.task.mm[task]),
	};
	return {
		...report,
		...(told.swap ? {swapped: swappedReport(view, task, groups.slots)} : {}),
		...(told.huge ? hugeReport(view, task, groups.folios) : {}),
	};
}

function swappedReport(
	view: MemoryView,
	task: Task,
	slots: Map<number, number>,
): Exclude<ProcessReport['swapped'], undefined> {
	return swappedRows(view, task).map(({address, slot}) => [hex(address), numberIn(slots, slot)]);
}

function hugeReport(
	view: MemoryView,
	task: Task,
	folios: Map<number, number>,
): Pick<ProcessReport, 'huge' | 'folios'> {
	const {kernel} = view;
	return {
		huge: hugeRows(kernel, kernel.task.mm[task], 0, kernel.geometry.endVpn).map(({address}) => hex(address)),
		folios: folioRuns(view, task).map(({address, pages, folio, index}) => [
			hex(address),
			pages,
			numberIn(folios, folio),
			index,
		]),
	};
}

function reportVma({start, end, perms, smaps, huge, hugetlb}: MapRow, told: Told): VmaReport {
	const {LazyFree, SwapPss, Locked, ...figures} = smaps;
	return {
		...{start: hex(start), end: hex(end), perms},
		...figures,
		...(told.swap || told.huge ? {LazyFree, Locked} : {}),
		...(told.swap ? {SwapPss} : {}),
		...(told.huge ? huge : {}),
		...hugetlb,
	};
}

function pageTablesKb(kernel: Kernel, mm: Mm): number {
	return (kernel.mm.tables[mm] * pageBytes) / 1024;
}

function hex(address: number): string {
	return `0x${address.toString(16)}`;
}
