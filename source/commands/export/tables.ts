/** The tables of a moment, or of the run, with their figures as they are: what a spreadsheet is made from. */
import {type MemoryView, viewMemory} from '../../analysis/memory/memory.ts';
import {chosenProcesses} from '../../analysis/query/find-process.ts';
import {frameRows, listFrames} from '../../analysis/rows/frames.ts';
import {mapRows} from '../../analysis/rows/maps.ts';
import {pageTableRows, sharersOf} from '../../analysis/rows/page-tables.ts';
import {pidOf} from '../../analysis/rows/processes.ts';
import {treeRows} from '../../analysis/rows/tree.ts';
import type {Table} from '../../exports/form.ts';
import {consequenceText, eventAt} from '../../inquiry/history/event.ts';
import {answerAt} from '../../inquiry/sharing/answer.ts';
import {opName} from '../../machine/ops/index.ts';
import {absent} from '../../machine/program.ts';
import type {Machine} from '../../machine/state.ts';
import {positionOf, type Timeline} from '../../timeline/timeline.ts';

type Cell = string | number | undefined;

/** Heads, and under each what a row has there; empty where it does not apply. */
type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

function tableOf<Row>(columns: Columns<Row>, rows: readonly Row[]): Table {
	const cells = Object.values(columns);
	return {heads: Object.keys(columns), rows: rows.map((row) => cells.map((cell) => cell(row) ?? ''))};
}

/** By the names of --what. Those of one process, where `pid` is given. */
export const tables = {
	tree: (timeline: Timeline) => processTable(viewMemory(timeline.machine)),
	maps: (timeline: Timeline, pid?: number) => mapTable(timeline.machine, pid),
	tables: (timeline: Timeline, pid?: number) => pageTableTable(timeline.machine, pid),
	frames: (timeline: Timeline, pid?: number) => frameTable(timeline.machine, pid),
	events: (timeline: Timeline) => eventTable(timeline),
	sharing: (timeline: Timeline, pid?: number) => erosionTable(timeline, pid),
} as const;

function processTable(view: MemoryView): Table {
	return tableOf(
		{
			pid: ({pid}) => pid,
			ppid: ({ppid}) => ppid,
			name: ({name}) => name,
			state: ({state}) => state,
			rss_bytes: ({memory}) => memory?.rssBytes,
			pss_bytes: ({memory}) => memory?.pssBytes,
			uss_bytes: ({memory}) => memory?.ussBytes,
			virtual_bytes: ({memory}) => memory?.virtualBytes,
			swapped_bytes: ({memory}) => memory?.swappedBytes,
			table_pages: ({memory}) => memory?.tablePages,
			shared_table_pages: ({memory}) => memory?.sharedTablePages,
		},
		treeRows(view).filter(({isThread}) => !isThread),
	);
}

function processesOf(machine: Machine, view: MemoryView, pid: number | undefined) {
	return chosenProcesses(machine, pid).map((task) => ({task, pid: pidOf(view, task)}));
}

function mapTable(machine: Machine, of: number | undefined): Table {
	const view = viewMemory(machine);
	const rows = processesOf(machine, view, of).flatMap(({task, pid}) =>
		mapRows(view, task).map((row) => ({...row, pid})),
	);
	return tableOf(
		{
			pid: ({pid}) => pid,
			start: ({start}) => hex(start),
			end: ({end}) => hex(end),
			perms: ({perms}) => perms,
			size_kb: ({sizeKb}) => sizeKb,
			rss_kb: ({rssKb}) => rssKb,
			pss_kb: ({pssKb}) => pssKb,
			uss_kb: ({ussKb}) => ussKb,
			smaps_rss_kb: ({smaps}) => smaps.Rss,
			smaps_pss_kb: ({smaps}) => smaps.Pss,
			shared_clean_kb: ({smaps}) => smaps.Shared_Clean,
			shared_dirty_kb: ({smaps}) => smaps.Shared_Dirty,
			private_clean_kb: ({smaps}) => smaps.Private_Clean,
			private_dirty_kb: ({smaps}) => smaps.Private_Dirty,
			tables: (row) => row.tables,
			shared_tables: ({sharedTables}) => sharedTables,
			name: ({name}) => name,
			file: ({file}) => file,
			offset: ({offset}) => offset,
		},
		rows,
	);
}

function pageTableTable(machine: Machine, of: number | undefined): Table {
	const view = viewMemory(machine);
	const rows = processesOf(machine, view, of).flatMap(({task, pid}) =>
		pageTableRows(view, task).map((row) => ({...row, pid, sharers: sharersOf(view, row)})),
	);
	return tableOf(
		{
			pid: ({pid}) => pid,
			table: ({table}) => table,
			level: ({levelName}) => levelName,
			start: ({start}) => hex(start),
			end: ({end}) => hex(end),
			references: ({references}) => references,
			used: ({used}) => used,
			entries: ({entries}) => entries,
			writable: ({writable}) => writable,
			shared_by: ({sharers}) => sharers.join(' '),
		},
		rows,
	);
}

function frameTable(machine: Machine, pid: number | undefined): Table {
	const view = viewMemory(machine);
	// Throws where there is no such process.
	chosenProcesses(machine, pid);
	return tableOf(
		{
			frame: ({frame}) => frame,
			kind: ({kind}) => kind,
			references: ({references}) => references,
			mapcount: ({mapcount}) => mapcount,
			paths: ({paths}) => paths,
			contents: ({word}) => word,
			age_events: ({age}) => age,
			file: ({file}) => file,
			offset: ({offset}) => offset,
			owners: ({owners}) => owners.map((owner) => `${owner.pid}:${hex(owner.address)}`).join(' '),
		},
		frameRows(view, listFrames(view, 'number', pid)),
	);
}

/** Up to the moment that is looked at. */
function eventTable(timeline: Timeline): Table {
	const {history, first, machine} = timeline;
	const {program} = machine;
	const positions = Array.from({length: positionOf(timeline) - first}, (_, i) => first + 1 + i);
	const rows = positions.map((position) => ({
		position,
		op: history.op[position],
		event: eventAt(timeline, position),
	}));
	return tableOf(
		{
			event: ({position}) => position,
			time_us: ({position}) => history.time[position],
			op: ({op}) => opName(program.kind[op]),
			pid: ({op}) => (program.pid[op] === absent ? undefined : program.pid[op]),
			process: ({event}) => event?.actor,
			asked: ({event}) => event?.asked,
			sys_us: ({position}) => history.sysUs[position],
			minor_faults: ({position}) => history.minorFaults[position],
			major_faults: ({position}) => history.majorFaults[position],
			frames: ({position}) => history.frames[position],
			tables: ({position}) => history.tables[position],
			what_came: ({event}) => (event === undefined ? undefined : consequenceText(event)),
		},
		rows,
	);
}

/** The points of the curves that `plot` draws. */
function erosionTable(timeline: Timeline, pid: number | undefined): Table {
	const {erosion} = answerAt(timeline, pid, undefined);
	const {time} = timeline.history;
	const rows = erosion.children.flatMap(({birth, name, points}) =>
		points.map((point) => ({pid: birth.child.pid, name, ...point})),
	);
	return tableOf(
		{
			pid: (row) => row.pid,
			name: ({name}) => name,
			event: ({position}) => position,
			time_us: ({position}) => time[position],
			inherited_pages: ({inherited}) => inherited,
			shared_pages: ({shared}) => shared,
			copied_by_child_pages: ({copiedByChild}) => copiedByChild,
			copied_by_parent_pages: ({copiedByParent}) => copiedByParent,
			let_go_pages: ({letGo}) => letGo,
		},
		rows,
	);
}

function hex(address: number): string {
	return `0x${address.toString(16)}`;
}
