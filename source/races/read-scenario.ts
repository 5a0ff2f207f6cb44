/** Reads a scenario from text, the built-in ones too: a line says one thing, errors name the line. */
import {UserError} from '../machine/user-error.ts';
import {findProtocol, protocols} from './protocols.ts';
import {type Known, readCall} from './read-call.ts';
import type {Belief, Scenario, StartCpu, StartPage} from './scenario.ts';
import {mistake, readMm, readPageNumber, type ScenarioLine} from './scenario-line.ts';
import {pagesOfTable} from './state.ts';
import type {PageKind} from './step.ts';

const cpusMax = 3;

/** What has been read so far. */
type Draft = {
	name: string;
	says: string;
	letter: string;
	locks?: string;
	sharers: number[];
	pages: StartPage[];
	beliefs: Belief[];
	cpus: {readonly mm: number; readonly line: ScenarioLine; readonly words: readonly string[]}[];
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

const readers: Readonly<Record<string, (draft: Draft, line: ScenarioLine, rest: string) => void>> = {
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

function readLine(draft: Draft, line: ScenarioLine): void {
	const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line.text) ?? [];
	if (!Object.hasOwn(readers, word)) {
		throw mistake(line, `A line cannot begin with "${word}"`, `one of ${Object.keys(readers).join(', ')}`);
	}

	readers[word](draft, line, rest);
}

const kinds: readonly string[] = ['anonymous', 'file', 'shared'] satisfies readonly PageKind[];
const places: readonly string[] = ['present', 'absent', 'swapped'] satisfies readonly StartPage['place'][];

/** `page 0 anonymous present young`. */
function readPage(draft: Draft, line: ScenarioLine, rest: string): void {
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
function readBelief(draft: Draft, line: ScenarioLine, rest: string): void {
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
function readCpu(draft: Draft, line: ScenarioLine, rest: string): void {
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

	const known: Known = {sharers: draft.sharers, pages: draft.pages, children: new Set<number>(), writes: 0};
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
