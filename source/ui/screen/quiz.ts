/** The lines below the screen that ask a question, and judge the answer. */
import type {Quiz} from '../state/quiz.ts';
import {tourRows} from '../state/tour-stops.ts';
import {type Paint, paintLine, type Span} from '../text/line.ts';
import {wrap} from '../text/wrap.ts';
import {keyFor} from './guide-keys.ts';
import type {ScreenState} from './state.ts';

export function quizLines({model, session, paint}: ScreenState, quiz: Quiz): string[] {
	const next = keyFor('tourNext', model, session.panes);
	const {given, moment} = quiz;
	const {position} = session;
	const when = given === undefined && position < moment ? ` (after event ${moment} of those in the log)` : '';
	return drawQuiz(quiz, {position, next, when}, model.size.columns, paint);
}

type Standing = {
	/** Steps of the solution that were taken. */
	readonly position: number;
	/** The key that goes on. */
	readonly next: string;
	/** Behind the question: when it is meant. */
	readonly when: string;
};

/** The last cell of the screen stays empty. */
export function drawQuiz(quiz: Quiz, standing: Standing, width: number, paint: Paint): string[] {
	const columns = width - 1;
	const {title, questions, at, right} = quiz;
	const head: Span[] = [
		[`${title}: question ${at + 1} of ${questions.length}`, 'paused'],
		[`  ${standing.next} ${nextText(quiz, standing.position)}`, 'key'],
		[`  ${right} right`, 'dim'],
	];
	const lines = wrap(bodyText(quiz, standing), columns).slice(0, tourRows - 1);
	return [
		paintLine(paint, columns, head),
		...Array.from({length: tourRows - 1}, (_, i) => paintLine(paint, columns, [[lines[i] ?? '', 'strong']])),
	];
}

function nextText({given, moment, at, questions}: Quiz, position: number): string {
	if (given === undefined) {
		return 'answers';
	}

	if (position < moment) {
		return `steps through the solution (${position}/${moment})`;
	}

	return at + 1 < questions.length ? 'goes on' : 'ends the quiz';
}

/** The question; then the verdict, and why once the moment has been reached. */
function bodyText({questions, at, given, moment}: Quiz, {position, when}: Standing): string {
	const {question, answer, why} = questions[at];
	if (given === undefined) {
		return question + when;
	}

	const verdict = given.isRight ? `Right: ${answer}.` : `Not ${given.text}: ${answer}.`;
	return position < moment ? `${question} ${verdict}` : `${verdict} ${why}`;
}
