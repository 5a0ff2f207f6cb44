/** Terms of a query about what hangs together: who maps a frame, a page table or a file, and who is below whom. */
import {isThread} from '../../kernel/processes/task.ts';
import {vmaName} from '../../kernel/state/vmas.ts';
import type {MemoryView} from '../memory/memory.ts';
import {visitTables} from '../memory/walk.ts';
import {findWays} from '../memory/ways.ts';
import {livingProcesses} from '../rows/processes.ts';
import {withDescendants} from '../rows/tree.ts';
import {readAmount} from './comparison.ts';
import {type Answer, firstThat, type Question} from './question.ts';
import {mistake, next, peek, plainWord, type Reader} from './words.ts';

export const relations: Readonly<Record<string, (reader: Reader) => Question>> = {
	shares: readShares,
	maps: readMaps,
	below: readBelow,
};

/** Finds the tasks when the first of them is asked for, all at once. */
function oneOf(find: (view: MemoryView) => Iterable<number>): Question['on'] {
	return (view) => {
		let found: ReadonlySet<number> | undefined;
		return (task) => {
			found ??= new Set(find(view));
			return found.has(task);
		};
	};
}

/** `shares 455`, `shares #455`: a frame. `shares table 12`: a page table. */
function readShares(reader: Reader): Question {
	if (plainWord(reader) === 'table') {
		next(reader);
		const table = readAmount(reader, 'number');
		return {isDear: true, on: oneOf((view) => tasksWithTable(view, table))};
	}

	if (!/^#?\d+$/.test(plainWord(reader) ?? '')) {
		throw mistake(reader, 'a frame such as 455, or table and its number');
	}

	const frame = readAmount(reader, 'number');
	return {isDear: true, on: oneOf((view) => tasksWithFrame(view, frame))};
}

function tasksWithFrame({kernel}: MemoryView, frame: number): number[] {
	const {leads} = findWays(kernel, frame > 0 && frame < kernel.frame.count ? [frame] : []);
	return livingProcesses(kernel, (task) => leads[kernel.mm.root[kernel.task.mm[task]]] === 1);
}

function tasksWithTable({kernel}: MemoryView, wanted: number): number[] {
	return livingProcesses(kernel, (task) => {
		let hasIt = false;
		visitTables(kernel, kernel.task.mm[task], (table) => {
			hasIt ||= table === wanted;
		});
		return hasIt;
	});
}

/** `maps libc`: the name or the file of a mapping has it in it. */
function readMaps(reader: Reader): Question {
	const {kind} = peek(reader);
	if (kind !== 'word' && kind !== 'quoted') {
		throw mistake(reader, 'a file or name such as libc or "[heap]"');
	}

	const wanted = next(reader).text.toLowerCase();
	return {on: (view) => mapsOne(view, wanted)};
}

function mapsOne({kernel, strings}: MemoryView, wanted: string): Answer {
	const {firstVma} = kernel.mm;
	const {object, next: following} = kernel.vma;
	const known = new Map<number, boolean>();
	const isNamed = (text: number) => {
		const answer = known.get(text) ?? strings[text].toLowerCase().includes(wanted);
		known.set(text, answer);
		return answer;
	};
	return (task) => {
		if (isThread(kernel, task)) {
			return false;
		}

		for (let vma = firstVma[kernel.task.mm[task]]; vma !== 0; vma = following[vma]) {
			if (isNamed(vmaName(kernel, vma)) || (object[vma] !== 0 && isNamed(kernel.object.name[object[vma]]))) {
				return true;
			}
		}

		return false;
	};
}

/** `below 7`: process 7 and all that descend from it, with their threads. */
function readBelow(reader: Reader): Question {
	const pid = readAmount(reader, 'number');
	return {
		on(view) {
			const {kernel} = view;
			const root = firstThat(view, (task) => kernel.task.pid[task] === pid);
			const isBelow = oneOf(() => (root === 0 ? [] : withDescendants(kernel, root)))(view);
			return (task) => isBelow(kernel.task.leader[task]);
		},
	};
}
