/** The lines below the screen that ask a question, and judge the answer. */
import type {Quiz} from '../state/quiz.ts';
import {tourRows} from '../state/tour-stops.ts';
import {paintLine, type Span} from '../text/line.ts';
import {wrap} from '../text/wrap.ts';
import {keyFor} from './guide-keys.ts';
import type {ScreenState} from './state.ts';

/** The last cell of the screen stays empty. */
export function quizLines({model, session, paint}: ScreenState, quiz: Quiz): string[] {
	const columns = model.size.columns - 1;
	const {title, questions, at, right} = quiz;
	const next = keyFor('tourNext', model, session.panes);
	const head: Span[] = [
		[`${title}: question ${at + 1} of ${questions.length}`, 'paused'],
		[`  ${next} ${nextText(quiz, session.position)}`, 'key'],
		[`  ${right} right so far`, 'dim'],
	];
	const lines = wrap(bodyText(quiz, session.position), columns).slice(0, tourRows - 1);
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
function bodyText({questions, at, given, moment}: Quiz, position: number): string {
	const {question, answer, why} = questions[at];
	if (given === undefined) {
		return position < moment ? `${question} (after event ${moment} of those in the log)` : question;
	}

	const verdict = given.isRight ? `Right: ${answer}.` : `Not ${given.text}: ${answer}.`;
	return position < moment ? `${question} ${verdict}` : `${verdict} ${why}`;
}
