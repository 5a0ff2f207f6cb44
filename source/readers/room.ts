/** Room in memory for what is read. A file of some megabytes can hold more, once it is unpacked, than Node may keep. */
import {getHeapStatistics, setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {UserError} from '../machine/user-error.ts';

/** Lines between two looks. */
const linesBetween = 2 ** 14;
/** Of the limit that Node tells, what is for the newest objects only: three spaces of up to 64 MiB. */
const newestBytes = 3 * 2 ** 26;
/** The share of its heap that a reader may fill: what is made of it at the end needs some too. */
const shareMost = 0.75;

/** Something to call for every line; throws a UserError when hardly any room is left. */
export function createRoomCheck(): () => void {
	let lines = 0;
	return () => {
		lines += 1;
		if (lines % linesBetween === 0 && isFull() && isFullOfUse()) {
			throw new UserError(`Node has no memory for more than the first ${lines} lines`, {
				expected: 'a shorter recording, or NODE_OPTIONS=--max-old-space-size=MEGABYTES with more',
			});
		}
	};
}

function isFull(): boolean {
	const {used_heap_size: used, heap_size_limit: most} = getHeapStatistics();
	return used > shareMost * (most - newestBytes);
}

/** Whether it is so without what nobody needs any more. */
function isFullOfUse(): boolean {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
	return isFull();
}
