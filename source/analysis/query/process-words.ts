/** What a query can ask of a process: its figures, its texts, its state, and what it has to do with others. */
import {pageBytes} from '../../kernel/kernel.ts';
import {pteBits} from '../../kernel/pte.ts';
import {isThread} from '../../kernel/task.ts';
import {mapRows} from '../maps.ts';
import type {Figures, MemoryView, ProcessMemory} from '../memory.ts';
import {processMemory} from '../process-memory.ts';
import {type ProcessState, processRow, userName} from '../processes.ts';
import {visitMapped, visitTables, visitUnmapped} from '../walk.ts';
import type {Unit} from './comparison.ts';

/** Asked once for a moment, answers for every task. */
export type Asker<Answer> = (view: MemoryView) => (task: number) => Answer;

export type Figure = {
	readonly unit: Unit;
	readonly help: string;
	readonly read: Asker<number | undefined>;
	/** What it cannot be above, where that is known sooner. */
	readonly atMost?: Asker<number>;
};

/** All that its page tables have room in use for; pages recorded beside the tables are not seen in them. */
const residentAtMost: Asker<number> =
	({kernel}) =>
	(task) => {
		if (kernel.policies.visitRecorded !== undefined) {
			return Number.POSITIVE_INFINITY;
		}

		let pages = 0;
		visitTables(kernel, kernel.task.mm[task], (table, level) => {
			pages += level === 1 ? kernel.table.used[table] : 0;
		});
		return pages * pageBytes;
	};

function memoryFigure(help: string, read: (memory: ProcessMemory) => number, unit: Unit = 'size'): Figure {
	return {
		unit,
		help,
		read: (view) => (task) => {
			const memory = isThread(view.kernel, task) ? undefined : processMemory(view, task);
			return memory === undefined ? undefined : read(memory);
		},
	};
}

const bytes = (figure: keyof Figures) => (memory: ProcessMemory) => memory[figure];

export const figures: Readonly<Record<string, Figure>> = {
	pid: {
		unit: 'count',
		help: 'its number',
		read:
			({kernel}) =>
			(task) =>
				kernel.task.pid[task],
	},
	ppid: {
		unit: 'count',
		help: "its parent's number",
		read:
			({kernel}) =>
			(task) =>
				kernel.task.pid[kernel.task.parent[task]],
	},
	rss: {...memoryFigure('what it has in memory', bytes('rssBytes')), atMost: residentAtMost},
	pss: {...memoryFigure('its fair share', bytes('pssBytes')), atMost: residentAtMost},
	uss: {...memoryFigure('what only it has', bytes('ussBytes')), atMost: residentAtMost},
	vsz: memoryFigure('what it has mapped', ({virtualBytes}) => virtualBytes),
	tables: memoryFigure('its page tables', ({tablePages}) => tablePages, 'count'),
	shared: memoryFigure('page tables that others use too', ({sharedTablePages}) => sharedTablePages, 'count'),
	children: {unit: 'count', help: 'its children', read: (view) => (task) => processRow(view, task).children},
	threads: {
		unit: 'count',
		help: 'its threads, the first one too',
		read: (view) => (task) => processRow(view, task).threads,
	},
};

export type TextWord = {readonly help: string; readonly read: Asker<string>};

export const texts: Readonly<Record<string, TextWord>> = {
	name: {help: 'its name', read: nameOf},
	cmd: {help: 'its command line, or its name where it has none', read: commandOf},
	user: {help: 'who runs it', read: (view) => (task) => userName(view, task)},
};

export function nameOf({kernel, strings}: MemoryView): (task: number) => string {
	return (task) => strings[kernel.task.comm[task]];
}

export function commandOf({kernel, strings, argvs}: MemoryView): (task: number) => string {
	return (task) => argvs[kernel.task.argv[task]]?.join(' ') || strings[kernel.task.comm[task]];
}

export type FlagWord = {readonly help: string; readonly holds: Asker<boolean>};

function stateWord(help: string, state: ProcessState): FlagWord {
	return {help, holds: (view) => (task) => processRow(view, task).state === state};
}

export const flagWords: Readonly<Record<string, FlagWord>> = {
	zombie: stateWord('has ended, and its parent has not asked yet', 'zombie'),
	ready: stateWord('runs or could run', 'ready'),
	waiting: stateWord('sleeps until a child ends', 'waiting'),
	vforking: stateWord('sleeps in vfork', 'in vfork'),
	thread: {
		help: 'a thread beside the first of its process',
		holds:
			({kernel}) =>
			(task) =>
				isThread(kernel, task),
	},
};

/** Words that take a number or a text after them. */
export type LinkWord =
	| {readonly takes: 'number'; readonly help: string; readonly holds: (value: number) => Asker<boolean>}
	| {readonly takes: 'text'; readonly help: string; readonly holds: (value: string) => Asker<boolean>};

export const linkWords: Readonly<Record<string, LinkWord>> = {
	shares: {
		takes: 'number',
		help: 'has that frame, as a page or as a page table',
		holds: (frame) => (view) => {
			const holders = new Map<number, boolean>();
			return (task) => {
				const mm = view.kernel.task.mm[task];
				const known = holders.get(mm);
				const holds = known ?? reaches(view, mm, frame);
				holders.set(mm, holds);
				return holds;
			};
		},
	},
	maps: {
		takes: 'text',
		help: 'has a mapping of that name or file',
		holds: (text) => (view) => (task) =>
			!isThread(view.kernel, task) &&
			mapRows(view, task).some(({name = '', file = ''}) => `${name} ${file}`.toLowerCase().includes(text)),
	},
	below: {
		takes: 'number',
		help: 'is that process, or a descendant of it',
		holds:
			(pid) =>
			({kernel: {task}}) =>
			(row) => {
				for (let at = row; at !== 0; at = task.parent[at]) {
					if (task.pid[at] === pid) {
						return true;
					}
				}

				return false;
			},
	},
};

function reaches({kernel}: MemoryView, mm: number, frame: number): boolean {
	if (mm === 0) {
		return false;
	}

	let found = false;
	visitTables(kernel, mm, (table) => {
		found ||= kernel.table.frame[table] === frame;
	});
	visitMapped(kernel, mm, (_table, first, count) => {
		for (let index = first; !found && index < first + count; index += 1) {
			const word = kernel.table.entry[index];
			found = (word & pteBits.present) !== 0 && word >>> 8 === frame;
		}
	});
	visitUnmapped(kernel, mm, 0, kernel.geometry.endVpn, (other) => {
		found ||= other === frame;
	});
	return found;
}
