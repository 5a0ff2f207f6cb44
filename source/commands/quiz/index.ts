/** `quiz`: a small random workload, questions about the moment after it, and their answers as the simulation gives them. */
import {didYouMean} from '../../analysis/words/suggest.ts';
import {wrapText} from '../../exports/text.ts';
import {actedText, eventAt} from '../../inquiry/history/event.ts';
import {trustAt} from '../../inquiry/outcome/evidence.ts';
import {UserError} from '../../machine/user-error.ts';
import {positionOf} from '../../timeline/timeline.ts';
import type {OtherAnswers} from '../answers.ts';
import {defineCommand} from '../command.ts';
import {jsonFlags, kernelFlags} from '../flags/shared-flags.ts';
import {print} from '../output/print.ts';
import {printJson} from '../output/print-json.ts';
import {tellTrust} from '../output/reading.ts';
import {type Exercise, openExercise} from './exercise.ts';
import {openRaceExercise, type RaceExercise, racesTopic} from './races.ts';
import {type Topic, topics} from './topics.ts';

const greatestSeed = 2 ** 32 - 1;

export const quiz = defineCommand({
	name: 'quiz',
	usage: ['quiz [TOPIC] [--seed N] [--kernel KERNEL] [--answers] [--print] [--json]'],
	description: `On a terminal it is a game: the screen asks, and steps through the solution. Else it prints a small random workload in the words of the log, and questions about the moment after it. With --answers it prints what came of each event, and the answers: counts from the simulated machine, and what a read, a write or an exit does as a copy of the machine carries it out. The same topic, seed and kernel give the same exercise. Topics: ${[...topics, racesTopic].map(({id, title}) => `${id} (${title})`).join(', ')}.`,
	flags: {
		seed: {type: 'number', placeholder: 'N', default: 1, summary: 'which exercise: 0 to 4294967295'},
		kernel: {
			...kernelFlags.kernel,
			default: undefined,
			summary: 'the simulated kernel; else linux-6, or shared-pt for the topic tables',
		},
		answers: {type: 'boolean', summary: 'print the answers, each with the reason'},
		print: {type: 'boolean', summary: 'print the exercise on a terminal too, where it would be played'},
		...jsonFlags,
	},
	operands: () => [...topics, racesTopic].map(({id}) => id),
	examples: [
		['quiz', 'Copy-on-write, the first exercise'],
		['quiz cow --seed 7 --answers', 'The answers of the seventh'],
		['quiz tables --seed 3 --kernel async-fork', 'The same where the child copies the tables before it runs'],
	],
	async run(context) {
		const {input, flags, stdout, stderr, isTTY, env} = context;
		const terminal = {...context, stdout: context.screen ?? stdout};
		const topic = chosenTopic(input);
		const seed = chosenSeed(flags.seed);
		const isGame = isTTY && env.TERM !== 'dumb' && !flags.print && !flags.answers && !flags.json;
		if (!('play' in topic)) {
			refuseKernel(flags.kernel);
			const exercise = openRaceExercise(seed);
			if (isGame) {
				const {openRaceQuiz} = await import('../../ui/terminal/races.ts');
				return openRaceQuiz(`races, seed ${seed}`, exercise.questions, terminal);
			}

			await tellRace(stdout, exercise, flags);
			return 0;
		}

		const exercise = openExercise(topic, seed, flags.kernel);
		if (isGame) {
			const {openQuiz} = await import('../../ui/terminal/quiz.ts');
			return openQuiz(exercise, `${topic.id}, seed ${seed}`, exercise.questions, terminal);
		}

		tellTrust(stderr, exercise.timeline, flags.answers);
		if (!flags.json) {
			print(stdout, exerciseText(exercise, flags.answers));
			return 0;
		}

		const {machine} = exercise.timeline;
		await printJson(stdout, {
			name: 'quiz',
			of: {machine, trust: trustAt(exercise.timeline, {times: flags.answers})},
			fields: exerciseData(exercise, flags.answers),
		});
		return 0;
	},
});

function refuseKernel(kernel: string | undefined): void {
	if (kernel !== undefined) {
		throw new UserError('--kernel goes with the other topics: races asks about ways of locking.');
	}
}

/** An exercise about races is no run: it has ways of locking where others have a kernel, and nothing limits its answers. */
async function tellRace(
	stdout: NodeJS.WriteStream,
	exercise: RaceExercise,
	{answers, json}: {readonly answers: boolean; readonly json: boolean},
): Promise<void> {
	const {seed, scenario, events, questions} = exercise;
	if (!json) {
		print(stdout, sheet(`${racesTopic.id}: ${scenario.name}; seed ${seed}`, events, questions, answers));
		return;
	}

	await printJson(stdout, {
		name: 'quiz',
		fields: {
			topic: racesTopic.id,
			seed,
			scenario: scenario.name,
			events,
			questions: questions.map(({kind, locks, question, value, answer, why}) => ({
				kind,
				locks,
				question,
				...(answers ? {value, answer, why} : {}),
			})),
		},
	});
}

function chosenTopic([name = topics[0].id, ...rest]: readonly string[]): Topic | typeof racesTopic {
	const all = [...topics, racesTopic];
	const ids = all.map(({id}) => id);
	const topic = all.find(({id}) => id === name);
	if (rest.length > 0 || topic === undefined) {
		const hint = didYouMean(name, ids) || ` There are ${ids.join(', ')}.`;
		throw new UserError(
			rest.length > 0 ? `quiz takes one topic, not "${rest[0]}" too.` : `There is no topic "${name}".${hint}`,
		);
	}

	return topic;
}

function chosenSeed(seed: number): number {
	if (!Number.isInteger(seed) || seed < 0 || seed > greatestSeed) {
		throw new UserError(`--seed takes a whole number from 0 to ${greatestSeed}.`);
	}

	return seed;
}

function exerciseText(exercise: Exercise, hasAnswers: boolean): string {
	const {topic, seed, timeline, questions} = exercise;
	const heading = `${topic.id}: ${topic.title}; seed ${seed}, on ${timeline.machine.design.id}`;
	return sheet(heading, eventsOf(exercise, hasAnswers), questions, hasAnswers);
}

function sheet(
	heading: string,
	events: readonly string[],
	questions: readonly Pick<RaceExercise['questions'][number], 'question' | 'answer' | 'why'>[],
	hasAnswers: boolean,
): string {
	const told = events.map((event, i) => listed(String(i + 1), event));
	const asked = questions.map(({question, answer, why}, i) => {
		const reply = hasAnswers ? listed('', `${answer}. ${why}`) : '';
		return `${listed(`${i + 1}.`, question)}${reply}`;
	});
	return [`${heading}\n`, told.join(''), asked.join('')].join('\n');
}

/** A paragraph behind its number. */
function listed(number: string, text: string): string {
	const indent = '     ';
	return `${number.padStart(3)}  ${wrapText(text, indent).slice(indent.length)}`;
}

/** The events up to the questions, with what came of each only where the answers are told too. */
function eventsOf({timeline}: Exercise, hasAnswers: boolean): string[] {
	return Array.from({length: positionOf(timeline)}, (_, i) => eventAt(timeline, i + 1)).map((event) =>
		event === undefined ? '' : actedText(hasAnswers ? event : {...event, consequences: []}),
	);
}

function exerciseData(exercise: Exercise, hasAnswers: boolean): OtherAnswers['quiz'] {
	const {topic, seed, questions} = exercise;
	return {
		topic: topic.id,
		seed,
		events: eventsOf(exercise, hasAnswers),
		questions: questions.map(({kind, question, pid, address, ...answer}) => ({
			kind,
			question,
			pid,
			address,
			...(hasAnswers ? answer : {}),
		})),
	};
}
