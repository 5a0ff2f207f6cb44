/** What a process, or one mapping, table or page of it, comes to on one kernel: the figures that are put side by side. */
import {walkAddress} from '../../analysis/address/address-walk.ts';
import type {ProcessMemory} from '../../analysis/memory/memory.ts';
import {type MemoryView, viewMemory} from '../../analysis/memory/memory.ts';
import {processMemory} from '../../analysis/memory/process-memory.ts';
import {mapRows} from '../../analysis/rows/maps.ts';
import {pageTableRows, sharersOf} from '../../analysis/rows/page-tables.ts';
import {rightAt, type WriteRight} from '../../analysis/rows/write-right.ts';
import {addressText} from '../../analysis/words/text.ts';
import type {Task} from '../../kernel/state/ids.ts';
import {totals} from '../../kernel/state/schema.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {ownPrice} from '../history/own-price.ts';
import {parseProcessKey, processOfKey} from '../keys.ts';

/** What of a process is asked about; addresses in bytes. */
export type AcrossThing =
	| {readonly kind: 'process'}
	| {readonly kind: 'mapping' | 'page'; readonly address: number}
	| {readonly kind: 'table'; readonly level: number; readonly start: number};

/** What does not apply to the thing is undefined. */
export type AcrossFigures = {
	readonly rssBytes?: number;
	readonly pssBytes?: number;
	readonly ussBytes?: number;
	/** Page-table pages that reach it, without the top one; and those of them that others reach too. */
	readonly tables?: number;
	readonly sharedTables?: number;
	/** Microseconds that the kernel took to fork it; undefined where it was not forked. */
	readonly forkUs?: number;
	/** Pages that it has copied since. */
	readonly copied?: number;
	/** Of a table: what points at it, and entries that are in use and that the hardware lets write. */
	readonly references?: number;
	readonly used?: number;
	readonly writable?: number;
	/** What the directory entry above a table lets through, where that is not everything; and the bit of shared-pt-bit. */
	readonly directory?: 'ro' | 'none';
	readonly isAllReadOnly?: boolean;
	/** Of a page: entries that map it, by how many paths processes reach it, whether it may be written, the op that wrote it. */
	readonly mapcount?: number;
	readonly paths?: number;
	readonly right?: WriteRight;
	readonly word?: number;
	/** Pids of the processes that reach the table or the page. */
	readonly holders?: readonly number[];
	/** In use on the whole machine. */
	readonly frames: number;
};

/** The figures of a process (`31@1234`) or of a thing of it, or why there are none, in a sentence. */
export function figuresOf(
	timeline: Timeline,
	process: string,
	thing: AcrossThing,
	position: number,
): AcrossFigures | string {
	const {machine} = timeline;
	const view = viewMemory(machine);
	const task = processOfKey(machine.kernel, process);
	const {pid, born} = parseProcessKey(process);
	const memory = task === 0 ? undefined : processMemory(view, task);
	if (memory === undefined) {
		return `Process ${pid} is not there, or has no memory.`;
	}

	const found =
		thing.kind === 'process'
			? {...ofProcess(memory), ...ownPrice(timeline, pid, born, position)}
			: thing.kind === 'table'
				? ofTable(view, task, thing)
				: (thing.kind === 'mapping' ? ofMapping : ofPage)(view, task, thing.address);
	return typeof found === 'string'
		? found
		: {...found, frames: machine.kernel.total.value[totals.framesUsed]};
}

type Found = Omit<AcrossFigures, 'frames'>;

function ofProcess({rssBytes, pssBytes, ussBytes, tablePages, sharedTablePages}: ProcessMemory): Found {
	return {rssBytes, pssBytes, ussBytes, tables: tablePages, sharedTables: sharedTablePages};
}

function ofMapping(view: MemoryView, task: Task, address: number): Found | string {
	const row = mapRows(view, task).find(({start, end}) => start <= address && address < end);
	return row === undefined
		? `Nothing is mapped at ${addressText(address)}.`
		: {
				rssBytes: row.rssKb * 1024,
				pssBytes: row.pssKb * 1024,
				ussBytes: row.ussKb * 1024,
				tables: row.tables,
				sharedTables: row.sharedTables,
			};
}

function ofTable(
	view: MemoryView,
	task: Task,
	{level, start}: {readonly level: number; readonly start: number},
): Found | string {
	const row = pageTableRows(view, task).find((each) => each.level === level && each.start === start);
	if (row === undefined) {
		return `It has no such table at ${addressText(start)}.`;
	}

	const {references, used, writable, isPresent, isWritable, isAllReadOnly} = row;
	const directory = isPresent === false ? 'none' : isWritable === false ? 'ro' : undefined;
	return {references, used, writable, directory, isAllReadOnly, holders: sharersOf(view, row)};
}

function ofPage(view: MemoryView, task: Task, address: number): Found | string {
	const {frame} = walkAddress(view, task, address);
	if (frame === undefined) {
		return `No page is mapped at ${addressText(address)}.`;
	}

	const {references, mapcount, paths, word, owners} = frame;
	const holders = [...new Set(owners.map(({pid}) => pid))];
	return {references, mapcount, paths, word, holders, right: rightAt(view, task, address)};
}
