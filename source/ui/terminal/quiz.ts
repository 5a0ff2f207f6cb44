/** The door of a quiz on the screen: an exercise is asked question by question below the panes that show its run. */
import type {Question} from '../../inquiry/quiz/questions.ts';
import type {Run} from '../../inquiry/run.ts';
import {seek} from '../../timeline/seek.ts';
import {positionOf} from '../../timeline/timeline.ts';
import {createSession} from '../screen/session.ts';
import {beginQuiz} from '../state/quiz.ts';
import {startModel, type Terminal} from './view.ts';

/** `run` stands at the moment that the questions are about. Resolves with the exit code. */
export async function openQuiz(
	run: Run,
	title: string,
	questions: readonly Question[],
	{env, stdin, stdout, stderr}: Terminal,
): Promise<number> {
	const quiz = beginQuiz(title, questions, positionOf(run.timeline));
	seek(run.timeline, 0);
	const {openScreen} = await import('./open.tsx');
	const session = createSession(run);
	session.lookAhead(Number.POSITIVE_INFINITY);
	const {recent = [], ...others} = startModel({paused: true, layout: 'teacher'}, env);
	const start = {...others, recent: ['log', ...recent.filter((pane) => pane !== 'log')], quiz};
	return openScreen(session, {stdin, stdout, stderr, start});
}
