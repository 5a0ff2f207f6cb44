/**
 * Reducers of a quiz: one key goes on, from the question to its answer, event by event through the solution, and to the
 * next question.
 */
import {expectedOf} from '../../../inquiry/quiz/judge.ts';
import type {Facts} from '../facts.ts';
import type {Result} from '../message.ts';
import type {Model} from '../model.ts';
import {answerQuiz, nextQuestion, type Quiz} from '../quiz.ts';
import {addressKey} from '../rows.ts';
import {leave, withNotice} from './reducer.ts';
import {showTarget} from './targets.ts';

export function goOnInQuiz(model: Model, quiz: Quiz, by: number, facts: Facts): Result {
	if (by < 0) {
		return withNotice(model, 'A quiz only goes on; , steps back in time.');
	}

	if (quiz.given === undefined) {
		const prompt = {kind: 'answer', text: '', caret: 0, before: '', recalled: -1} as const;
		return [{...model, prompt}, []];
	}

	if (facts.position < quiz.moment) {
		return [{...model, isPlaying: false}, [{type: 'advance', by: 1}]];
	}

	const next = nextQuestion(quiz);
	return next === undefined ? leave(model) : [{...model, quiz: next}, []];
}

/** What is no answer leaves the line open; an answer about a place shows the way through the tables to it. */
export function acceptAnswer(model: Model, text: string, facts: Facts): Result {
	const {quiz} = model;
	if (quiz === undefined || text === '') {
		return [{...model, prompt: undefined}, []];
	}

	const question = quiz.questions[quiz.at];
	const judged = answerQuiz(quiz, text);
	if (judged === undefined) {
		return withNotice(model, `The answer is ${expectedOf(question)}.`);
	}

	const answered: Model = {...model, prompt: undefined, quiz: judged};
	const {pid, address} = question;
	const process = pid === undefined ? undefined : keyOf(pid, answered, facts);
	return address === undefined || process === undefined
		? [answered, []]
		: showTarget(answered, {thing: 'address', key: addressKey(address), process}, facts);
}

/** The row of a process among those that live; a question is about the moment, so it may not be there yet. */
function keyOf(pid: number, model: Model, facts: Facts): string | undefined {
	const pane = facts.panes.find(({offers}) => offers?.includes('process'));
	const rows = pane && facts.rows(pane.id, model);
	const keys = Array.from({length: rows?.count ?? 0}, (_, row) => rows?.keyAt(row) ?? '');
	return keys.find((key) => key.startsWith(`${pid}@`));
}
