/** Tables of corruptions: one column of a healthy kernel is spoilt at a time, and a checker must name just that. */
import {expect, test} from 'vitest';
import type {Kernel} from '../../source/kernel/state/kernel.ts';
import {restoreColumns, type Snapshot, saveColumns} from '../../source/kernel/state/snapshot.ts';

/** By what is spoilt: how, and what is said then. */
export type Spoilt = Readonly<Record<string, readonly [spoil: (kernel: Kernel) => void, problem: RegExp]>>;

/** What must not be complained about: by what is changed, how. */
export type Harmless = Readonly<Record<string, (kernel: Kernel) => void>>;

type Check = (kernel: Kernel) => string | undefined;

/** A kernel that is made when it is first asked for, and then is each time as it was made. */
export function renewed(make: () => Kernel): () => Kernel {
	let made: {readonly kernel: Kernel; readonly snapshot: Snapshot} | undefined;
	return () => {
		if (made === undefined) {
			const kernel = make();
			made = {kernel, snapshot: saveColumns(kernel.columns)};
		}

		restoreColumns(made.kernel.columns, made.snapshot);
		return made.kernel;
	};
}

/** A test that all is well with a healthy kernel, and one for each way to spoil it. */
export function notices(healthy: () => Kernel, check: Check, spoilt: Spoilt): void {
	test('there is no problem where nothing is spoilt', () => {
		expect(check(healthy())).toBeUndefined();
	});

	test.each(Object.entries(spoilt))('a change of %s is told', (_, [spoil, problem]) => {
		const kernel = healthy();
		spoil(kernel);
		expect(check(kernel)).toMatch(problem);
	});
}

/** A test for each change of a healthy kernel that is none of the checker's business. */
export function bears(healthy: () => Kernel, check: Check, harmless: Harmless): void {
	test.each(Object.entries(harmless))('it says nothing about %s', (_, change) => {
		const kernel = healthy();
		change(kernel);
		expect(check(kernel)).toBeUndefined();
	});
}
