/** The worker thread of readAside: reads one workload and hands it over. */
import process from 'node:process';
import {parentPort, workerData} from 'node:worker_threads';
import {assert} from '../kernel/state/assert.ts';
import {UserError} from '../machine/user-error.ts';
import type {AsideAnswer, AsideTask} from './aside.ts';
import type {Recording} from './format.ts';
import {openWorkload} from './open.ts';

assert(parentPort !== null, 'a worker that reads runs in a thread of its own');
const port = parentPort;
const {paths, env} = workerData as AsideTask;

try {
	const recording = await openWorkload(paths, process.stdin, {env, onRead: tellShare()});
	answer({recording}, buffersOf(recording));
} catch (error) {
	if (!(error instanceof UserError)) {
		throw error;
	}

	const {cause, ...details} = error.details;
	answer({mistake: {sentence: error.sentence, details}});
}

function answer(told: AsideAnswer, moved: readonly ArrayBuffer[] = []): void {
	port.postMessage(told, moved);
}

/** Tells each percent once. */
function tellShare(): (share: number) => void {
	let told = 0;
	return (share) => {
		const percent = Math.floor(share * 100);
		if (percent > told) {
			told = percent;
			answer({share});
		}
	};
}

/** Buffers that hold a column and nothing else: small ones may be parts of one that belongs to Node. */
function buffersOf({program}: Recording): readonly ArrayBuffer[] {
	return Object.values(program)
		.filter((value) => ArrayBuffer.isView(value))
		.filter(({buffer, byteLength}) => byteLength === buffer.byteLength)
		.map(({buffer}) => buffer as ArrayBuffer);
}
