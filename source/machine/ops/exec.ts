/** `exec`: a new program with the mappings of its image. */

import {
	createAccess,
	execTask,
	type Kernel,
	pageBytes,
	placeHeap,
	type Task,
	writePages,
} from '../../kernel/index.ts';
import {heapName, type ImageMapping, type Program} from '../program.ts';
import {imageRequest, numberOf} from '../requests.ts';
import {argvField, givenText, pidField} from './fields.ts';
import {imageField} from './image-fields.ts';
import type {Op} from './op.ts';
import {killedForMemory, type Step} from './step.ts';
import {textOf} from './words.ts';

export const exec: Op = {
	kind: 6,
	meaning: 'a new address space with the mappings of `image`; without it an empty one',
	fields: {pid: pidField('pid'), comm: givenText('comm'), argv: argvField, image: imageField},
	required: ['pid', 'comm'],
	text: 'comm',
	run: (step) => killedForMemory(step, execProgram(step, step.kernel.task.leader[step.task])),
	words: (program, op) => `exec ${program.pid[op]} ${textOf(program, op)}`,
};

/** Gives a task the program that the op names. Returns 0 or a negated errno. */
export function execProgram({kernel, program, op}: Step, task: Task): number {
	const image = program.images[program.image[op]];
	const result = execTask(kernel, task, {
		comm: program.text[op],
		argv: program.argv[op],
		image: image.map((mapping) => imageRequest(program, mapping)),
	});
	if (result === 0) {
		settleImage(kernel, program, task, image, op + 1);
	}

	return result;
}

/** The heap begins where the image's [heap] does, and what exec itself wrote (arguments on the stack) is there. */
function settleImage(
	kernel: Kernel,
	program: Program,
	task: Task,
	image: readonly ImageMapping[],
	stamp: number,
): void {
	const mm = kernel.task.mm[task];
	for (const {address, length, name, filled} of image) {
		if (name === heapName) {
			placeHeap(kernel, mm, address, address + length, numberOf(program, heapName));
		}

		if (filled !== undefined && filled > 0) {
			const end = Math.ceil((address + length) / pageBytes);
			writePages(kernel, task, end - Math.ceil(filled / pageBytes), end, stamp, createAccess());
		}
	}
}
