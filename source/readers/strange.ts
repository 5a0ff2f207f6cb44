/** Numbers that no kernel has given: a garbled line, or one that was made up. */
import type {OpRow} from '../machine/program-builder.ts';

/** What is wrong with the numbers of an op; undefined where each can be one of a process. */
export function strangeNumber(row: OpRow): string | undefined {
	const strange = Object.entries(row).find(
		([field, value]) => typeof value === 'number' && field !== 'time' && !Number.isSafeInteger(value),
	);
	return strange === undefined ? undefined : `a ${row.op} with a number that no process can have`;
}
