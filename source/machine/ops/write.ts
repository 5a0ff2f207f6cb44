/** `write`: as read, and every page holds the number of the op afterwards. */
import {
	effectKinds,
	errno,
	meetFault,
	noteEffect,
	pageRange,
	taskFlags,
	writePages,
} from '../../kernel/index.ts';
import type {Op} from './op.ts';
import {mmOf, rangeOf} from './step.ts';
import {endOfTouch, isRefusedTouch, loseAsRecorded, touchFields, touchRequired} from './touch.ts';
import {rangeText} from './words.ts';

export const write: Op = {
	kind: 17,
	meaning: 'the same, and leaves the number of the op in each page',
	fields: touchFields,
	required: touchRequired,
	isInMapping: true,
	isNoCall: true,
	run(step) {
		const {kernel, program, outcome, op, task} = step;
		const {address, length} = rangeOf(step);
		const range = pageRange(kernel, address, length);
		if (range === undefined) {
			return -errno.EFAULT;
		}

		const {start, end} = range;
		if (isRefusedTouch(program, op)) {
			meetFault(kernel, task, start, true, outcome.access);
			return 0;
		}

		loseAsRecorded(step, start);
		const isVforkChild = (kernel.task.flags[task] & taskFlags.vforked) !== 0;
		const mm = mmOf(step);
		const written = writePages(kernel, task, start, end, op + 1, outcome.access);
		if (isVforkChild && written > 0) {
			noteEffect(kernel.effects, effectKinds.vforkWrite, mm, start, 0, 0, written);
		}

		return endOfTouch(step);
	},
	words: (program, op, numbers) => `write ${program.pid[op]} ${rangeText(program, op, numbers)}`,
};
