/** `clone`: a thread, or a child that shares what its flags say. */
import {
	cloneTask,
	createThread,
	forkTask,
	isRefused,
	makeSibling,
	type Refused,
	type Task,
	vforkTask,
} from '../../kernel/index.ts';
import {opFlags} from '../op.ts';
import {flagsField, pidField} from './fields.ts';
import type {Op} from './op.ts';
import {born, type Step} from './step.ts';
import {childText} from './words.ts';

const {vm, vfork, thread, parent} = opFlags;

export const clone: Op = {
	kind: 4,
	meaning:
		"a list of `vm` (same memory), `vfork` (the parent waits), `thread` (a thread of pid's process), `parent` (the child is pid's sibling)",
	fields: {pid: pidField('pid'), child: pidField('child'), flags: flagsField({vm, vfork, thread, parent})},
	required: ['pid', 'child', 'flags'],
	starts: 'alike',
	run(step) {
		const {kernel, program, op, task} = step;
		const flags = program.flags[op];
		if ((flags & thread) !== 0) {
			return born(step, createThread(kernel, task, program.child[op]));
		}

		const child = cloneProcess(step, flags);
		if (!isRefused(child) && (flags & parent) !== 0) {
			makeSibling(kernel, task, child);
		}

		return born(step, child);
	},
	words: (program, op) => childText(program, op, (program.flags[op] & thread) === 0 ? 'clone' : 'thread'),
	needs: ({flags}, op) => ({threads: goesOnSharing(flags[op]), vfork: isVforkClone(flags[op])}),
};

function cloneProcess({kernel, program, op, task}: Step, flags: number): Task | Refused {
	const pid = program.child[op];
	if ((flags & vm) === 0) {
		return forkTask(kernel, task, pid);
	}

	return (flags & vfork) === 0 ? cloneTask(kernel, task, pid, false) : vforkTask(kernel, task, pid);
}

/** A clone that is what vfork is: the child has its parent's memory, and the parent waits until it leaves that. */
export function isVforkClone(flags: number): boolean {
	return (flags & (vm | vfork | thread)) === (vm | vfork);
}

/** A clone that shares memory without waiting for the child to leave it again, as vfork does. */
function goesOnSharing(flags: number): boolean {
	return (flags & (thread | vm)) !== 0 && !isVforkClone(flags);
}
