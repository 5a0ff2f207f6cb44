/** Reading on a thread of its own, so that the screen goes on meanwhile. What was read comes over without being copied. */
import {Worker} from 'node:worker_threads';
import {UserError, type UserErrorDetails} from '../machine/user-error.ts';
import type {Recording} from './format.ts';

/** What the thread is told when it starts. */
export type AsideTask = {
	readonly paths: readonly string[];
	readonly env: Readonly<Record<string, string | undefined>>;
};

/** What it answers: how far it has come, and then what there was, or what is wrong with it. */
export type AsideAnswer =
	| {readonly share: number}
	| {readonly recording: Recording}
	| {readonly mistake: {readonly sentence: string; readonly details: UserErrorDetails}};

export type Aside = {
	/** As openWorkload. Stays open for ever where it was given up. */
	readonly recording: Promise<Recording>;
	/** Gives it up. */
	close(): Promise<unknown>;
};

/** The worker beside this file: source when run from source, its bundle when bundled. */
function workerUrl(): URL {
	const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
	return new URL(`./read-worker.${extension}`, import.meta.url);
}

/** As keepNewObjectsFew, which is for the thread that calls it. */
const maxYoungGenerationSizeMb = 12;

/** Reads files as openWorkload does; `onRead` is told which share of their bytes has been read. */
export function readAside(task: AsideTask, onRead: (share: number) => void): Aside {
	const worker = new Worker(workerUrl(), {workerData: task, resourceLimits: {maxYoungGenerationSizeMb}});
	const recording = new Promise<Recording>((resolve, reject) => {
		worker.on('error', reject);
		worker.on('message', (answer: AsideAnswer) => {
			if ('share' in answer) {
				onRead(answer.share);
			} else if ('recording' in answer) {
				resolve(answer.recording);
			} else {
				reject(new UserError(answer.mistake.sentence, answer.mistake.details));
			}
		});
	});
	return {recording, close: () => worker.terminate()};
}
