/**
 * The kinds of questions that a quiz has. Counts are read off the rows that the screen shows; what a read, a write or an
 * exit would do is carried out on a copy of the machine. No answer is known beforehand.
 */

import {viewMemory} from '../../analysis/memory/memory.ts';
import {livingProcesses, pidOf, processRow} from '../../analysis/rows/processes.ts';
import {familyFigures, statistics} from '../../analysis/rows/stats.ts';
import {addressText, pidsText, plural} from '../../analysis/words/text.ts';
import {stepMachine} from '../../machine/machine.ts';
import {eventCount, type Machine} from '../../machine/state.ts';
import {copyMachine} from '../../timeline/copy-machine.ts';
import {type Access, type AccessAnswer, answerWalk} from '../access.ts';
import {opText} from '../history/events.ts';
import type {Place, QuizMoment} from './moment.ts';

export type Question = {
	readonly kind: QuestionKind;
	readonly question: string;
	/** The process and the address in bytes that it is about, if it is about one. */
	readonly pid?: number;
	readonly address?: number;
	/** For programs: a count, yes or no, the event that wrote what is read, the pids that sleep. */
	readonly value: number | boolean | readonly number[];
	readonly answer: string;
	/** One sentence. */
	readonly why: string;
};

type Asked = Omit<Question, 'kind'>;

/** Undefined where there is nothing to ask about: no process that could read or write. */
const kinds = {
	frames: askFrames,
	copies: askCopies,
	contents: askContents,
	faultless: askFaultless,
	tables: askTables,
	asleep: askAsleep,
	freed: askFreed,
} satisfies Record<string, (moment: QuizMoment) => Asked | undefined>;

export type QuestionKind = keyof typeof kinds;

/** Questions of these kinds about a moment, as far as there is something to ask about. */
export function askAbout(moment: QuizMoment, asked: readonly QuestionKind[]): Question[] {
	return asked.flatMap((kind) => {
		const question = kinds[kind](moment);
		return question === undefined ? [] : [{kind, ...question}];
	});
}

function askFrames({view}: QuizMoment): Asked {
	const {private: count, inUse, tables} = statistics(view).frames;
	return {
		question: 'How many frames hold private memory now?',
		value: count,
		answer: plural(count, 'frame'),
		why: `Frames in use: ${inUse}, and ${tables} of them hold page tables.`,
	};
}

function askCopies(moment: QuizMoment): Asked | undefined {
	return askPlace(moment, 'write', (place, {copied, sentence}) => ({
		question: `Pid ${place.pid} writes one byte at ${addressText(place.address)} next, and pays for it: how many pages are copied?`,
		value: copied,
		answer: copied === 0 ? 'None' : plural(copied, 'page'),
		why: sentence,
	}));
}

function askContents(moment: QuizMoment): Asked | undefined {
	return askPlace(moment, 'read', (place, {contents}) => ({
		question: `What does pid ${place.pid} read at ${addressText(place.address)}: which event wrote it?`,
		value: contents,
		answer: contents === 0 ? 'Zeros' : `What event ${contents} wrote`,
		why:
			contents === 0
				? 'No event has written the page as this process sees it.'
				: `The last write to the page that this process sees is event ${contents}, ${eventWords(moment, contents)}.`,
	}));
}

function askFaultless(moment: QuizMoment): Asked | undefined {
	return askPlace(moment, 'write', (place, {ending, sentence}) => ({
		question: `May pid ${place.pid} write at ${addressText(place.address)} without a fault?`,
		value: ending === 'through',
		answer: ending === 'through' ? 'Yes' : 'No',
		why: sentence,
	}));
}

function askPlace(
	{draw, view, timeline: {machine}}: QuizMoment,
	access: Access,
	ask: (place: Place, answer: Required<AccessAnswer>) => Pick<Asked, 'question' | 'value' | 'answer' | 'why'>,
): Asked | undefined {
	const place = draw();
	if (place === undefined) {
		return undefined;
	}

	const {pid, address, task} = place;
	const {contents, ...answer} = answerWalk(machine, view, task, address)[access];
	return contents === undefined ? undefined : {pid, address, ...ask(place, {...answer, contents})};
}

function eventWords({timeline: {history, machine}}: QuizMoment, event: number): string {
	return opText(machine.program, history.op[event]);
}

function askTables({view}: QuizMoment): Asked {
	const {shared, inUse, saved} = statistics(view).tables;
	return {
		question: 'How many page tables have more than one user now?',
		value: shared,
		answer: shared === 0 ? 'None' : plural(shared, 'page table'),
		why: `There are ${plural(inUse, 'page table')}; sharing saves ${plural(saved, 'copy', 'copies')}.`,
	};
}

function askAsleep({view}: QuizMoment): Asked {
	const asleep = livingProcesses(view.kernel).filter((task) => processRow(view, task).state !== 'ready');
	const pids = asleep.map((task) => pidOf(view, task));
	return {
		question: 'Which processes sleep now?',
		value: pids,
		answer: pids.length === 0 ? 'None' : `Pid ${pidsText(pids)}`,
		why:
			pids.length === 0
				? 'Every process that lives may go on.'
				: 'It cannot go on before its child execs or exits.',
	};
}

/** What comes next is the last op of the workload, which nobody has carried out yet. */
function askFreed({timeline: {machine}}: QuizMoment): Asked {
	const after = copyMachine(machine);
	stepMachine(after);
	const freed = framesInUse(machine) - framesInUse(after);
	const op = opText(machine.program, after.outcome.op);
	return {
		question: `Next comes event ${eventCount(after)}, ${op}: how many frames does it free, page tables among them?`,
		value: freed,
		answer: plural(freed, 'frame'),
		why: `Frames in use before it: ${framesInUse(machine)}, after it: ${framesInUse(after)}; what others use stays.`,
	};
}

function framesInUse(machine: Machine): number {
	const view = viewMemory(machine);
	return statistics(view, familyFigures(view)).frames.inUse;
}
