/**
 * The registry of topics: a play, made anew from each seed, and the kinds of questions that are asked at its end. A new
 * topic is one file in source/workloads/quiz and one row here.
 */
import type {QuestionKind} from '../../inquiry/quiz/questions.ts';
import {playCow} from '../../workloads/quiz/cow.ts';
import {playExit} from '../../workloads/quiz/exit.ts';
import {playTables} from '../../workloads/quiz/tables.ts';
import {playVfork} from '../../workloads/quiz/vfork.ts';
import type {Scene} from '../../workloads/scene.ts';

export type Topic = {
	readonly id: string;
	readonly title: string;
	readonly play: (scene: Scene) => void;
	readonly asks: readonly QuestionKind[];
	/** Where no other is asked for. */
	readonly kernel: string;
	/** It is about tables that processes share, and so about kernels that have such. */
	readonly needsSharedTables?: boolean;
	/** The last op is not carried out: a question is what it would do. */
	readonly endsBeforeLast?: boolean;
};

export const topics: readonly Topic[] = [
	{
		id: 'cow',
		title: 'who copies which page',
		play: playCow,
		asks: ['frames', 'copies', 'contents', 'faultless'],
		kernel: 'linux-6',
	},
	{
		id: 'vfork',
		title: 'what a child does in memory that it was lent',
		play: playVfork,
		asks: ['asleep', 'contents', 'copies', 'frames'],
		kernel: 'linux-6',
	},
	{
		id: 'tables',
		title: 'which page tables are shared, and what splits them',
		play: playTables,
		asks: ['tables', 'faultless', 'copies', 'contents'],
		kernel: 'shared-pt',
		needsSharedTables: true,
	},
	{
		id: 'exit',
		title: 'what the end of a process leaves and frees',
		play: playExit,
		asks: ['freed', 'frames', 'copies', 'contents'],
		kernel: 'linux-6',
		endsBeforeLast: true,
	},
];
