/** Programs in a strace recording: exec, and the files that they open and map. */
import type {Call} from './call.ts';
import {argument, parseArgv, parseString} from './call.ts';
import {createImage, imageTouch, stackTouch} from './image.ts';
import {createRanges} from './ranges.ts';
import type {StraceState, Thread} from './state.ts';
import {addThread, push, pushStackTouch, pushTouch, removeThread} from './state.ts';

const commBytes = 15;

/** The name that the kernel gives a program: the last component of its path, cut to 15 bytes at a whole character. */
function commOf(path: string): string {
	let comm = path.split('/').at(-1) ?? path;
	while (Buffer.byteLength(comm) > commBytes) {
		comm = [...comm].slice(0, -1).join('');
	}

	return comm;
}

export function exec(state: StraceState, thread: Thread, call: Call, shift: number): void {
	const {process} = thread;
	const path = parseString(argument(call, shift)) ?? '(program)';
	for (const other of [...process.threads].filter(({tid}) => tid !== process.pid)) {
		removeThread(state, other);
	}

	if (process.threads.size === 0) {
		addThread(state, process.pid, process);
	}

	const row = push(state, {
		op: 'exec',
		pid: process.pid,
		comm: commOf(path),
		argv: parseArgv(argument(call, shift + 1)),
	});
	const text = pushTouch(state, process.pid, imageTouch('read'));
	const data = pushTouch(state, process.pid, imageTouch('write'));
	pushStackTouch(state, process.pid, stackTouch);
	const image = createImage(row, path, text && data && {text, data});
	state.images.push(image);
	process.memory = {mapped: createRanges(), image, heapEnd: undefined};
}

/** Without -y the path of a mapped file is known only if the recording shows it being opened. */
export function openFile(_: StraceState, {process}: Thread, call: Call): void {
	const path = parseString(argument(call, call.name === 'openat' ? 1 : 0));
	const descriptor = call.result;
	if (path !== undefined && descriptor !== undefined) {
		process.files.set(`fd ${descriptor}`, path);
	}
}

/** Memory that is a file without a path. */
export function createMemfd(_: StraceState, {process}: Thread, call: Call): void {
	const name = parseString(argument(call, 0));
	if (name !== undefined && call.result !== undefined) {
		process.files.set(`fd ${call.result}`, `/memfd:${name}`);
	}
}
