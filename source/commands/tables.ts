/** `tables`: the page tables of processes from the top to the leaves, with their reference counts and sharers. */

import {chosenProcesses, processQuery} from '../analysis/find-process.ts';
import {type MemoryView, viewMemory} from '../analysis/memory.ts';
import {type PageTableRow, pageTableRows, sharersOf} from '../analysis/page-tables.ts';
import {processMemory} from '../analysis/process-memory.ts';
import {addressText, plural} from '../analysis/text.ts';
import {type TextColumn, tableText} from '../exports/text.ts';
import type {Task} from '../kernel/state/ids.ts';
import {defineCommand} from './command.ts';
import {momentText} from './moment.ts';
import {printAll} from './print.ts';
import {printJson} from './print-json.ts';
import {jsonFlags, kernelFlags, positionFlags, processFlags, queryFlags} from './shared-flags.ts';
import {openAt} from './workload-flags.ts';
import {parameterFlags} from './workload-parameters.ts';

export const tables = defineCommand({
	name: 'tables',
	usage: ['tables WORKLOAD [--pid PID] [--where QUERY] [--at POSITION] [--json]'],
	description:
		'Walks the page tables of a process, or of all: each table with how many entries point at it, the addresses that it covers, how many of its entries are used and how many of them are writable, and who shares it. "ro" marks a table that a directory entry has write-protected as a whole, "absent" one that it lets nobody reach until a fault.',
	flags: {...positionFlags, ...processFlags, ...queryFlags, ...kernelFlags, ...jsonFlags, ...parameterFlags},
	examples: [
		['tables cow --pid 1', 'The walk of process 1'],
		['tables snapshot --at "mark:snapshot begins"', 'Tables of server and child just after the fork'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const {machine} = (await openAt({input, flags, stdin, stderr, env})).timeline;
		const view = viewMemory(machine);
		const tasks = chosenProcesses(machine, flags.pid).filter(processQuery(view, flags.where));
		if (flags.json) {
			const {pid} = machine.kernel.task;
			const processes = tasks.map((task) => [String(pid[task]), rowsOf(view, task)]);
			await printJson(stdout, {
				name: 'tables',
				of: machine,
				fields: {processes: Object.fromEntries(processes)},
			});
			return 0;
		}

		const parts = tasks.map((task) => processText(view, task));
		await printAll(stdout, [`${momentText(machine)}\n`, ...parts]);
		return 0;
	},
});

type Row = PageTableRow & {readonly sharers: readonly number[]};

function rowsOf(view: MemoryView, task: Task): Row[] {
	const isShared = view.processes[view.kernel.task.mm[task]] > 1;
	return pageTableRows(view, task).map((row) => ({
		...row,
		sharers: row.references > 1 || isShared ? sharersOf(view, row) : [view.kernel.task.pid[task]],
	}));
}

const columns: readonly TextColumn<Row>[] = [
	{
		title: 'TABLE',
		isText: true,
		text: ({depth, levelName, table, huge}) =>
			`${'  '.repeat(depth)}${huge ? `huge page #${huge.frame}, in reserve ` : ''}${levelName} #${table}`,
	},
	{title: 'REFS', text: ({references}) => String(references)},
	{title: 'ADDRESSES', isText: true, text: ({start, end}) => rangeText(start, end)},
	{title: 'USED', text: ({used, entries}) => `${used}/${entries}`},
	{title: 'WRITABLE', text: ({writable}) => (writable === undefined ? '' : String(writable))},
	{title: '', isText: true, text: closedText},
	{title: 'SHARED BY', isText: true, text: ({sharers}) => (sharers.length > 1 ? pidsText(sharers) : '')},
];

/** What the directory entry above keeps from getting through. */
function closedText({isWritable, isPresent}: Row): string {
	if (isPresent === false) {
		return 'absent';
	}

	return isWritable === false ? 'ro' : '';
}

function rangeText(start: number, end: number): string {
	return `${addressText(start)}-${addressText(end)}`;
}

const pidsShown = 8;

function pidsText(pids: readonly number[]): string {
	const more = pids.length > pidsShown ? ` and ${pids.length - pidsShown} more` : '';
	return `${pids.slice(0, pidsShown).join(' ')}${more}`;
}

function processText(view: MemoryView, task: Task): string {
	const {kernel, strings} = view;
	const name = `${kernel.task.pid[task]} ${strings[kernel.task.comm[task]]}`;
	const memory = processMemory(view, task);
	if (memory === undefined) {
		return `\n${name}: no page tables\n`;
	}

	const {tablePages, sharedTablePages, reportedTablePages} = memory;
	const shared = sharedTablePages === 0 ? '' : `, ${sharedTablePages} of them shared`;
	const charged = reportedTablePages === tablePages ? '' : ` (charged to it: ${reportedTablePages})`;
	const heading = `${name}: ${plural(tablePages, 'page table')} below the top one${shared}${charged}`;
	return `\n${heading}\n${tableText(columns, rowsOf(view, task))}`;
}
