/** Numbers that no kernel has given: a garbled line, or one that was made up. */
import type {OpRow} from '../machine/program-builder.ts';

/** What is wrong with the numbers of an op; undefined where each can be one of a process. */
export function strangeNumber(row: OpRow): string | undefined {
	let field: keyof OpRow;
	for (field in row) {
		const value = row[field];
		if (typeof value === 'number' && field !== 'time' && !Number.isSafeInteger(value)) {
			return `a ${row.op} with a number that no process can have`;
		}
	}

	return undefined;
}
