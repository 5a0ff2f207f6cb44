/**
 * The ready queue: ops that could run now, the earliest first. A binary heap in columns, ordered by time and then by
 * place in the file, so that its order is the same however it was filled.
 */
import {assert, type ColumnTable, reserveRows} from '../kernel/index.ts';

export const readyQueueColumns = {op: 'i32', time: 'f64'} as const;
/** Row 1 is the head; `count` is one more than the rows in use. */
export type ReadyQueue = ColumnTable<typeof readyQueueColumns>;

export function isQueueEmpty(queue: ReadyQueue): boolean {
	return queue.count === 1;
}

function isEarlier(queue: ReadyQueue, left: number, right: number): boolean {
	const {time, op} = queue;
	return time[left] < time[right] || (time[left] === time[right] && op[left] < op[right]);
}

function swap(queue: ReadyQueue, left: number, right: number): void {
	const {time, op} = queue;
	const leftOp = op[left];
	const leftTime = time[left];
	op[left] = op[right];
	time[left] = time[right];
	op[right] = leftOp;
	time[right] = leftTime;
}

export function pushReady(queue: ReadyQueue, op: number, time: number): void {
	reserveRows(queue, queue.count + 1);
	const row = queue.count;
	queue.rows.count += 1;
	queue.rows.live += 1;
	queue.op[row] = op;
	queue.time[row] = time;
	rise(queue, row);
}

/** Whether an op is ready that stands before `op` in the file, whenever its turn is. */
export function hasReadyBefore(queue: ReadyQueue, op: number): boolean {
	for (let row = 1; row < queue.count; row += 1) {
		if (queue.op[row] < op) {
			return true;
		}
	}

	return false;
}

/** The ops that are ready, the earliest first and the others in no order that means anything. */
export function readyOps({op, count}: ReadyQueue): Int32Array {
	return op.subarray(1, count);
}

/** The earliest op; the queue must not be empty. */
export function earliestOp({op}: ReadyQueue): number {
	return op[1];
}

/** Takes out an op, which must be ready. */
export function takeReady(queue: ReadyQueue, op: number): void {
	const hole = op === earliestOp(queue) ? 1 : readyOps(queue).indexOf(op) + 1;
	assert(hole > 0, 'an op taken that is not ready', {op});
	queue.rows.count -= 1;
	queue.rows.live -= 1;
	const last = queue.count;
	swap(queue, hole, last);
	queue.op[last] = 0;
	queue.time[last] = 0;
	if (hole < last) {
		rise(queue, hole);
		sink(queue, hole);
	}
}

/** Moves an entry up to where it is no earlier than the one above it. */
function rise(queue: ReadyQueue, from: number): void {
	for (let row = from; row > 1 && isEarlier(queue, row, row >> 1); row >>= 1) {
		swap(queue, row, row >> 1);
	}
}

/** Moves an entry down to where it is no later than those below it. */
function sink(queue: ReadyQueue, from: number): void {
	for (let row = from; ; ) {
		const left = row * 2;
		const right = left + 1;
		const child = right < queue.count && isEarlier(queue, right, left) ? right : left;
		if (child >= queue.count || !isEarlier(queue, child, row)) {
			return;
		}

		swap(queue, row, child);
		row = child;
	}
}
