/** Room in memory for what is read. A file of some megabytes can hold more, once it is unpacked, than Node may keep. */
import {totalmem} from 'node:os';
import process from 'node:process';
import {getHeapStatistics, setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {UserError} from '../machine/user-error.ts';

/** Lines between two looks. */
const linesBetween = 2 ** 14;
/** Of the limit that Node tells, what is for the newest objects only: three spaces of up to 64 MiB. */
const newestBytes = 3 * 2 ** 26;
/** The share of its heap that a reader may fill: what is made of it at the end needs some too. */
const shareMost = 0.75;

/** Of the machine's memory, what columns may take while a recording is read: those of the program come on top. */
const columnShareMost = 0.25;

/** Bytes that there can be at all; a container may have less than its machine. */
function memoryBytes(): number {
	const constrained = process.constrainedMemory();
	return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
}

/**
 * Keeps the spaces for the newest objects as small as they are: they grow to 200 MB while much is read, of which nearly nothing lives
 * on, and reading is no slower without that. Returns what lets them grow again: V8 refuses code that was kept under other flags
 * than those that it starts with.
 */
export function keepNewObjectsFew(): () => void {
	setFlagsFromString('--semi-space-growth-factor=1');
	return () => setFlagsFromString('--semi-space-growth-factor=2');
}

/** Something to call for every line; throws a UserError when hardly any room is left. `columnsMost` is for columns, in bytes. */
export function createRoomCheck(columnsMost = columnShareMost * memoryBytes()): () => void {
	let lines = 0;
	return () => {
		lines += 1;
		if (lines % linesBetween !== 0) {
			return;
		}

		if (isFull() && isFullOfUse()) {
			throw noRoom(lines, 'Node', 'NODE_OPTIONS=--max-old-space-size=MEGABYTES with more');
		}

		if (process.memoryUsage().arrayBuffers > columnsMost) {
			throw noRoom(lines, 'This machine', 'one with more');
		}
	};
}

function noRoom(lines: number, who: string, what: string): UserError {
	return new UserError(`${who} has no memory for more than the first ${lines} lines`, {
		expected: `a shorter recording, or ${what}`,
	});
}

function isFull(): boolean {
	const {used_heap_size: used, heap_size_limit: most} = getHeapStatistics();
	return used > shareMost * (most - newestBytes);
}

/** Whether it is so without what nobody needs any more. */
function isFullOfUse(): boolean {
	giveUnusedBack();
	return isFull();
}

/**
 * Gives back what nobody needs any more. After much was read that is most of what there is, and Node would keep it until as much
 * again is needed.
 */
export function giveUnusedBack(): void {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
	setFlagsFromString('--no-expose-gc');
}
