/**
 * Page maps: what is drawn a cell a page, as stretches of places without gaps. A place is a page of an address space, an
 * entry of an upper page table, or a frame. Only the mappings are looked at here, so that what is reserved and never
 * touched costs nothing, however large.
 */

import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Mm, Task, Vma} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {isShared, vmaFlags, vmaName, vmaPages} from '../../kernel/state/vmas.ts';
import {entrySpan} from '../../kernel/tables/table.ts';
import {firstIndex} from '../../machine/first-index.ts';
import type {MemoryView} from '../memory/memory.ts';
import type {PageTableRow} from '../rows/page-tables.ts';

export type Stretch = {
	readonly first: number;
	readonly count: number;
	/** `[heap]`, the file's own name, `anonymous`; of a table its level and number. */
	readonly name: string;
	/** Whether the mapping gives the right to write; undefined for what is no mapping. */
	readonly mayWrite?: boolean;
};

export type PageMap = {
	readonly of: 'pages' | 'entries' | 'frames';
	/** Whose pages or entries; 0 for frames. */
	readonly mm: Mm;
	/** The table whose entries are drawn; 0 for all else. */
	readonly table: number;
	/** Its level. */
	readonly level: number;
	/** Pages that a place stands for: 1, but for entries. */
	readonly span: number;
	/** Ascending. */
	readonly stretches: readonly Stretch[];
};

/** All that a process has mapped. */
export function mapOfProcess({kernel, strings}: MemoryView, task: Task): PageMap {
	const mm = kernel.task.mm[task];
	const stretches: Stretch[] = [];
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		stretches.push({
			first: kernel.vma.start[vma],
			count: vmaPages(kernel, vma),
			name: mappingName(kernel, strings, vma),
			mayWrite: (kernel.vma.flags[vma] & vmaFlags.write) !== 0,
		});
	}

	return {of: 'pages', mm, table: 0, level: 1, span: 1, stretches};
}

/** Whether any mapping has had guards put into it. */
export function mayHaveGuards({kernel: {vma}}: MemoryView): boolean {
	return vma.flags.subarray(0, vma.count).some((flags) => (flags & vmaFlags.maybeGuard) !== 0);
}

function mappingName(kernel: Kernel, strings: readonly string[], vma: Vma): string {
	const object = kernel.vma.object[vma];
	const file = object === 0 ? '' : strings[kernel.object.name[object]];
	const plain = isShared(kernel, vma) ? 'shared memory' : 'anonymous';
	return strings[vmaName(kernel, vma)] || file.slice(file.lastIndexOf('/') + 1) || plain;
}

/** One table: the pages that a leaf covers, or the entries of an upper one. */
export function mapOfTable(
	{kernel}: MemoryView,
	task: Task,
	row: Pick<PageTableRow, 'table' | 'level' | 'levelName' | 'start' | 'entries'>,
): PageMap {
	const {table, level, levelName, start, entries} = row;
	const span = entrySpan(kernel, level);
	const stretch = {first: start / pageBytes / span, count: entries, name: `${levelName} #${table}`};
	const of = level === 1 ? 'pages' : 'entries';
	return {of, mm: kernel.task.mm[task], table, level, span, stretches: [stretch]};
}

/** Physical memory as far as it has ever been used. */
export function mapOfFrames({kernel}: MemoryView): PageMap {
	const stretch = {first: 1, count: kernel.frame.count - 1, name: 'physical memory'};
	return {of: 'frames', mm: 0, table: 0, level: 0, span: 1, stretches: stretch.count > 0 ? [stretch] : []};
}

/** The number of the stretch that holds a place, -1 where there is none. */
export function stretchOf({stretches}: PageMap, place: number): number {
	const at = firstIndex(stretches.length, (i) => stretches[i].first > place) - 1;
	return at >= 0 && place < stretches[at].first + stretches[at].count ? at : -1;
}

/** The address in bytes of a place; a frame has none. */
export function addressOf({of, span}: PageMap, place: number): number | undefined {
	return of === 'frames' ? undefined : place * span * pageBytes;
}
