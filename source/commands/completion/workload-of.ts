/** The workload of a line that is not finished, as far as that is quick to know. */
import {statSync} from 'node:fs';
import {PassThrough} from 'node:stream';
import {opKinds, startKinds} from '../../machine/ops/index.ts';
import type {Program} from '../../machine/program.ts';
import {openWorkload} from '../../readers/open.ts';
import {findWorkload} from '../../workloads/index.ts';
import type {Offer} from './offer.ts';
import type {KnownLine} from './read-line.ts';

/** Larger files take longer to read than one waits for a completion. */
const bytesMost = 2 ** 20;

/** A built-in one with the parameters that are there, or a file that is not large; without a word that of `view`. */
export async function workloadOf({
	operands: [name = 'build'],
	given,
}: KnownLine): Promise<Program | undefined> {
	const builtIn = findWorkload(name);
	if (builtIn !== undefined) {
		return builtIn.build(Object.fromEntries(given));
	}

	const found = statSync(name, {throwIfNoEntry: false});
	return found?.isFile() && found.size <= bytesMost
		? (await openWorkload([name], new PassThrough())).program
		: undefined;
}

/** Every process that it starts, with the name that it has last. */
export function processesOf(program: Program | undefined): Offer[] {
	const names = new Map<number, string>();
	for (let op = 0; program !== undefined && op < program.count; op += 1) {
		takeNames(program, op, names);
	}

	return [...names].map(([pid, about]) => ({value: String(pid), about}));
}

/** A child has its parent's name until it has one of its own. */
function takeNames({kind, pid, child, text, strings}: Program, op: number, names: Map<number, string>): void {
	const {start, exec, spawn, comm} = opKinds;
	const isNamed = [start, exec, spawn, comm].includes(kind[op]);
	const isBirth = startKinds.includes(kind[op]) && kind[op] !== start;
	if (isNamed || isBirth) {
		names.set(isBirth ? child[op] : pid[op], isNamed ? strings[text[op]] : (names.get(pid[op]) ?? ''));
	}
}
