/**
 * System V shared memory: a segment is a file that all processes which attach it share. Its size is known where its
 * shmget is.
 */
import {opFlags} from '../../machine/op.ts';
import {argument, type Call, numberAt} from './call.ts';
import {pushMappingOp} from './memory.ts';
import type {StraceState, Thread} from './state.ts';

export function getSegment({segments}: StraceState, _: Thread, call: Call): void {
	const size = numberAt(call, 1);
	if (size !== undefined && size > 0 && call.result !== undefined) {
		segments.sizes.set(call.result, size);
	}
}

export function attachSegment(state: StraceState, thread: Thread, call: Call): void {
	const {segments, limits} = state;
	const id = numberAt(call, 0) ?? -1;
	const length = segments.sizes.get(id);
	const address = call.result;
	if (length === undefined || address === undefined) {
		limits.note('not-simulated', 1, 'shmat');
		return;
	}

	segments.attached.set(address, length);
	const isReadOnly = argument(call, 2).includes('SHM_RDONLY');
	const flags = opFlags.shared | opFlags.read | (isReadOnly ? 0 : opFlags.write);
	pushMappingOp(state, thread, {op: 'mmap', address, length, flags, file: `/SYSV (${id})`, offset: 0});
}

export function detachSegment(state: StraceState, thread: Thread, call: Call): void {
	const address = numberAt(call, 0) ?? 0;
	const length = state.segments.attached.get(address);
	if (length === undefined) {
		state.limits.note('not-simulated', 1, 'shmdt');
	} else {
		pushMappingOp(state, thread, {op: 'munmap', address, length});
	}
}
