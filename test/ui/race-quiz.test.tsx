/** The quiz about races as a game: one key asks, steps through the schedule that is the solution, and goes on. */
import {render} from 'ink-testing-library';
import {expect, test} from 'vitest';
import {openRaceExercise} from '../../source/commands/quiz/races.ts';
import {expectedOf} from '../../source/inquiry/quiz/judge.ts';
import type {RaceQuestion} from '../../source/inquiry/quiz/race-questions.ts';
import {
	beginRaceGame,
	pressRaceGame,
	type RaceGame,
	raceGameLines,
} from '../../source/ui/screen/races/quiz.ts';
import type {KeyInput} from '../../source/ui/state/input.ts';
import {RaceQuiz} from '../../source/ui/terminal/open-races.tsx';
import {findGlyphs} from '../../source/ui/text/glyphs.ts';
import {unstyled} from '../../source/ui/text/theme.ts';
import {eventually} from '../helpers/eventually.ts';

const paint = {theme: unstyled, glyphs: findGlyphs('unicode')};

function begin(seed: number): RaceGame {
	return beginRaceGame(`races, seed ${seed}`, openRaceExercise(seed).questions);
}

function press(game: RaceGame, ...keys: readonly string[]): RaceGame {
	const inputs = keys.map((key): KeyInput => ({type: 'key', key, text: key.length === 1 ? key : ''}));
	return inputs.reduce(pressRaceGame, game);
}

function answer(game: RaceGame, words: string): RaceGame {
	return press(game, 'ctrl-n', ...words, 'enter');
}

function shown(game: RaceGame, columns = 80, rows = 24): string {
	return raceGameLines(game, {columns, rows}, paint).join('\n');
}

/** As a person would say what is right. */
function spoken({value}: RaceQuestion): string {
	return typeof value === 'boolean' ? (value ? 'yes' : 'n') : value === 0 ? 'none' : String(value);
}

const seeds = [0, 1, 2, 3, 4, 5, 7];

test.each(seeds)('seed %i: every right answer is found right, and one key goes through all of it', (seed) => {
	let game = begin(seed);
	const {questions} = game;
	expect(questions.map(({kind}) => kind)).toEqual(['locks', 'locks', 'locks', 'alone', 'serial']);
	for (const [i, question] of questions.entries()) {
		expect(game.quiz).toMatchObject({at: i, right: i});
		expect(shown(game)).toContain(`question ${i + 1} of ${questions.length}`);
		game = answer(game, spoken(question));
		expect(game.quiz.given?.isRight, question.question).toBe(true);
		for (const step of question.schedule.keys()) {
			expect(shown(game)).toContain(`steps through the solution (${step}/${question.schedule.length})`);
			expect(game.races.play.position).toBe(step);
			game = press(game, 'ctrl-n');
		}

		expect(game.isOver).not.toBe(true);
		game = press(game, 'ctrl-n');
	}

	expect(game.isOver).toBe(true);
});

test.each([
	[80, 24],
	[120, 40],
])('at %i by %i question, verdict and reason are whole', (columns, rows) => {
	for (const seed of seeds) {
		let game = begin(seed);
		for (const question of game.questions) {
			const flat = () => shown(game, columns, rows).replaceAll(/\s+/g, ' ');
			expect(flat()).toContain(question.question);
			game = press(answer(game, typeof question.value === 'boolean' ? 'yes' : '1'), 'end');
			expect(flat()).toContain(`${question.answer}. ${question.why}`);
			game = press(game, 'ctrl-n');
		}
	}
});

test.each([
	[80, 24],
	[100, 30],
	[40, 10],
	[20, 5],
])('at %i by %i no line is wider than the screen, and all are there', (columns, rows) => {
	for (const game of [begin(3), press(begin(3), 'ctrl-n'), press(answer(begin(3), 'yes'), 'end')]) {
		const lines = raceGameLines(game, {columns, rows}, paint);
		expect(lines).toHaveLength(rows);
		expect(lines.filter((line) => [...line].length > columns)).toEqual([]);
	}
});

test('before it is answered nothing tells where a choice leads, and behind it everything does', () => {
	const game = begin(3);
	expect(shown(press(game, '1', '1'))).toMatch(/step 2 of 2/);
	expect(shown(game)).not.toMatch(/no law can break|steps? from there/);
	const answered = answer(game, 'yes');
	expect(shown(answered)).toMatch(/no law can break any more|steps? from there/);
});

test('a player who goes another way is led back to the solution', () => {
	const broken = [0, 1, 2, 3].map(begin).find(({questions}) => questions[0].schedule.length > 2);
	const game = answer(broken ?? expect.unreachable(), 'yes');
	const [first] = game.races.first;
	const away = press(game, String(2 - first), String(2 - first));
	expect(away.races.play.schedule).not.toBe(game.races.first);
	expect(shown(away)).toContain('steps through the solution (0/');
	expect(press(away, 'ctrl-n').races.play).toMatchObject({schedule: game.races.first, position: 1});
});

test('what is no answer leaves the line open, Escape closes it, and q leaves', () => {
	const typing = press(begin(1), 'ctrl-n', ...'maybe', 'enter');
	expect(typing.typed).toBe('maybe');
	expect(shown(typing)).toContain('Your answer (yes or no): maybe   The answer is yes or no.');
	expect(shown(press(typing, 'backspace', 'q'))).toContain(': maybq');
	expect(press(typing, 'esc').typed).toBeUndefined();
	expect(press(typing, 'ctrl-u', 'enter').typed).toBeUndefined();
	for (const key of ['q', 'esc', 'ctrl-c']) {
		expect(press(begin(1), key).isOver).toBe(true);
	}
});

test('in the terminal an answer is typed and judged', async () => {
	const game = begin(3);
	const {stdin, lastFrame, unmount} = render(<RaceQuiz start={game} paint={paint} />);
	await eventually(() => expect(lastFrame()).toContain('question 1 of 5'));
	stdin.write('\u000E');
	await eventually(() => expect(lastFrame()).toContain(`Your answer (${expectedOf(game.questions[0])})`));
	stdin.write('yes\r');
	await eventually(() => expect(lastFrame()).toMatch(/(?:Right|Not yes): /));
	unmount();
});
