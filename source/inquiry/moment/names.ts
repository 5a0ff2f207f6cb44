/** Names in a workload that moments go by: its marks, and the programs that it execs. */
import {opKinds} from '../../machine/ops/index.ts';
import type {Program} from '../../machine/program.ts';

/** `nth` counts from 1, `text` is the number of the name in the program, and `what` is `the mark` or `the exec of`. */
export type FoundName =
	| {readonly name: string; readonly text: number | undefined; readonly nth: number; readonly what: string}
	| {readonly none: string};

/** `kind` is opKinds.mark or opKinds.exec. A name may itself end in `#2`: the whole of it counts first. */
export function findName(program: Program, kind: number, words: string): FoundName {
	const counts = countNames(program, kind);
	const what = kind === opKinds.mark ? 'mark' : 'exec of';
	const [, short = words, nth = '1'] = /^(.+)#([1-9]\d*)$/s.exec(words) ?? [];
	const [name, wanted] = counts.has(words) ? [words, 1] : [short, Number(nth)];
	const times = counts.get(name) ?? 0;
	if (times === 0) {
		return {none: `There is no ${what} ${name} in this workload. ${listNames(counts, what)}`};
	}

	return wanted > times
		? {none: `There is no ${what} ${words}: ${name} comes ${times === 1 ? 'once' : `${times} times`}.`}
		: {name, text: program.numbers.get(name), nth: wanted, what: `the ${what}`};
}

/** How often each name comes, in the order of the program. */
export function countNames(program: Program, kind: number): Map<string, number> {
	const counts = new Map<string, number>();
	for (let op = 0; op < program.count; op += 1) {
		if (program.kind[op] === kind) {
			const name = program.strings[program.text[op]];
			counts.set(name, (counts.get(name) ?? 0) + 1);
		}
	}

	return counts;
}

const namesListed = 12;

function listNames(counts: ReadonlyMap<string, number>, what: string): string {
	if (counts.size === 0) {
		return 'It has none at all.';
	}

	const names = [...counts.keys()];
	const more = names.length > namesListed ? ` and ${names.length - namesListed} more` : '';
	const plural = what === 'mark' ? 'marks' : 'execs of';
	return `It has ${plural} ${names.slice(0, namesListed).join(', ')}${more}.`;
}
