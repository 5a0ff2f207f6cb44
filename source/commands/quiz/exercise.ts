/** Exercises: a topic, a seed and a kernel make a small run, and questions about it. The same three make the same exercise. */
import {designs} from '../../designs/index.ts';
import {chooseDesign, machineOptions} from '../../inquiry/choices.ts';
import {openMoment} from '../../inquiry/quiz/moment.ts';
import {askAbout, type Question} from '../../inquiry/quiz/questions.ts';
import {openRun, type Run} from '../../inquiry/run.ts';
import type {Program} from '../../machine/program.ts';
import {UserError} from '../../machine/user-error.ts';
import {lengthOf} from '../../timeline/explore.ts';
import {seek} from '../../timeline/seek.ts';
import {createScene, finishScene} from '../../workloads/scene.ts';
import type {Topic} from './topics.ts';

/** A run at the moment that the questions are about. */
export type Exercise = Run & {
	readonly topic: Topic;
	readonly seed: number;
	readonly questions: readonly Question[];
};

/** Throws a UserError where the kernel is unknown or has nothing of what the topic is about. */
export function openExercise(topic: Topic, seed: number, kernel = topic.kernel): Exercise {
	refuseKernel(topic, kernel);
	const scene = createScene(seed);
	topic.play(scene);
	const program = finishScene(scene, {name: `quiz ${topic.id}`, description: topic.title});
	const run = openAtQuestion(topic, program, kernel);
	const moment = openMoment(run.timeline, scene.random.below);
	return {...run, topic, seed, questions: askAbout(moment, topic.asks)};
}

function openAtQuestion({endsBeforeLast}: Topic, program: Program, kernel: string): Run {
	const run = openRun(program, machineOptions(program, {kernel}));
	seek(run.timeline, lengthOf(run.timeline) - (endsBeforeLast ? 1 : 0));
	return run;
}

function refuseKernel({id, needsSharedTables}: Topic, kernel: string): void {
	if (needsSharedTables && chooseDesign(kernel).policies.sharing === undefined) {
		const sharing = designs.filter(({policies}) => policies.sharing !== undefined);
		throw new UserError(`The kernel ${kernel} shares no page tables, which the topic ${id} is about`, {
			expected: `one of ${sharing.map((design) => design.id).join(', ')}`,
		});
	}
}
