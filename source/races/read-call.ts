/** Reads one routine of a CPU: its name and its operands. */
import {findRoutine, type RoutineEntry, routines} from './routines/index.ts';
import type {StartPage} from './scenario.ts';
import {mistake, readMm, readPageNumber, type ScenarioLine} from './scenario-line.ts';
import type {Call} from './step.ts';

/** Words that programs may write; words 0 to 2 are zero and what the pages hold at the start. */
const writesMax = 5;
const firstWritten = 3;

/** What the other lines have said, and what calls read before have used up. */
export type Known = {
	readonly sharers: readonly number[];
	readonly pages: readonly StartPage[];
	readonly children: Set<number>;
	writes: number;
};

/** `swap-out mm2 0`. */
export function readCall(known: Known, line: ScenarioLine, mm: number, text: string): Call {
	const [name, ...words] = text.split(/\s+/);
	const routine = findRoutine(name);
	const isFitting = routine?.by === (mm === 0 ? 'kernel' : 'program');
	if (routine === undefined || !isFitting) {
		const fitting = routines.filter(({by}) => by === (mm === 0 ? 'kernel' : 'program'));
		throw mistake(
			line,
			`${mm === 0 ? 'The kernel' : 'A program'} cannot do "${text}"`,
			`one of ${fitting.map(usageOf).join(', ')}`,
		);
	}

	if (words.length !== routine.words.length) {
		throw mistake(line, `"${text}" has the wrong number of words`, `"${usageOf(routine)}"`);
	}

	const operand = (kind: RoutineEntry['words'][number]) => words[routine.words.indexOf(kind)];
	return {
		text,
		routine: name,
		mm: routine.words.includes('MM') ? readUser(known, line, operand('MM')) : mm,
		page: routine.words.includes('PAGE') ? readPageNumber(line, operand('PAGE')) : 0,
		kinds: known.pages.map(({kind}) => kind),
		word: name === 'write' ? nextWord(known, line) : 0,
		child: routine.words.includes('CHILD') ? readChild(known, line, operand('CHILD')) : 0,
	};
}

function usageOf({name, words}: RoutineEntry): string {
	return [name, ...words].join(' ');
}

function readUser({sharers}: Known, line: ScenarioLine, word: string): number {
	const mm = readMm(line, word);
	if (!sharers.includes(mm)) {
		throw mistake(
			line,
			`${word} does not use the table`,
			`one of ${sharers.map((each) => `mm${each}`).join(', ')}`,
		);
	}

	return mm;
}

function readChild({sharers, children}: Known, line: ScenarioLine, word: string): number {
	const mm = readMm(line, word);
	if (sharers.includes(mm) || children.has(mm)) {
		throw mistake(line, `${word} is there already`, 'an address space that no other line makes or uses');
	}

	children.add(mm);
	return mm;
}

function nextWord(known: Known, line: ScenarioLine): number {
	if (known.writes === writesMax) {
		throw mistake(line, 'There are too many writes', `at most ${writesMax} in a scenario`);
	}

	known.writes += 1;
	return firstWritten + known.writes - 1;
}
