/** What tests can expect of a run. A message shows the rows that the answer was taken from. */
import {parseSize} from '../machine/ops/size.ts';
import {UserError} from '../machine/user-error.ts';
import type {MappingRow} from './answers.ts';
import type {Run} from './run.ts';
import {isTree, treeText} from './tree-text.ts';

export type Verdict = {
	readonly pass: boolean;
	readonly message: () => string;
	readonly actual?: unknown;
	readonly expected?: unknown;
};

/** Everything is counted again after every event of the whole run, and all counts agree. */
export function toHoldTogether(run: Run): Verdict {
	const {holds, events, problem} = run.check();
	return {
		pass: holds,
		message: () =>
			problem === undefined
				? `All counts of ${run.workload} on ${run.kernel} agree after each of ${events} events.`
				: `After event ${problem.event} of ${run.workload} on ${run.kernel} (${problem.op}):\n${problem.text}`,
	};
}

/** Two processes reach exactly so much of the same memory: bytes, or text such as `4M`. */
export function toShare(run: Run, pid: number, other: number, size: number | string): Verdict {
	const expected = parseSize(size);
	if (expected === undefined) {
		throw new UserError(`"${size}" is no size`, {
			expected: 'a number of bytes, or text such as "64K" or "4M"',
		});
	}

	const actual = run.sharedBytes(pid, other);
	return {
		pass: actual === expected,
		actual,
		expected,
		message: () =>
			`${pid} and ${other} share ${kilobytes(actual)} on ${run.kernel} after event ${run.position}, ${kilobytes(expected)} were named.\n${[pid, other].map((each) => mapsText(run, each)).join('')}`,
	};
}

/** The tree is the one that the text shows: a line a process, children further in, `sh` or `sh(12)`. */
export function toMatchTree(run: Run, text: string): Verdict {
	const roots = run.tree();
	const actual = treeText(roots);
	return {
		pass: isTree(roots, text),
		actual,
		expected: text,
		message: () =>
			`The tree of ${run.workload} after event ${run.position} is\n${actual}and the text named is\n${text}`,
	};
}

/** The kernel did exactly so much of each unit that is named, after position `from`, the start unless told. */
export function toCost(run: Run, expected: Readonly<Record<string, number>>, from = 0): Verdict {
	const work = run.work(from);
	const strange = Object.keys(expected).find((unit) => work[unit] === undefined);
	if (strange !== undefined) {
		throw new UserError(`There is no unit of work "${strange}"`, {expected: Object.keys(work).join(', ')});
	}

	const actual = Object.fromEntries(Object.keys(expected).map((unit) => [unit, work[unit]]));
	return {
		pass: Object.entries(expected).every(([unit, amount]) => work[unit] === amount),
		actual,
		expected,
		message: () => `From position ${from} to ${run.position} ${run.kernel} did\n${workText(work)}`,
	};
}

function kilobytes(bytes: number): string {
	return `${bytes / 1024}K`;
}

function mapsText(run: Run, pid: number): string {
	return `${pid}:\n${run.maps(pid).map(mapText).join('')}`;
}

function mapText({start, end, perms, name = '', file = name, pssBytes, ussBytes}: MappingRow): string {
	const range = `${start.toString(16)}-${end.toString(16)}`;
	return `  ${range} ${perms} pss ${kilobytes(pssBytes)} uss ${kilobytes(ussBytes)} ${file}`
		.trimEnd()
		.concat('\n');
}

function workText(work: Readonly<Record<string, number>>): string {
	return Object.entries(work)
		.filter(([, amount]) => amount !== 0)
		.map(([unit, amount]) => `  ${unit} ${amount}\n`)
		.join('');
}
