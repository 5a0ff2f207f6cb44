/** Reads a scenario from text, the built-in ones too: a line says one thing, errors name the line. */
import {UserError} from '../machine/user-error.ts';
import {findProtocol, protocols} from './protocols.ts';
import {findRoutine, type RoutineEntry, routines} from './routines/index.ts';
import type {Belief, PageKind, Scenario, StartCpu, StartPage} from './scenario.ts';
import {pagesOfTable} from './state.ts';
import type {Call} from './step.ts';

/** Address spaces that there may be, forked ones included; CPUs; and words that programs may write. */
const mmsMax = 4;
const cpusMax = 3;
const writesMax = 5;
/** Words 0 to 2 are zero and what the pages hold at the start. */
const firstWritten = 3;

type Line = {readonly file: string; readonly number: number; readonly text: string};

/** What has been read so far. */
type Draft = {
	name: string;
	says: string;
	letter: string;
	locks?: string;
	sharers: number[];
	pages: StartPage[];
	beliefs: Belief[];
	cpus: {readonly mm: number; readonly line: Line; readonly words: readonly string[]}[];
};

/** A scenario from the text of a file; throws a UserError that names the line that is wrong. */
export function readScenario(text: string, file: string): Scenario {
	const draft: Draft = {
		name: file,
		says: '',
		letter: '',
		sharers: [],
		pages: Array.from({length: pagesOfTable}, () => absentPage),
		beliefs: [],
		cpus: [],
	};
	for (const [position, each] of text.split(/\r?\n/).entries()) {
		// Nothing of a file reaches a terminal raw.
		const printable = each.replaceAll('\t', ' ').replaceAll(/\p{Cc}/gu, '\uFFFD');
		const line = {file, number: position + 1, text: printable.replace(/(?:^|\s)#.*$/, '').trim()};
		if (line.text !== '') {
			readLine(draft, line);
		}
	}

	return finish(draft, file);
}

const absentPage: StartPage = {kind: 'anonymous', place: 'absent', isYoung: false, isClean: false};

/** A mistake in a line: what is wrong with it, and what should stand there. */
function mistake(line: Line, what: string, expected: string): UserError {
	return new UserError(what, {file: line.file, line: line.number, expected, source: line.text});
}

const readers: Readonly<Record<string, (draft: Draft, line: Line, rest: string) => void>> = {
	scenario(draft, _line, rest) {
		draft.name = rest;
	},
	says(draft, _line, rest) {
		draft.says = rest;
	},
	letter(draft, _line, rest) {
		draft.letter = rest;
	},
	locks(draft, line, rest) {
		if (findProtocol(rest) === undefined) {
			throw mistake(line, `There are no locks "${rest}"`, `one of ${protocols.map(({id}) => id).join(', ')}`);
		}

		draft.locks = rest;
	},
	share(draft, line, rest) {
		draft.sharers = rest.split(/\s+/).map((word) => readMm(line, word));
		if (new Set(draft.sharers).size < draft.sharers.length) {
			throw mistake(line, 'An address space stands there twice', 'each address space once');
		}
	},
	page: readPage,
	believes: readBelief,
	cpu: readCpu,
};

function readLine(draft: Draft, line: Line): void {
	const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line.text) ?? [];
	if (!Object.hasOwn(readers, word)) {
		throw mistake(line, `A line cannot begin with "${word}"`, `one of ${Object.keys(readers).join(', ')}`);
	}

	readers[word](draft, line, rest);
}

function readMm(line: Line, word: string): number {
	const [, digits] = /^mm([1-9])$/.exec(word) ?? [];
	const mm = Number(digits);
	if (!(mm <= mmsMax)) {
		throw mistake(line, `"${word}" is no address space`, `mm1 to mm${mmsMax}`);
	}

	return mm;
}

function readPageNumber(line: Line, word: string | undefined): number {
	const page = /^\d+$/.test(word ?? '') ? Number(word) : Number.NaN;
	if (!(page < pagesOfTable)) {
		throw mistake(line, `"${word ?? ''}" is no page`, `a page from 0 to ${pagesOfTable - 1}`);
	}

	return page;
}

const kinds: readonly string[] = ['anonymous', 'file', 'shared'] satisfies readonly PageKind[];
const places: readonly string[] = ['present', 'absent', 'swapped'] satisfies readonly StartPage['place'][];

/** `page 0 anonymous present young`. */
function readPage(draft: Draft, line: Line, rest: string): void {
	const [number, kind, place, ...traits] = rest.split(/\s+/);
	const page = readPageNumber(line, number);
	if (!isKind(kind)) {
		throw mistake(line, `"${kind ?? ''}" is no kind of page`, `one of ${kinds.join(', ')}`);
	}

	if (!isPlace(place)) {
		throw mistake(line, `"${place ?? ''}" is no place of a page`, `one of ${places.join(', ')}`);
	}

	if (place === 'swapped' && kind !== 'anonymous') {
		throw mistake(line, `A ${kind} page is not in swap`, 'swapped only with anonymous');
	}

	const strange = traits.find((trait) => trait !== 'young' && trait !== 'clean');
	if (strange !== undefined) {
		throw mistake(line, `A page cannot be "${strange}"`, 'young, clean or nothing more');
	}

	draft.pages[page] = {kind, place, isYoung: traits.includes('young'), isClean: traits.includes('clean')};
}

function isKind(word: string | undefined): word is PageKind {
	return word !== undefined && kinds.includes(word);
}

function isPlace(word: string | undefined): word is StartPage['place'] {
	return word !== undefined && places.includes(word);
}

/** `believes 1 page 0 writable`: what the TLB of CPU 1 holds at the start. */
function readBelief(draft: Draft, line: Line, rest: string): void {
	const match = /^([1-9]) page (\S+)(?: (writable))?$/.exec(rest);
	if (match === null) {
		throw mistake(line, 'A TLB entry cannot be read', 'believes CPU page PAGE, and writable if it is');
	}

	const [, cpu, page, writable] = match;
	draft.beliefs.push({
		cpu: Number(cpu) - 1,
		page: readPageNumber(line, page),
		isWritable: writable !== undefined,
	});
}

/** `cpu 1 mm1: read 0, write 0`; the routines are read when all else is known. */
function readCpu(draft: Draft, line: Line, rest: string): void {
	const match = /^(\d+)\s+(\S+?)\s*:\s*(.*)$/.exec(rest);
	if (match === null) {
		throw mistake(line, 'A CPU cannot be read', 'cpu N mmN: ROUTINE, ROUTINE or cpu N kernel: ROUTINE');
	}

	const [, number, runs, calls] = match;
	if (Number(number) !== draft.cpus.length + 1 || Number(number) > cpusMax) {
		throw mistake(line, `CPU ${number} is out of turn`, `CPUs 1 to ${cpusMax}, in order`);
	}

	const mm = runs === 'kernel' ? 0 : readMm(line, runs);
	draft.cpus.push({mm, line, words: calls.split(',').map((each) => each.trim())});
}

function finish(draft: Draft, file: string): Scenario {
	if (draft.sharers.length === 0) {
		throw new UserError('No address space uses the table', {
			file,
			expected: 'a line such as "share mm1 mm2"',
		});
	}

	if (draft.cpus.length === 0) {
		throw new UserError('No CPU does anything', {file, expected: 'a line such as "cpu 1 mm1: read 0"'});
	}

	const known = {sharers: draft.sharers, pages: draft.pages, children: new Set<number>(), writes: 0};
	const cpus = draft.cpus.map(({mm, line, words}): StartCpu => {
		if (mm !== 0 && !draft.sharers.includes(mm)) {
			throw mistake(
				line,
				`mm${mm} does not use the table`,
				`one of ${draft.sharers.map((each) => `mm${each}`).join(', ')}`,
			);
		}

		return {mm, calls: words.map((text) => readCall(known, line, mm, text))};
	});
	for (const {cpu, page} of draft.beliefs) {
		checkBelief(draft, file, cpu, page);
	}

	const {name, says, letter, locks, sharers, pages, beliefs} = draft;
	const mms = Math.max(...sharers, ...known.children);
	return {name, says, letter, sharers, mms, pages, beliefs, cpus, ...(locks === undefined ? {} : {locks})};
}

function checkBelief({cpus, pages}: Draft, file: string, cpu: number, page: number): void {
	if (cpu >= cpus.length || pages[page].place !== 'present') {
		throw new UserError(`CPU ${cpu + 1} cannot believe page ${page}`, {
			file,
			expected: 'a CPU of the scenario and a page that is present',
		});
	}
}

type Known = {
	readonly sharers: readonly number[];
	readonly pages: readonly StartPage[];
	readonly children: Set<number>;
	writes: number;
};

/** `swap-out mm2 0`. */
function readCall(known: Known, line: Line, mm: number, text: string): Call {
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

export function usageOf({name, words}: RoutineEntry): string {
	return [name, ...words].join(' ');
}

function readUser({sharers}: Known, line: Line, word: string): number {
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

function readChild({sharers, children}: Known, line: Line, word: string): number {
	const mm = readMm(line, word);
	if (sharers.includes(mm) || children.has(mm)) {
		throw mistake(line, `${word} is there already`, 'an address space that no other line makes or uses');
	}

	children.add(mm);
	return mm;
}

function nextWord(known: Known, line: Line): number {
	if (known.writes === writesMax) {
		throw mistake(line, 'There are too many writes', `at most ${writesMax} in a scenario`);
	}

	known.writes += 1;
	return firstWritten + known.writes - 1;
}
