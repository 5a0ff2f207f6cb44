/** The terms of a condition: counts of the machine, a frame, a page table, a process, and questions to all processes. */

import {referencesOf} from '../../kernel/frames/frame.ts';
import {isAlive} from '../../kernel/processes/task.ts';
import {nextRow} from '../../kernel/state/columns.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import type {Program} from '../../machine/program.ts';
import type {Machine} from '../../machine/state.ts';
import {UserError} from '../../machine/user-error.ts';
import {viewMemory} from '../memory/memory.ts';
import type {Past} from '../memory/past.ts';
import {compares, readAmount, readComparison} from './comparison.ts';
import {counts} from './condition-counts.ts';
import {readAlternatives, readOne} from './grammar.ts';
import {askAll, firstThat, type Question} from './question.ts';
import {comparedWords, isCompared, queryWords, readTerm} from './terms.ts';
import {either, mistake, next, peek, plainWord, type Reader} from './words.ts';

/** Asked after every event: what needs no memory looks at none. */
export type MachineTest = (machine: Machine, past?: Past) => boolean;

/** About the machine as a whole, or about some process of it. */
export type ConditionTerm =
	| {readonly about: 'machine'; readonly test: MachineTest}
	| {readonly about: 'process'; readonly question: Question};

const ofMachine: Readonly<Record<string, (reader: Reader, program: Program) => MachineTest>> = {
	frame: readFrame,
	table: readTable,
	any: (reader) => holdsForAny(askAll(readAlternatives(reader, readTerm))),
};

/** One term of a condition. Throws a UserError where none stands. */
export function readConditionTerm(reader: Reader, program: Program): ConditionTerm {
	const word = plainWord(reader) ?? '';
	if (word === 'shared' && plainWord(reader, 1) === 'tables') {
		next(reader);
		return {about: 'machine', test: readCount(reader, 'shared tables')};
	}

	if (word === 'pid' && isNumber(reader, 1)) {
		next(reader);
		return {about: 'machine', test: readProcess(reader, program)};
	}

	if (Object.hasOwn(counts, word)) {
		return {about: 'machine', test: readCount(reader, word)};
	}

	if (Object.hasOwn(ofMachine, word)) {
		next(reader);
		return {about: 'machine', test: ofMachine[word](reader, program)};
	}

	refuseUnknown(reader);
	return {about: 'process', question: readTerm(reader)};
}

/** A word that means nothing here was mistyped, or nothing was typed yet. */
function refuseUnknown(reader: Reader): void {
	const {kind} = peek(reader);
	if (kind === 'end' || kind === 'sign') {
		throw mistake(reader, `a condition such as pid 31 exits, on ${either(subjects)}`);
	}

	if (isCompared(reader) && !queryWords.includes(plainWord(reader) ?? '')) {
		throw mistake(reader, either(subjects));
	}
}

/** What a condition may be about, for the sentences about mistakes. */
const subjects: readonly string[] = [
	'frame',
	'table',
	'any',
	...new Set([...Object.keys(counts), ...comparedWords]),
];

function isNumber(reader: Reader, ahead: number): boolean {
	return /^#?\d+$/.test(plainWord(reader, ahead) ?? '');
}

function readCount(reader: Reader, name: string): MachineTest {
	next(reader);
	const isIt = compares(readComparison(reader, 'count'));
	return ({kernel}) => isIt(counts[name](kernel));
}

const frameCounts = {
	refcount: referencesOf,
	mapcount: ({frame}: Kernel, row: number) => frame.mapcount[row],
} as const;
const frameColumns = ['refcount', 'mapcount'] as const;
const tableColumns = ['refs', 'used'] as const;

/** `frame 455 refcount 1`, `frame 455 free`. */
function readFrame(reader: Reader): MachineTest {
	const row = readAmount(reader, 'number');
	const column = readColumn(reader, frameColumns, 'refcount');
	const isIt = column.comparison;
	const count = frameCounts[column.name];
	return ({kernel}) => isIt(row < kernel.frame.count ? count(kernel, row) : 0);
}

/** `table 12 refs 1`, `table 12 free`. */
function readTable(reader: Reader): MachineTest {
	const row = readAmount(reader, 'number');
	const column = readColumn(reader, tableColumns, 'refs');
	const isIt = column.comparison;
	return ({kernel: {table}}) => isIt(row < table.count ? table[column.name][row] : 0);
}

/** A column and its comparison. What is free has no holder. */
function readColumn<Name extends string>(reader: Reader, names: readonly Name[], held: Name) {
	const word = plainWord(reader) ?? '';
	const name = names.find((each) => each === word);
	if (name === undefined && word !== 'free') {
		throw mistake(reader, either([...names, 'free']));
	}

	next(reader);
	return name === undefined
		? {name: held, comparison: (count: number) => count === 0}
		: {name, comparison: compares(readComparison(reader, 'count'))};
}

/** `pid 31 exits`, `pid 31 starts`, `pid 31 rss > 10M`, `pid 31 (waiting or zombie)`. */
function readProcess(reader: Reader, program: Program): MachineTest {
	const pid = readAmount(reader, 'number');
	if (program.isPartial !== true && !program.pid.includes(pid) && !program.child.includes(pid)) {
		throw new UserError(`There is never a process ${pid} in this workload.`);
	}

	const find = finderOf(pid);
	switch (plainWord(reader)) {
		case 'exits':
			next(reader);
			return ({kernel}) => !isAlive(kernel, find(kernel));
		case 'starts':
			next(reader);
			return ({kernel}) => isAlive(kernel, find(kernel));
		default:
			return readOfProcess(reader, find);
	}
}

function readOfProcess(reader: Reader, find: (kernel: Kernel) => Task): MachineTest {
	const {kind} = peek(reader);
	if (kind === 'end' || (kind === 'word' && !queryWords.includes(plainWord(reader) ?? ''))) {
		throw mistake(reader, 'exits, starts or what is asked of it, such as rss > 10M,');
	}

	const question = askAll(readOne(reader, readTerm));
	return (machine, past) => {
		const task = find(machine.kernel);
		return task !== 0 && question.on(viewMemory(machine, past))(task);
	};
}

/** The row of a pid, 0 when no process has it. It is nearly always where it was an event ago. */
function finderOf(pid: number): (kernel: Kernel) => Task {
	let last: Task = 0;
	return ({task}) => {
		if (last === 0 || last >= task.count || task.pid[last] !== pid || task.state[last] === 0) {
			last = 0;
			for (let row = nextRow(task, 0); row !== 0 && last === 0; row = nextRow(task, row)) {
				last = task.pid[row] === pid && task.state[row] !== 0 ? row : 0;
			}
		}

		return last;
	};
}

export function holdsForAny(question: Question): MachineTest {
	return (machine, past) => {
		const view = viewMemory(machine, past);
		return firstThat(view, question.on(view)) !== 0;
	};
}
