/**
 * The ready queue: ops that could run now, the earliest first. A binary heap in columns, ordered by time and then by
 * place in the file, so that its order is the same however it was filled.
 */
import {type ColumnTable, reserveRows} from '../kernel/index.ts';

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
	const [leftOp, leftTime] = [op[left], time[left]];
	op[left] = op[right];
	time[left] = time[right];
	op[right] = leftOp;
	time[right] = leftTime;
}

export function pushReady(queue: ReadyQueue, op: number, time: number): void {
	reserveRows(queue, queue.count + 1);
	let row = queue.count;
	queue.count += 1;
	queue.live += 1;
	queue.op[row] = op;
	queue.time[row] = time;
	while (row > 1 && isEarlier(queue, row, row >> 1)) {
		swap(queue, row, row >> 1);
		row >>= 1;
	}
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

/** Takes the earliest op; the queue must not be empty. */
export function popReady(queue: ReadyQueue): number {
	const op = queue.op[1];
	queue.count -= 1;
	queue.live -= 1;
	swap(queue, 1, queue.count);
	queue.op[queue.count] = 0;
	queue.time[queue.count] = 0;
	for (let row = 1; ; ) {
		let least = row;
		for (const child of [row * 2, row * 2 + 1]) {
			if (child < queue.count && isEarlier(queue, child, least)) {
				least = child;
			}
		}

		if (least === row) {
			return op;
		}

		swap(queue, row, least);
		row = least;
	}
}
