/** Rows of the analysis as the library gives them away: nothing in them is a number of the engine's own tables. */

import type {MemoryView} from '../analysis/memory/memory.ts';
import {frameRows, listFrames} from '../analysis/rows/frames.ts';
import {type MapRow, mapRows} from '../analysis/rows/maps.ts';
import {type PageTableRow, pageTableRows, sharersOf} from '../analysis/rows/page-tables.ts';
import type {ProcessRow as Row} from '../analysis/rows/processes.ts';
import {treeRows} from '../analysis/rows/tree.ts';
import {eventAt} from '../inquiry/history/event.ts';
import type {sharingData} from '../inquiry/sharing/data.ts';
import {errnoName} from '../kernel/state/errno.ts';
import type {Task} from '../kernel/state/ids.ts';
import {opName} from '../machine/ops/index.ts';
import {absent} from '../machine/program.ts';
import type {Timeline} from '../timeline/timeline.ts';
import type {
	EventRow,
	FrameRow,
	MappingRow,
	ProcessRow,
	SharingAnswer,
	TableRow,
	TreeNode,
} from './answers.ts';

export function processAnswer(row: Row): ProcessRow {
	const {pid, ppid, pgid, name, command, user, state, threadOf, threads, memory, exitCode, exitSignal} = row;
	const who = {pid, ppid, pgid, name, command, user};
	return given({...who, state, threadOf, threads, memory, exitCode, exitSignal});
}

/** What does not apply is left out. */
function given<Row extends object>(row: Row): Row {
	return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Row;
}

/** The roots, each with all that is below it. */
export function treeAnswer(view: MemoryView): TreeNode[] {
	const rows = treeRows(view);
	const below = rows.map((): TreeNode[] => []);
	const nodes = rows.map((row, i): TreeNode => ({...processAnswer(row), children: below[i]}));
	for (const [i, {parent}] of rows.entries()) {
		below[parent ?? -1]?.push(nodes[i]);
	}

	return nodes.filter((_, i) => rows[i].parent === undefined);
}

export function mappingAnswers(view: MemoryView, task: Task): MappingRow[] {
	return mapRows(view, task).map(mappingAnswer);
}

function mappingAnswer({
	rssKb,
	pssKb,
	ussKb,
	smaps,
	huge,
	hugetlb,
	sizeKb: _size,
	...row
}: MapRow): MappingRow {
	const sizes = {rssBytes: rssKb * 1024, pssBytes: pssKb * 1024, ussBytes: ussKb * 1024};
	return given({...row, ...sizes, smaps: {...smaps, ...huge, ...hugetlb}});
}

export function tableAnswers(view: MemoryView, task: Task): TableRow[] {
	return pageTableRows(view, task).map((row) => tableAnswer(view, row));
}

function tableAnswer(
	view: MemoryView,
	{depth: _depth, isLast: _isLast, huge, ...row}: PageTableRow,
): TableRow {
	return given({...row, hugeFrame: huge?.frame, sharers: sharersOf(view, row)});
}

export function frameAnswers(view: MemoryView, pid: number | undefined, limit: number): FrameRow[] {
	const frames = listFrames(view, 'references', pid).subarray(0, limit);
	return frameRows(view, frames).map(({word, ...row}) => given({...row, contents: word}));
}

/** The event that led to a position, which must be known. */
export function eventAnswer(timeline: Timeline, position: number): EventRow {
	const {history, machine} = timeline;
	const {program} = machine;
	const op = history.op[position];
	const event = eventAt(timeline, position);
	const result = history.result[position];
	return given({
		position,
		timeUs: history.time[position],
		pid: program.pid[op] === absent ? undefined : program.pid[op],
		actor: event?.actor ?? '',
		op: opName(program.kind[op]),
		asked: event?.asked ?? '',
		consequences: (event?.consequences ?? []).map(({text}) => text),
		errno: result < 0 ? errnoName(result) : undefined,
	});
}

export function sharingAnswer({parent, group, children}: ReturnType<typeof sharingData>): SharingAnswer {
	const {processes, countedWholeBytes, togetherBytes, pssBytes, ussBytes, nextBytes} = group;
	return {
		parent,
		group: given({processes, countedWholeBytes, togetherBytes, pssBytes, ussBytes, nextBytes}),
		children: children.map((child) => {
			const {pid, name, born, now, ownBytes} = child;
			const {inherited, shared, copiedByChild, copiedByParent, letGo} = child;
			return given({
				...{pid, name, born, now, ownBytes},
				...{inherited, shared, copiedByChild, copiedByParent, letGo},
			});
		}),
	};
}
