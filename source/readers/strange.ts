/** Numbers that no kernel has given: a garbled line, or one that was made up. */
import type {OpRow} from '../machine/program-builder.ts';

/** What is wrong with the numbers of an op; undefined where each can be one of a process. */
export function strangeNumber(row: OpRow): string | undefined {
	const numbers = [row.child, row.address, row.length, row.value, row.target, row.uid, row.pgid];
	const strange = numbers.find((number) => number !== undefined && !Number.isSafeInteger(number));
	return strange === undefined ? undefined : `a ${row.op} with a number that no process can have`;
}
