/** The quiz as a game: one key asks for the answer, steps through the solution, and goes on; a wrong answer is told. */
import {expect, test} from 'vitest';
import {openExercise} from '../../source/commands/quiz/exercise.ts';
import {topics} from '../../source/commands/quiz/topics.ts';
import {expectedOf, isRight} from '../../source/inquiry/quiz/judge.ts';
import type {Question} from '../../source/inquiry/quiz/questions.ts';
import {seek} from '../../source/timeline/seek.ts';
import {positionOf} from '../../source/timeline/timeline.ts';
import {createScreen, frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {beginQuiz} from '../../source/ui/state/quiz.ts';
import {tourRows} from '../../source/ui/state/tour-stops.ts';
import {runCommand} from '../helpers/run-command.ts';

function play(topic: (typeof topics)[number], seed: number, columns = 80, rows = 24) {
	const exercise = openExercise(topic, seed);
	const moment = positionOf(exercise.timeline);
	const quiz = beginQuiz(`${topic.id}, seed ${seed}`, exercise.questions, moment);
	seek(exercise.timeline, 0);
	const session = createSession(exercise);
	session.lookAhead(Number.POSITIVE_INFINITY);
	const store = createScreen(session, {columns, rows: rows - tourRows}, {quiz});
	const text = () => frameOf(store).map(plainText).join('\n');
	return {store, session, text, moment, questions: exercise.questions};
}

/** As a person would say what is right. */
function spoken({value}: Question): string {
	if (typeof value === 'boolean') {
		return value ? 'yes' : 'n';
	}

	const numbers = typeof value === 'number' ? [value] : value;
	return numbers.length === 0 || numbers[0] === 0 ? 'none' : `${numbers.join(' and ')}`;
}

test.each(topics.flatMap((topic) => [1, 3, 7].map((seed) => [topic.id, seed, topic] as const)))(
	'%s, seed %i: every right answer is found right, and one key goes through all of it',
	(_id, seed, topic) => {
		const {store, session, text, moment, questions} = play(topic, seed);
		for (const [i, question] of questions.entries()) {
			expect(store.model().quiz).toMatchObject({at: i, right: i});
			expect(text()).toContain(`question ${i + 1} of ${questions.length}`);
			expect(text()).not.toContain(question.why);
			expect(i === 0 && text().includes('page copied')).toBe(false);
			pressKeys(store, `ctrl-n "${spoken(question)}" enter`);
			expect(store.model().quiz?.given?.isRight, question.question).toBe(true);
			expect(text()).toContain('Right: ');
			for (let step = session.position; step < moment; step += 1) {
				expect(text()).toContain(`steps through the solution (${step}/${moment})`);
				pressKeys(store, 'ctrl-n');
				expect(session.position).toBe(step + 1);
			}

			expect(store.model().isQuitting).toBe(false);
			pressKeys(store, 'ctrl-n');
		}

		expect(store.model().isQuitting).toBe(true);
	},
);

test.each([
	[80, 24],
	[120, 40],
])('at %i by %i question, verdict and reason are whole', (columns, rows) => {
	for (const topic of topics) {
		const {store, text, questions, moment} = play(topic, 1, columns, rows);
		for (const {question, answer, why} of questions) {
			const flat = () => text().replaceAll(/\s+/g, ' ');
			expect(flat()).toContain(question);
			pressKeys(store, 'ctrl-n "no 1" enter ctrl-u "1" enter ctrl-u "yes" enter');
			store.session.run({type: 'seek', position: moment});
			expect(flat()).toContain(answer);
			expect(flat()).toContain(why);
			pressKeys(store, 'ctrl-n');
		}
	}
});

test('what is no answer leaves the line open; an answer about a place shows the way to it', () => {
	const {store, text} = play(topics[0], 3);
	pressKeys(store, 'ctrl-n "what" enter');
	expect([store.model().notice, store.model().prompt?.kind]).toEqual([
		'The answer is a number, or none.',
		'answer',
	]);
	expect(text()).toContain('Your answer (a number, or none): what');
	pressKeys(store, 'ctrl-u "5 frames" enter');
	expect(text()).toContain('Not 5 frames: 6 frames.');
	pressKeys(store, 'backspace');
	expect(store.model().notice).toContain('A quiz only goes on');
	store.session.run({type: 'seek', position: 9});
	pressKeys(store, 'ctrl-n ctrl-n "none" enter');
	expect(store.model().recent[0]).toBe('walk');
	expect(text()).toContain('7efffffff000');
});

test.each<[Question['value'], string, boolean | undefined]>([
	[6, '6', true],
	[6, ' 6 frames', true],
	[6, '5', false],
	[6, 'six', undefined],
	[6, '6 or 7', false],
	[0, 'none', true],
	[0, 'Zeros', true],
	[0, '0', true],
	[3, 'none', false],
	[5, 'event 5', true],
	[true, 'yes', true],
	[true, 'N', false],
	[false, 'no', true],
	[false, '1', undefined],
	[[1, 3], '3 1', true],
	[[1, 3], 'pid 1', false],
	[[], 'nobody', true],
	[[], '1', false],
])('of %j “%s” is right: %s', (value, words, expected) => {
	expect(isRight({value}, words)).toBe(expected);
	expect(expectedOf({value})).not.toBe('');
});

test('without a terminal, or asked to print, it is text as before', async () => {
	const {stdout} = await runCommand('quiz cow --seed 3 --print');
	expect(stdout).toContain('1.  How many frames hold private memory now?');
});
