/** Details of frames: a row for what only some pages have, given when the first of it is noted and kept until the frame is free. */
import {allocateRow, giveRowBack} from '../state/columns.ts';
import type {Detail, Frame} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';

/**
 * The row to note something of a frame in; it is asked for before a column is taken hold of, as the table may grow. To read,
 * `frame.detail` will do: row 0 says of all that there is none.
 */
export function detailFor(kernel: Kernel, frame: Frame): Detail {
	if (kernel.frame.detail[frame] === 0) {
		const row = allocateRow(kernel.detail);
		kernel.frame.detail[frame] = row;
	}

	return kernel.frame.detail[frame];
}

/** Forgets what was noted of a frame. Written out column by column, as in many kernels all pages have something noted. */
export function dropDetail(kernel: Kernel, frame: Frame): void {
	const {detail} = kernel;
	const row = kernel.frame.detail[frame];
	if (row === 0) {
		return;
	}

	detail.object[row] = 0;
	detail.index[row] = 0;
	detail.nextPage[row] = 0;
	detail.previousPage[row] = 0;
	detail.part[row] = 0;
	detail.slot[row] = 0;
	detail.anon[row] = 0;
	detail.queue[row] = 0;
	detail.nextQueued[row] = 0;
	detail.previousQueued[row] = 0;
	detail.cgroup[row] = 0;
	detail.chain[row] = 0;
	giveRowBack(detail, row);
	kernel.frame.detail[frame] = 0;
}
