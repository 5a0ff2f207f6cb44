/** Terms of a query about texts: names, command lines, users; words, quoted texts and regular expressions. */
import {taskStates} from '../../kernel/processes/task.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {MemoryView} from '../memory/memory.ts';
import {userName} from '../rows/processes.ts';
import {compilePattern} from './pattern.ts';
import type {Question} from './question.ts';
import {mistake, next, peek, plainWord, type Reader, takeSign} from './words.ts';

/** A text of each task. Tasks with the same `key` have the same text, so that each text is looked at once. */
type Text = (view: MemoryView) => {key(task: Task): number; text(task: Task): string};

const name: Text = ({kernel, strings}) => {
	const {comm} = kernel.task;
	return {key: (task) => comm[task], text: (task) => strings[comm[task]]};
};

/** Where no command line is known the name stands for it. A zombie has none any more. */
const command: Text = ({kernel, strings, argvs}) => {
	const {argv, comm, state} = kernel.task;
	const hasCommand = (task: Task) => argvs[argv[task]].length > 0 && state[task] !== taskStates.zombie;
	return {
		key: (task) => (hasCommand(task) ? argv[task] : -comm[task]),
		text: (task) => (hasCommand(task) ? argvs[argv[task]].join(' ') : strings[comm[task]]),
	};
};

const user: Text = (view) => {
	const {user: named, uid} = view.kernel.task;
	return {
		key: (task) => (named[task] === 0 ? -1 - uid[task] : named[task]),
		text: (task) => userName(view, task),
	};
};

/** The memory cgroup that a process is in; empty for none. */
const cgroup: Text = ({kernel, strings}) => {
	const {cgroup: of, leader} = kernel.task;
	const nameOf = (task: Task) => kernel.cgroup.name[of[leader[task]]];
	return {key: nameOf, text: (task) => strings[nameOf(task)]};
};

export const texts: Readonly<Record<string, Text>> = {name, cmd: command, user, cgroup};

type TextTest = (text: string) => boolean;

/** What is known of a text holds as long as the workload is the same: a condition is asked after every event. */
function asks(textOf: Text, test: TextTest): Question {
	let known = new Map<number, boolean>();
	let strings: MemoryView['strings'] | undefined;
	return {
		on(view) {
			if (view.strings !== strings) {
				known = new Map();
				strings = view.strings;
			}

			const {key, text} = textOf(view);
			return (task) => {
				const place = key(task);
				let answer = known.get(place);
				if (answer === undefined) {
					answer = test(text(task));
					known.set(place, answer);
				}

				return answer;
			};
		},
	};
}

/** What stands behind `name`, `cmd`, `user` or `cgroup`. Nothing in front of the text is as good as `=`. */
export function readTextTerm(reader: Reader, field: string): Question {
	const sign = ['=', '!=', '~', '!~'].find((each) => takeSign(reader, each)) ?? '=';
	const test = readTextTest(reader, sign.endsWith('='));
	return asks(texts[field], sign.startsWith('!') ? (text) => !test(text) : test);
}

function readTextTest(reader: Reader, isWhole: boolean): TextTest {
	const tests = [readOneTest(reader, isWhole)];
	while (peek(reader).isTight && isText(reader, 1)) {
		next(reader);
		tests.push(readOneTest(reader, isWhole));
	}

	return (text) => tests.some((test) => test(text));
}

function isText(reader: Reader, ahead = 0): boolean {
	const {kind} = peek(reader, ahead);
	return kind !== 'sign' && kind !== 'end';
}

/** Texts are compared without regard to capitals; a regular expression says for itself. */
function readOneTest(reader: Reader, isWhole: boolean): TextTest {
	if (!isText(reader)) {
		throw mistake(reader, 'a text such as cc1, "two words" or /cc[0-9]/');
	}

	if (peek(reader).kind === 'pattern') {
		return readPattern(reader);
	}

	const wanted = next(reader).text.toLowerCase();
	return isWhole ? (text) => text.toLowerCase() === wanted : (text) => text.toLowerCase().includes(wanted);
}

function readPattern(reader: Reader): TextTest {
	const {text, flags} = peek(reader);
	const test = compilePattern(text, flags);
	if (typeof test === 'string') {
		throw mistake(reader, test);
	}

	next(reader);
	return test;
}

/** A regular expression alone is looked for in the command line. */
export function readPatternTerm(reader: Reader): Question {
	return asks(command, readPattern(reader));
}

/** A word alone is a part of the name; a number may also be that of the process. */
export function readNameTerm(reader: Reader): Question {
	const isNumber = /^\d+$/.test(plainWord(reader) ?? '');
	const {text} = next(reader);
	const named = asks(name, (each) => each.toLowerCase().includes(text.toLowerCase()));
	if (!isNumber) {
		return named;
	}

	const pid = Number(text);
	return {
		on(view) {
			const isNamed = named.on(view);
			return (task) => view.kernel.task.pid[task] === pid || isNamed(task);
		},
	};
}
