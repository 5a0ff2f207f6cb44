/** exec: a fresh address space in place of the one a task was on. */

import {createMm, putMm} from '../mappings/mm.ts';
import {becomeAlone, leaveMm} from '../processes/exit.ts';
import {haveRoom} from '../processes/make-room.ts';
import {withMemory} from '../processes/with-memory.ts';
import type {Refused} from '../state/errno.ts';
import {errno, isRefused, refuse} from '../state/errno.ts';
import type {Mm, Task} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {workUnits} from '../state/work.ts';
import type {MapRequest} from './map.ts';
import {mapMemory, pageRange} from './map.ts';

/** What exec starts with; string numbers and mappings as mmap takes them. */
export type ExecRequest = {
	readonly comm: number;
	readonly argv: number;
	readonly image: readonly MapRequest[];
};

/**
 * exec: a fresh address space with the image's mappings. A refusal (-EINVAL for an impossible image, -ENOMEM) comes
 * before anything is given up, so a vfork parent goes on sleeping. `task` is a process and not a thread of one. Linux: begin_new_exec(), exec_mmap().
 */
export function execTask(kernel: Kernel, task: Task, request: ExecRequest): number {
	haveRoom(kernel, 1, kernel.task.mm[task]);
	const mm = withMemory(kernel, task, () => createImage(kernel, request.image));
	if (isRefused(mm)) {
		return mm;
	}

	countWork(kernel, workUnits.exec);
	becomeAlone(kernel, task);
	leaveMm(kernel, task);
	kernel.task.mm[task] = mm;
	kernel.task.comm[task] = request.comm;
	kernel.task.argv[task] = request.argv;
	return 0;
}

function createImage(kernel: Kernel, image: readonly MapRequest[]): Mm | Refused {
	if (image.some(({address, length}) => pageRange(kernel, address, length) === undefined)) {
		return refuse(errno.EINVAL);
	}

	const mm = createMm(kernel);
	if (mm === 0) {
		return refuse(errno.ENOMEM);
	}

	for (const request of image) {
		const result = mapMemory(kernel, mm, request);
		if (result < 0) {
			putMm(kernel, mm);
			return refuse(-result);
		}
	}

	return mm;
}
