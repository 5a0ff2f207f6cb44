/** `tables`: the page tables of processes from the top to the leaves, with their reference counts and sharers. */

import {readAddress} from '../../analysis/address/address.ts';
import {type MemoryView, viewMemory} from '../../analysis/memory/memory.ts';
import {processMemory} from '../../analysis/memory/process-memory.ts';
import {chosenProcesses} from '../../analysis/query/find-process.ts';
import {pageTableRows, sharersOf} from '../../analysis/rows/page-tables.ts';
import {addressText, pidsText, plural} from '../../analysis/words/text.ts';
import {type TextColumn, tableText} from '../../exports/text.ts';
import {answerWalk} from '../../inquiry/access.ts';
import {trustAt} from '../../inquiry/outcome/evidence.ts';
import {createPast} from '../../inquiry/sharing/past.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Machine} from '../../machine/state.ts';
import {UserError} from '../../machine/user-error.ts';
import type {SharedTableRow} from '../answers.ts';
import {defineCommand} from '../command.ts';
import {meantProcesses} from '../flags/meant.ts';
import {momentText} from '../flags/moment.ts';
import {jsonFlags, kernelFlags, positionFlags, processFlags, queryFlags} from '../flags/shared-flags.ts';
import {openAt} from '../flags/workload-flags.ts';
import {parameterFlags} from '../flags/workload-parameters.ts';
import {printAll} from '../output/print.ts';
import {printJson} from '../output/print-json.ts';
import {walkText} from './walk-text.ts';

export const tables = defineCommand({
	name: 'tables',
	usage: [
		'tables WORKLOAD [--pid PID] [--where QUERY] [--at POSITION] [--json]',
		'tables WORKLOAD --pid PID --address ADDRESS [--at POSITION] [--json]',
	],
	description:
		'Walks the page tables of a process, or of all: each table with how many entries point at it, the addresses that it covers, how many of its entries are used and how many of them are writable, and who shares it. "ro" marks a table that a directory entry has write-protected as a whole, "absent" one that it lets nobody reach until a fault; "all ro" is the bit by which a fork knows that it has protected every entry. With --address the walk for one address: what each entry on the way lets through, and what a read and a write would do now.',
	flags: {
		...positionFlags,
		...processFlags,
		address: {
			type: 'string',
			shortFlag: 'a',
			placeholder: 'ADDRESS',
			summary: 'only the walk for this address (0x7f0700001000) of the process that --pid names',
		},
		...queryFlags,
		...kernelFlags,
		...jsonFlags,
		...parameterFlags,
	},
	examples: [
		['tables cow --pid 1', 'The walk of process 1'],
		[
			'tables cow --pid 2 --address 0x7effffff8000 --at 8',
			'What a write there would do: who refuses it, what is split and copied',
		],
		['tables snapshot --at "mark:snapshot begins"', 'Tables of server and child just after the fork'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const {timeline} = await openAt({input, flags, stdin, stderr, env});
		const {machine} = timeline;
		const of = {machine, trust: trustAt(timeline)};
		const view = viewMemory(machine, createPast(timeline));
		if (flags.address !== undefined) {
			const answer = answerWalk(machine, view, walkedProcess(machine, flags.pid), readAddress(flags.address));
			await (flags.json
				? printJson(stdout, {name: 'tables', of, fields: {walk: answer}})
				: printAll(stdout, [`${momentText(machine)}\n\n${walkText(answer)}`]));
			return 0;
		}

		const tasks = meantProcesses(machine, view, flags, stderr);
		if (flags.json) {
			const {pid} = machine.kernel.task;
			const processes = tasks.map((task) => [String(pid[task]), rowsOf(view, task)]);
			await printJson(stdout, {
				name: 'tables',
				of,
				fields: {processes: Object.fromEntries(processes)},
			});
			return 0;
		}

		const parts = tasks.map((task) => processText(view, task));
		await printAll(stdout, [`${momentText(machine)}\n`, ...parts]);
		return 0;
	},
});

/** One process has to be named: an address means something else in each. */
function walkedProcess(machine: Machine, pid: number | undefined): Task {
	if (pid === undefined) {
		throw new UserError('--address needs the process that it is an address of', {expected: '--pid PID'});
	}

	return chosenProcesses(machine, pid)[0];
}

function rowsOf(view: MemoryView, task: Task): SharedTableRow[] {
	const isShared = view.processes[view.kernel.task.mm[task]] > 1;
	return pageTableRows(view, task).map((row) => ({
		...row,
		sharers: row.references > 1 || isShared ? sharersOf(view, row) : [view.kernel.task.pid[task]],
	}));
}

const columns: readonly TextColumn<SharedTableRow>[] = [
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

/** What the directory entry above keeps from getting through, and the bit of a table that fork need not scan again. */
function closedText({isWritable, isPresent, isAllReadOnly}: SharedTableRow): string {
	if (isPresent === false) {
		return 'absent';
	}

	return [isWritable === false ? 'ro' : '', isAllReadOnly ? 'all ro' : ''].filter(Boolean).join(', ');
}

function rangeText(start: number, end: number): string {
	return `${addressText(start)}-${addressText(end)}`;
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
