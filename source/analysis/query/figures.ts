/** Terms of a query about numbers: who is who, how large a process is, and how many of something it has. */

import {isThread} from '../../kernel/processes/task.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Task} from '../../kernel/state/ids.ts';
import {UserError} from '../../machine/user-error.ts';
import {hugeKb} from '../memory/huge.ts';
import type {MemoryView, ProcessMemory} from '../memory/memory.ts';
import type {Inherited} from '../memory/past.ts';
import {processMemory} from '../memory/process-memory.ts';
import {residentMost} from '../memory/resident-most.ts';
import {countChildren, countThreads} from '../rows/processes.ts';
import {type AmountKind, asksForMoreThan, type Comparison, compares, readComparison} from './comparison.ts';
import type {Question} from './question.ts';
import type {Reader} from './words.ts';

type Figure = {
	readonly kind: AmountKind;
	/** Undefined where it does not apply: no comparison holds then. */
	read(view: MemoryView, task: Task): number | undefined;
	readonly isDear?: boolean;
	/** It is never more than all pages that are mapped or in swap, for which there is a limit without looking at them. */
	readonly isResident?: boolean;
};

/** A thread's memory is its process's, and a zombie has none. */
function ofMemory(kind: AmountKind, read: (memory: ProcessMemory) => number): Figure {
	return {
		kind,
		isDear: true,
		isResident: kind === 'size',
		read(view, task) {
			const memory = isThread(view.kernel, task) ? undefined : processMemory(view, task);
			return memory === undefined ? undefined : read(memory);
		},
	};
}

/** Of processes only: what a thread has is its process's. */
function ofProcess(kind: AmountKind, read: Figure['read']): Figure {
	return {kind, read: (view, task) => (isThread(view.kernel, task) ? undefined : read(view, task))};
}

/** Of what it was born with by a fork. */
function ofPast(kind: AmountKind, read: (inherited: Inherited) => number | undefined): Figure {
	return {
		...ofProcess(kind, ({inherited}, task) => {
			if (inherited === undefined) {
				throw new UserError(
					'What a process was born with is asked of a run, and only a moment is known here.',
				);
			}

			const found = inherited(task);
			return found && read(found);
		}),
		isDear: true,
	};
}

export const figures: Readonly<Record<string, Figure>> = {
	pid: {kind: 'number', read: ({kernel}, task) => kernel.task.pid[task]},
	ppid: {kind: 'number', read: ({kernel: {task}}, row) => task.pid[task.parent[row]]},
	rss: ofMemory('size', ({rssBytes}) => rssBytes),
	pss: ofMemory('size', ({pssBytes}) => pssBytes),
	uss: ofMemory('size', ({ussBytes}) => ussBytes),
	swap: ofMemory('size', ({swappedBytes}) => swappedBytes),
	huge: ofProcess('size', hugeBytes),
	vsz: ofProcess('size', virtualBytes),
	tables: ofMemory('count', ({tablePages}) => tablePages),
	shared: ofMemory('size', ({rssBytes, ussBytes}) => rssBytes - ussBytes),
	'shared tables': ofMemory('count', ({sharedTablePages}) => sharedTablePages),
	still: ofPast('percent', ({born, still}) => (born === 0 ? undefined : (100 * still) / born)),
	copied: ofPast('count', ({copied}) => copied),
	children: ofProcess('count', ({kernel}, task) => countChildren(kernel, task)),
	threads: ofProcess('count', ({kernel}, task) => countThreads(kernel, task)),
};

function virtualBytes({kernel}: MemoryView, task: Task): number | undefined {
	const mm = kernel.task.mm[task];
	return mm === 0 ? undefined : kernel.mm.totalPages[mm] * pageBytes;
}

/** What huge entries map, without the huge page of zeros. */
function hugeBytes({kernel}: MemoryView, task: Task): number | undefined {
	const mm = kernel.task.mm[task];
	if (mm === 0) {
		return undefined;
	}

	let bytes = 0;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		bytes += hugeKb(kernel, vma) * 1024;
	}

	return bytes;
}

/** Whether more is asked for than the process can have: said without a look at its pages. */
function isBeyond(comparison: Comparison, view: MemoryView, task: Task): boolean {
	return (
		asksForMoreThan(comparison, virtualBytes(view, task) ?? 0) ||
		asksForMoreThan(comparison, residentMost(view.kernel, view.kernel.task.mm[task]) * pageBytes)
	);
}

/** What stands behind the name of a figure. */
export function readFigureTerm(reader: Reader, word: string): Question {
	const figure = figures[word];
	const comparison = readComparison(reader, figure.kind);
	const isIt = compares(comparison);
	return {
		isDear: figure.isDear,
		on: (view) => (task) => {
			if (figure.isResident && isBeyond(comparison, view, task)) {
				return false;
			}

			const amount = figure.read(view, task);
			return amount !== undefined && isIt(amount);
		},
	};
}
