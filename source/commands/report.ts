/** `report`: what every op came to and what every process holds at the marks, in the words of /proc. */

import {viewMemory} from '../analysis/memory/memory.ts';
import {findProcess, processQuery} from '../analysis/query/find-process.ts';
import {type CgroupRow, cgroupRows, cgroupText} from '../analysis/rows/cgroups.ts';
import {reportedFigures} from '../analysis/rows/reported.ts';
import {hasSwapSpace, poolText, type Statistics, statistics} from '../analysis/rows/stats.ts';
import {type TreeRow, treeRows} from '../analysis/rows/tree.ts';
import {plural, sizeText} from '../analysis/words/text.ts';
import {type TextColumn, tableText} from '../exports/text.ts';
import {trustAt} from '../inquiry/outcome/evidence.ts';
import {type RefusedOp, refusedLines, refusedOp} from '../inquiry/outcome/refused.ts';
import {reportRun} from '../inquiry/outcome/report.ts';
import {freshMachine} from '../inquiry/run.ts';
import {createPast} from '../inquiry/sharing/past.ts';
import {pageBytes} from '../kernel/state/geometry.ts';
import {eventCount, type Machine} from '../machine/state.ts';
import {UserError} from '../machine/user-error.ts';
import type {Timeline} from '../timeline/timeline.ts';
import {defineCommand} from './command.ts';
import {momentText} from './flags/moment.ts';
import {jsonFlags, kernelFlags, positionFlags, processFlags, queryFlags} from './flags/shared-flags.ts';
import {openAt} from './flags/workload-flags.ts';
import {parameterFlags} from './flags/workload-parameters.ts';
import {print} from './output/print.ts';
import {printJson} from './output/print-json.ts';

export const report = defineCommand({
	name: 'report',
	usage: ['report WORKLOAD [--at POSITION] [--pid PID] [--where QUERY] [--json]'],
	description:
		'Prints what every process holds at a moment, the end unless told. PSS and USS look through shared page tables; what this kernel itself would report stands beside them where it differs.\nWith --json: every op and every mark up to that moment, in the shape of answers taken from a real kernel.',
	flags: {
		...positionFlags,
		...processFlags,
		...queryFlags,
		...kernelFlags,
		...jsonFlags,
		...parameterFlags,
	},
	examples: [
		['report snapshot --at "mark:snapshot begins"', 'Memory of server and child just after the fork'],
		['report prefork --where "uss > 400K"', 'The workers that have most to themselves'],
		['report cow --json', 'Faults, digests and page groups of every op and mark'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		if (flags.json && flags.where !== undefined) {
			throw new UserError('--where chooses rows of text; with --json there is --pid.');
		}

		const run = await openAt({input, flags, stdin, stderr, env});
		const {program, timeline} = run;
		const {machine} = timeline;
		const refused = refusedUpTo(timeline, eventCount(machine));
		if (!flags.json) {
			print(stdout, reportText(timeline, flags.pid, flags.where, refused));
			return 0;
		}

		const end = eventCount(machine);
		const fresh = freshMachine(run);
		const {ops, marks} = reportRun(fresh, () => eventCount(fresh) === end);
		await printJson(stdout, {
			name: 'report',
			of: {machine, trust: trustAt(timeline)},
			fields: {
				// As in the answers of a real kernel, which name the file.
				workload: {forkscope: 1, name: program.header.name},
				ops: flags.pid === undefined ? ops : ops.filter(({pid}) => pid === flags.pid),
				marks: flags.pid === undefined ? marks : marks.map((mark) => onlyProcess(mark, flags.pid)),
				...cgroupFields(machine),
				...(refused.length === 0 ? {} : {refused}),
			},
		});
		return 0;
	},
});

/** The memory cgroups at the machine's moment, where there are any. */
function cgroupFields(machine: Machine): {readonly cgroups?: readonly CgroupRow[]} {
	const cgroups = cgroupRows(viewMemory(machine));
	return cgroups.length === 0 ? {} : {cgroups};
}

function refusedUpTo({history, machine: {program}}: Timeline, position: number): readonly RefusedOp[] {
	const positions = Array.from({length: position}, (_, i) => i + 1);
	return positions.flatMap((at) => refusedOp(program, history.op[at], history.result[at]) ?? []);
}

function onlyProcess<Mark extends {readonly processes: Readonly<Record<string, unknown>>}>(
	mark: Mark,
	pid: number | undefined,
): Mark {
	const processes = Object.entries(mark.processes).filter(([name]) => Number(name) === pid);
	return {...mark, processes: Object.fromEntries(processes)};
}

const columns: readonly TextColumn<TreeRow>[] = [
	{title: 'PID', text: ({pid}) => String(pid)},
	{title: 'VIRT', text: ({memory}) => (memory === undefined ? '' : sizeText(memory.virtualBytes))},
	{title: 'RSS', text: ({memory}) => (memory === undefined ? '' : sizeText(memory.rssBytes))},
	{title: 'PSS', text: ({memory}) => (memory === undefined ? '' : sizeText(memory.pssBytes))},
	{title: 'USS', text: ({memory}) => (memory === undefined ? '' : sizeText(memory.ussBytes))},
	{title: 'SWAP', text: ({memory}) => (memory === undefined ? '' : sizeText(memory.swappedBytes))},
	{title: 'PT', text: ({memory}) => (memory === undefined ? '' : String(memory.tablePages))},
	{title: 'SH', text: ({memory}) => (memory?.sharedTablePages ? String(memory.sharedTablePages) : '')},
	{
		title: 'PROCESS',
		isText: true,
		text: ({depth, name}) => `${'  '.repeat(Math.min(depth, 12))}${name}`,
	},
	{title: 'STATE', isText: true, text: stateText},
	// What the kernel's own counters say, where that is not the truth.
	{
		title: 'REPORTED',
		isText: true,
		text: ({memory}) => (memory === undefined ? '' : reportedFigures(memory)),
	},
];

function stateText({state, threads, exitCode, exitSignal}: TreeRow): string {
	if (state === 'zombie') {
		return exitSignal === undefined ? `zombie, exit ${exitCode}` : `zombie, signal ${exitSignal}`;
	}

	return threads > 1 ? `${state}, ${threads} threads` : state;
}

/** What is in use, and its parts, which add up to it. */
function inUseText(frames: Statistics['frames']): string {
	const size = (count: number) => sizeText(count * pageBytes);
	const {private: anonymous, file, shared, tables, zero, device, hugetlb} = frames;
	const parts = [
		`private ${size(anonymous)}`,
		`files ${size(file)}`,
		`shared ${size(shared)}`,
		`page tables ${size(tables)}`,
		...(zero === 0 ? [] : [`the zero page ${size(zero)}`]),
		...(hugetlb === 0 ? [] : [`huge pages of the pool ${size(hugetlb)}`]),
		...(device === 0 ? [] : [`devices ${size(device)}`]),
	];
	return `${size(frames.inUse)} in use: ${parts.join(', ')}`;
}

/** The table of what every process holds, at the machine's moment. */
export function reportText(
	timeline: Timeline,
	pid: number | undefined,
	where: string | undefined,
	refused: readonly RefusedOp[],
): string {
	const {machine} = timeline;
	const view = viewMemory(machine, createPast(timeline));
	const isMeant = processQuery(view, where);
	const root = pid === undefined ? undefined : findProcess(machine, pid);
	const rows = treeRows(view, {root}).filter(({isThread, task}) => !isThread && isMeant(task));
	const {frames, tables, pool} = statistics(view);
	const inUse = inUseText(frames);
	const {limits, swap} = machine.kernel;
	const hasSwap = hasSwapSpace(machine.kernel);
	const swapped = hasSwap
		? `; swap: ${sizeText(swap.live * pageBytes)} of ${sizeText(limits.swapSlots * pageBytes)}`
		: '';
	const shown = columns.filter(({title}) => hasSwap || title !== 'SWAP');
	const saved =
		tables.shared === 0 ? '' : `; ${plural(tables.shared, 'table')} shared, ${tables.saved} saved`;
	const body =
		rows.length === 0
			? `${where === undefined ? 'No process is there.' : 'No process is meant.'}\n`
			: tableText(shown, rows, ' ');
	const pooled = pool === undefined ? '' : `\n${poolText(pool)}`;
	const limited = cgroupRows(view).map((row) => `\n${cgroupText(row)}`);
	const trouble = refusedLines(machine.program, refused).map((line) => `${line}\n`);
	return `${momentText(machine)}\n${trouble.join('')}${inUse}${saved}${swapped}${pooled}${limited.join('')}\n\n${body}`;
}
