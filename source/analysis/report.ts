/**
 * The report of a run: for every op what it came to, for every mark what every process maps and holds. Its shape is
 * that of the answers that were taken from a real kernel, so that the two can be held against each other.
 */
import {errnoName} from '../kernel/state/errno.ts';
import type {Mm, Task} from '../kernel/state/ids.ts';
import type {Kernel} from '../kernel/state/kernel.ts';
import {pageBytes} from '../kernel/state/kernel.ts';
import {type Machine, stepMachine} from '../machine/machine.ts';
import {opKinds, opName} from '../machine/op.ts';
import {folioRuns, hugeRows} from './huge.ts';
import {type HugeFigures, mapRows, pageRows, type SmapsFigures} from './maps.ts';
import {type MemoryView, viewMemory} from './memory.ts';
import {livingProcesses} from './processes.ts';

export type OpReport = {
	readonly op: string;
	readonly pid: number;
	/** Of read and write; of madvise where the workload says how huge pages are set. */
	readonly minflt?: number;
	readonly majflt?: number;
	/** Of read only, in decimal. */
	readonly digest?: string;
	readonly error?: true;
	/** Where the workload says how huge pages are set. */
	readonly errno?: string;
};

/** One mapping; addresses are hexadecimal with 0x. */
export type VmaReport = {
	readonly start: string;
	readonly end: string;
	readonly perms: string;
} & SmapsFigures &
	Partial<HugeFigures>;

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
};

export type MarkReport = {
	readonly label: string;
	/** By pid. */
	readonly processes: Readonly<Record<string, ProcessReport>>;
};

export type Report = {readonly ops: readonly OpReport[]; readonly marks: readonly MarkReport[]};

/** Runs a machine from its first op until nothing can run, or until `isOver` says so before an event. Ops are in file order. */
export function reportRun(machine: Machine, isOver: () => boolean = () => false): Report {
	const ops: (OpReport | undefined)[] = [];
	const marks: MarkReport[] = [];
	const {program} = machine;
	const hasHuge = program.header.hugePages !== undefined;
	while (!isOver() && stepMachine(machine)) {
		const {op} = machine.outcome;
		if (program.kind[op] === opKinds.mark) {
			marks.push({
				label: program.strings[program.text[op]],
				processes: reportProcesses(viewMemory(machine), hasHuge),
			});
		} else if (program.kind[op] !== opKinds.start) {
			ops[op] = reportOp(machine, hasHuge);
		}
	}

	return {ops: ops.filter((op) => op !== undefined), marks};
}

/** A read that is refused has no digest of its own to be told apart by: it shows by dying, as in the records. */
function reportOp({program, outcome}: Machine, hasHuge: boolean): OpReport {
	const {access, op} = outcome;
	const name = opName(program.kind[op]);
	const report = {op: name, pid: program.pid[op]};
	const faults = {minflt: access.minorFaults, majflt: access.majorFaults};
	if (name === 'read') {
		return {...report, ...faults, digest: digestText(access)};
	}

	const errno = hasHuge ? {errno: errnoName(outcome.result)} : {};
	const error = outcome.result < 0 ? {error: true as const, ...errno} : {};
	return name === 'write' || (hasHuge && name === 'madvise')
		? {...report, ...faults, ...error}
		: {...report, ...error};
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
export function reportProcesses(view: MemoryView, hasHuge = false): Record<string, ProcessReport> {
	const groups = new Map<number, number>();
	const folios = hasHuge ? new Map<number, number>() : undefined;
	const {kernel} = view;
	const tasks = livingProcesses(kernel);
	return Object.fromEntries(
		tasks.map((task) => [String(kernel.task.pid[task]), reportProcess(view, task, groups, folios)]),
	);
}

/** One process; `groups` and `folios` hold the numbers of those met so far; without `folios` huge pages are not told. */
export function reportProcess(
	view: MemoryView,
	task: Task,
	groups: Map<number, number>,
	folios?: Map<number, number>,
): ProcessReport {
	const {kernel} = view;
	return {
		vmas: mapRows(view, task).map(({start, end, perms, smaps, huge}) => ({
			start: hex(start),
			end: hex(end),
			perms,
			...smaps,
			...(folios === undefined ? {} : huge),
		})),
		pages: pageRows(view, task).map(({address, frame, mapcount}) => {
			const group = groups.get(frame) ?? groups.size;
			groups.set(frame, group);
			return [hex(address), group, mapcount];
		}),
		pageTablesKb: pageTablesKb(kernel, kernel.task.mm[task]),
		...(folios === undefined ? {} : hugeReport(view, task, folios)),
	};
}

function hugeReport(
	view: MemoryView,
	task: Task,
	folios: Map<number, number>,
): Pick<ProcessReport, 'huge' | 'folios'> {
	const {kernel} = view;
	return {
		huge: hugeRows(kernel, kernel.task.mm[task], 0, kernel.geometry.endVpn).map(({address}) => hex(address)),
		folios: folioRuns(view, task).map(({address, pages, folio, index}) => {
			const number = folios.get(folio) ?? folios.size;
			folios.set(folio, number);
			return [hex(address), pages, number, index];
		}),
	};
}

function pageTablesKb(kernel: Kernel, mm: Mm): number {
	return (kernel.mm.tables[mm] * pageBytes) / 1024;
}

function hex(address: number): string {
	return `0x${address.toString(16)}`;
}
