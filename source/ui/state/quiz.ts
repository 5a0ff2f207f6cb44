/** A quiz as far as it has come: its questions, the one that is asked now, and what was answered to it. */
import type {Question} from '../../inquiry/quiz/questions.ts';

export type Quiz = {
	/** Its topic and seed. */
	readonly title: string;
	readonly questions: readonly Question[];
	/** The position that they are about. */
	readonly moment: number;
	/** The question that is asked now, and answers that were right before it. */
	readonly at: number;
	readonly right: number;
	/** What was answered to it. */
	readonly given?: {readonly text: string; readonly isRight: boolean};
};

/** Before the first event: what came of each is not told yet. */
export function beginQuiz(title: string, questions: readonly Question[], moment: number): Quiz {
	return {title, questions, moment, at: 0, right: 0};
}
