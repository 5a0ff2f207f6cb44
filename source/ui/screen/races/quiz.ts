/** A quiz about races: the questions below the play, the line that is typed, and the solution as a schedule to step through. */
import {expectedOf} from '../../../inquiry/quiz/judge.ts';
import type {RaceQuestion} from '../../../inquiry/quiz/race-questions.ts';
import {createOutlook, createPlay, stepBy} from '../../../races/play.ts';
import type {KeyInput} from '../../state/input.ts';
import type {Size} from '../../state/layout.ts';
import {memo} from '../../state/memo.ts';
import {answerQuiz, beginQuiz, nextQuestion, type Quiz} from '../../state/quiz.ts';
import {tourRows} from '../../state/tour-stops.ts';
import {type Paint, paintLine, type Span} from '../../text/line.ts';
import {drawQuiz} from '../quiz.ts';
import {isLeavingKey, pressRacesKey, type RacesModel} from './keys.ts';
import {playLines} from './lines.ts';

export type RaceGame = {
	readonly quiz: Quiz;
	readonly questions: readonly RaceQuestion[];
	readonly races: RacesModel;
	/** What is typed, while an answer is. */
	readonly typed?: string;
	readonly notice?: string;
	/** It is to be left. */
	readonly isOver?: boolean;
};

export function beginRaceGame(title: string, questions: readonly RaceQuestion[]): RaceGame {
	return atQuestion(questions, beginQuiz(title, questions, 0));
}

/** Nobody has taken a step yet. */
function atQuestion(questions: readonly RaceQuestion[], quiz: Quiz): RaceGame {
	return {quiz: {...quiz, moment: 0}, questions, races: playOf(questions[quiz.at], [])};
}

function playOf({race}: RaceQuestion, schedule: readonly number[]): RacesModel {
	return {play: createPlay(race, schedule), first: schedule};
}

const goesOn = 'ctrl-n';

export function pressRaceGame({notice: _, ...game}: RaceGame, input: KeyInput): RaceGame {
	if (game.typed !== undefined) {
		return type(game, game.typed, input);
	}

	if (input.key === goesOn) {
		return goOn(game);
	}

	return isLeavingKey(input.key)
		? {...game, isOver: true}
		: {...game, races: pressRacesKey(game.races, input.key)};
}

/** To the answer, a step of the solution on, to the next question. */
function goOn(game: RaceGame): RaceGame {
	const {quiz, questions, races} = game;
	if (quiz.given === undefined) {
		return {...game, typed: ''};
	}

	if (stepsOf(game) < quiz.moment) {
		const isOwn = races.play.schedule !== races.first;
		const play = isOwn ? createPlay(races.play.race, races.first) : races.play;
		return {...game, races: {...races, play: stepBy(play, 1)}};
	}

	const next = nextQuestion(quiz);
	return next === undefined ? {...game, isOver: true} : atQuestion(questions, next);
}

/** Steps of the solution that were taken: none where the player goes another way. */
function stepsOf({races: {play, first}}: RaceGame): number {
	return play.schedule === first ? play.position : 0;
}

function type(game: RaceGame, typed: string, {key, text}: KeyInput): RaceGame {
	switch (key) {
		case 'enter':
			return accept(game, typed.trim());
		case 'esc':
		case 'ctrl-c':
			return {...game, typed: undefined};
		case 'ctrl-u':
			return {...game, typed: ''};
		case 'backspace':
			return {...game, typed: typed.slice(0, -1)};
		default:
			return {...game, typed: typed + text};
	}
}

/** What is no answer leaves the line open. */
function accept(game: RaceGame, text: string): RaceGame {
	if (text === '') {
		return {...game, typed: undefined};
	}

	const {quiz, questions} = game;
	const question = questions[quiz.at];
	const judged = answerQuiz(quiz, text);
	return judged === undefined
		? {...game, notice: `The answer is ${expectedOf(question)}.`}
		: {
				questions,
				quiz: {...judged, moment: question.schedule.length},
				races: playOf(question, question.schedule),
			};
}

const keyHelp = '← → step  Home End  1 2 3 that CPU steps  r from the start again  q quit';

const outlookOf = memo<ReturnType<typeof createOutlook>>();

/** Where a choice leads would be the answer: it is told behind it. */
export function raceGameLines(game: RaceGame, {columns, rows}: Size, paint: Paint): string[] {
	const {quiz, races, typed} = game;
	const {race} = races.play;
	const outlook = quiz.given === undefined ? undefined : outlookOf(race, [], () => createOutlook(race));
	const foot = typed === undefined ? footSpans(game) : typedSpans(game, typed);
	return [
		...playLines(races.play, outlook, {columns, rows: Math.max(1, rows - tourRows - 1)}, paint),
		paintLine(paint, columns, foot),
		...drawQuiz(quiz, {position: stepsOf(game), next: 'Ctrl-N', when: ''}, columns, paint),
	].slice(-rows);
}

function footSpans({races: {play}}: RaceGame): Span[] {
	return [[play.notice ?? keyHelp, play.notice === undefined ? 'dim' : 'warning']];
}

function typedSpans({quiz, questions, notice}: RaceGame, typed: string): Span[] {
	return [
		[`Your answer (${expectedOf(questions[quiz.at])}): `, 'key'],
		[typed],
		[' ', 'selected'],
		[notice === undefined ? '' : `  ${notice}`, 'warning'],
	];
}
