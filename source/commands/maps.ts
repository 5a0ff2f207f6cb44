/** `maps`: the mappings of processes with the columns of /proc/PID/smaps. */

import {type MemoryView, viewMemory} from '../analysis/memory/memory.ts';
import {processMemory} from '../analysis/memory/process-memory.ts';
import {type MapRow, mapRows, recordedKb, sharedInSwapBytes} from '../analysis/rows/maps.ts';
import {hasSwapSpace} from '../analysis/rows/stats.ts';
import {addressText, plural, sizeText} from '../analysis/words/text.ts';
import {type TextColumn, tableText} from '../exports/text.ts';
import {trustAt} from '../inquiry/outcome/evidence.ts';
import {reportProcess} from '../inquiry/outcome/report.ts';
import {createPast} from '../inquiry/sharing/past.ts';
import type {Task} from '../kernel/state/ids.ts';
import {defineCommand} from './command.ts';
import {meantProcesses} from './flags/meant.ts';
import {momentText} from './flags/moment.ts';
import {jsonFlags, kernelFlags, positionFlags, processFlags, queryFlags} from './flags/shared-flags.ts';
import {openAt} from './flags/workload-flags.ts';
import {parameterFlags} from './flags/workload-parameters.ts';
import {printAll} from './output/print.ts';
import {printJson} from './output/print-json.ts';

export const maps = defineCommand({
	name: 'maps',
	usage: ['maps WORKLOAD [--pid PID] [--where QUERY] [--at POSITION] [--json]'],
	description:
		'Prints the mappings of a process, or of all, with what smaps would say of each in kB: resident, fair share, shared and private, clean and dirty, and where the machine has swap what lies there. TRUE is the fair share where shared page tables make that a different one; REC what the kernel has recorded for the process and no entry maps, which smaps would not count as resident: RSS is the sum of it and the four before it.',
	flags: {...positionFlags, ...processFlags, ...queryFlags, ...kernelFlags, ...jsonFlags, ...parameterFlags},
	examples: [
		['maps build --at exec:cc1 --pid 31', 'What process 31 maps just before it becomes a compiler'],
		['maps snapshot --at "mark:snapshot begins" --json', 'The mappings of every process, for a script'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const {timeline} = await openAt({input, flags, stdin, stderr, env});
		const {machine} = timeline;
		const view = viewMemory(machine, createPast(timeline));
		const tasks = meantProcesses(machine, view, flags, stderr);
		if (flags.json) {
			const {pid} = machine.kernel.task;
			const processes = tasks.map((task) => [String(pid[task]), processJson(view, task)]);
			await printJson(stdout, {
				name: 'maps',
				of: {machine, trust: trustAt(timeline)},
				fields: {processes: Object.fromEntries(processes)},
			});
			return 0;
		}

		const parts = tasks.map((task) => processText(view, task));
		await printAll(stdout, [`${momentText(machine)}\n`, ...parts]);
		return 0;
	},
});

function processJson(view: MemoryView, task: Task) {
	const {vmas, pageTablesKb} = reportProcess(view, task, {swap: true, huge: true});
	const rows = mapRows(view, task);
	return {
		vmas: vmas.map((vma, i) => {
			const {name = '', file = name, offset = 0, rssKb, pssKb, ussKb, tables, sharedTables, onFork} = rows[i];
			const facts = {trueRss: rssKb, truePss: pssKb, trueUss: ussKb, tables, sharedTables, onFork};
			return {...vma, name: file, offset: `0x${offset.toString(16)}`, ...facts};
		}),
		pageTablesKb,
	};
}

const columns: readonly TextColumn<MapRow>[] = [
	{title: 'START', isText: true, text: ({start}) => addressText(start).padStart(12)},
	{title: 'PERM', isText: true, text: ({perms}) => perms},
	{title: 'SIZE', text: ({sizeKb}) => sizeText(sizeKb * 1024)},
	{title: 'RSS', text: ({rssKb}) => sizeText(rssKb * 1024)},
	{title: 'PSS', text: ({smaps}) => sizeText(smaps.Pss * 1024)},
	{title: 'TRUE', text: ({smaps, pssKb}) => (Math.abs(smaps.Pss - pssKb) > 1 ? sizeText(pssKb * 1024) : '')},
	{title: 'SHCLN', text: ({smaps}) => cell(smaps.Shared_Clean)},
	{title: 'SHDRT', text: ({smaps}) => cell(smaps.Shared_Dirty)},
	{title: 'PRCLN', text: ({smaps}) => cell(smaps.Private_Clean)},
	{title: 'PRDRT', text: ({smaps}) => cell(smaps.Private_Dirty)},
	{title: 'REC', text: (row) => cell(recordedKb(row))},
	{title: 'SWAP', text: ({smaps}) => cell(smaps.Swap)},
	{title: 'PT', text: ({tables}) => String(tables)},
	{title: 'SH', text: ({sharedTables}) => (sharedTables === 0 ? '' : String(sharedTables))},
	{title: 'WHAT', isText: true, text: whatText},
];

/** Zeros are left out: what is there stands out. */
function cell(kilobytes: number): string {
	return kilobytes === 0 ? '' : sizeText(kilobytes * 1024);
}

/** The file's own name, without its directory. */
function whatText({file, name, onFork}: MapRow): string {
	const what = file?.split('/').at(-1) ?? name ?? '';
	return onFork === undefined ? what : `${what} (${onFork} by fork)`.trimStart();
}

function processText(view: MemoryView, task: Task): string {
	const {kernel, strings} = view;
	const name = `${kernel.task.pid[task]} ${strings[kernel.task.comm[task]]}`;
	const memory = processMemory(view, task);
	const rows = mapRows(view, task);
	if (memory === undefined || rows.length === 0) {
		return `\n${name}: nothing is mapped\n`;
	}

	const {rssBytes, pssBytes, ussBytes, tablePages} = memory;
	const hasSwap = hasSwapSpace(kernel);
	const swap = hasSwap ? swapText(memory.swappedBytes, sharedInSwapBytes(rows, memory.swappedBytes)) : '';
	const sums = `RSS ${sizeText(rssBytes)}, PSS ${sizeText(pssBytes)}, USS ${sizeText(ussBytes)}${swap}`;
	const heading = `${name}: ${plural(rows.length, 'mapping')}, ${sums}, ${plural(tablePages, 'page table')} + top`;
	const isRecorded = rows.some((row) => recordedKb(row) > 0);
	const shown = columns.filter(({title}) => (hasSwap || title !== 'SWAP') && (isRecorded || title !== 'REC'));
	return `\n${heading}\n${tableText(shown, rows, ' ')}`;
}

/** What of it is in swap, and beside it what lies there of shared memory, which is nobody's. */
function swapText(own: number, shared: number): string {
	return `, in swap ${sizeText(own)}${shared === 0 ? '' : ` and ${sizeText(shared)} of shared memory`}`;
}
