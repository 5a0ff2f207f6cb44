/** A quiz as far as it has come: its questions, the one that is asked now, and what was answered to it. */
import {isRight} from '../../inquiry/quiz/judge.ts';
import type {Question} from '../../inquiry/quiz/questions.ts';

export type Quiz = {
	/** Its topic and seed. */
	readonly title: string;
	readonly questions: readonly Omit<Question, 'kind'>[];
	/** The position that the one that is asked now is about, where the solution ends. */
	readonly moment: number;
	/** The question that is asked now, and answers that were right before it. */
	readonly at: number;
	readonly right: number;
	/** What was answered to it. */
	readonly given?: {readonly text: string; readonly isRight: boolean};
};

/** Before the first event: what came of each is not told yet. */
export function beginQuiz(title: string, questions: Quiz['questions'], moment: number): Quiz {
	return {title, questions, moment, at: 0, right: 0};
}

/** With what was answered to the question that is asked now; undefined where the words are no answer. */
export function answerQuiz(quiz: Quiz, text: string): Quiz | undefined {
	const isGood = isRight(quiz.questions[quiz.at], text);
	return isGood === undefined
		? undefined
		: {...quiz, right: quiz.right + (isGood ? 1 : 0), given: {text, isRight: isGood}};
}

/** At the next question; undefined behind the last. */
export function nextQuestion({given: _, ...quiz}: Quiz): Quiz | undefined {
	return quiz.at + 1 < quiz.questions.length ? {...quiz, at: quiz.at + 1} : undefined;
}
