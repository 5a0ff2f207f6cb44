/** What a pane shows of a frame or a page table changes in no event of which its history does not tell. */
import {describe, expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {frameRows} from '../../../source/analysis/rows/frames.ts';
import {pageRows} from '../../../source/analysis/rows/maps.ts';
import {pageTableRows} from '../../../source/analysis/rows/page-tables.ts';
import {livingProcesses} from '../../../source/analysis/rows/processes.ts';
import {rightAt} from '../../../source/analysis/rows/write-right.ts';
import {designs} from '../../../source/designs/index.ts';
import type {Change, Watch} from '../../../source/inquiry/why/change.ts';
import {watchFrame} from '../../../source/inquiry/why/watch-frame.ts';
import {watchTable} from '../../../source/inquiry/why/watch-table.ts';
import {createMachine, stepMachine} from '../../../source/machine/machine.ts';
import {refusalOf} from '../../../source/machine/refusal.ts';
import {eventCount, type Machine} from '../../../source/machine/state.ts';
import {findWorkload} from '../../../source/workloads/index.ts';

/** Cells of the rows of a frame or table, by who sees it where: as long as the key is there, it is the same thing. */
type Cells = Map<string, string>;

function tableCells(machine: Machine): Cells {
	const view = viewMemory(machine);
	const cells: Cells = new Map();
	for (const task of livingProcesses(machine.kernel)) {
		for (const row of pageTableRows(view, task)) {
			const {references, used, writable, isWritable, isPresent, isAllReadOnly, huge} = row;
			const shown = {references, used, writable, isWritable, isPresent, isAllReadOnly, huge};
			cells.set(`${row.table} of ${machine.kernel.task.pid[task]}`, JSON.stringify(shown));
		}
	}

	return cells;
}

function frameCells(machine: Machine): Cells {
	const view = viewMemory(machine);
	const cells: Cells = new Map();
	for (const task of livingProcesses(machine.kernel)) {
		const pages = pageRows(view, task);
		const rows = frameRows(
			view,
			pages.map(({frame}) => frame),
		);
		for (const [i, {frame, references, paths, kind, word}] of rows.entries()) {
			const {address} = pages[i];
			const shown = {references, paths, kind, word, right: rightAt(view, task, address)};
			cells.set(
				`${frame} at ${address.toString(16)} of ${machine.kernel.task.pid[task]}`,
				JSON.stringify(shown),
			);
		}
	}

	return cells;
}

const sights: readonly {
	readonly title: string;
	readonly read: (machine: Machine) => Cells;
	readonly watch: (row: number) => Watch;
	readonly most: (machine: Machine) => number;
}[] = [
	{title: 'frames', read: frameCells, watch: watchFrame, most: ({kernel}) => kernel.frame.count},
	{title: 'page tables', read: tableCells, watch: watchTable, most: ({kernel}) => kernel.table.count},
];

/** Changed cells of which no history tells. */
function untold(start: () => Machine, {read, watch, most}: (typeof sights)[number]): string[] {
	const ended = start();
	while (stepMachine(ended)) {
		// To its end: how many there will be.
	}

	const watches = Array.from({length: most(ended)}, (_, row) => watch(row));
	const machine = start();
	for (const each of watches) {
		each.begin(machine);
	}

	let before = read(machine);
	const missing: string[] = [];
	while (stepMachine(machine)) {
		const now = read(machine);
		const changes: (Change | undefined)[] = watches.map((each) => each.see(machine));
		for (const [key, cells] of now) {
			const was = before.get(key);
			if (was !== undefined && was !== cells && changes[Number.parseInt(key, 10)] === undefined) {
				missing.push(`event ${eventCount(machine)}: #${key}: ${was} → ${cells}`);
			}
		}

		before = now;
	}

	return missing;
}

describe.each(sights)('$title', (sight) => {
	test.each(designs.map((design) => [design.id, design] as const))('on %s', (_id, design) => {
		for (const workload of ['cow', 'vfork']) {
			const program = findWorkload(workload)?.build();
			if (program !== undefined && refusalOf(design, program) === undefined) {
				expect(untold(() => createMachine(program, {design}), sight).slice(0, 5), workload).toEqual([]);
			}
		}
	});
});

/** All that the history of a row of `cow` tells on a kernel. */
function told(kernel: string, watch: Watch): string {
	const design = designs.find(({id}) => id === kernel);
	const program = findWorkload('cow')?.build();
	if (design === undefined || program === undefined) {
		throw new Error(`no kernel ${kernel}`);
	}

	const machine = createMachine(program, {design});
	watch.begin(machine);
	const lines: string[] = [];
	while (stepMachine(machine)) {
		lines.push(watch.see(machine)?.what ?? '');
	}

	return lines.filter((line) => line !== '').join('\n');
}

test.each([
	['linux-6', 'mapped 1 → 2, write-protected'],
	['linux-6', 'written by op 21'],
	['shared-pt', 'users of its page table 1 → 2, write-protected'],
	['shared-pt-dir', 'users of its page table 1 → 2, write-protected by the directory entry above'],
	['shared-pt-absent', 'users of its page table 1 → 2, made absent by the directory entry above'],
	['uvm', 'reached in 1 → 2 ways, write-protected'],
])('on %s the history of a page says: %s', (kernel, words) => {
	const histories = Array.from({length: 12}, (_, frame) => told(kernel, watchFrame(frame + 1)));
	expect(histories.join('\n')).toContain(words);
});

test.each([
	['linux-6', 'entries write-protected'],
	['linux-6', 'entries in use 2 → 8'],
	['shared-pt-absent', 'made absent by the directory entry above'],
	['shared-pt-dir', 'write-protected by the directory entry above'],
	['shared-pt-bit', 'all its entries are known to be read-only'],
])('on %s the history of a page table says: %s', (kernel, words) => {
	const histories = Array.from({length: 8}, (_, table) => told(kernel, watchTable(table + 1)));
	expect(histories.join('\n')).toContain(words);
});
