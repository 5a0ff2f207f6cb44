/** The registry of ops: each has a number of its own, and what is derived from it is what the ops say of themselves. */
import {expect, test} from 'vitest';
import {
	forkKinds,
	opKinds,
	opName,
	opNames,
	opOf,
	ops,
	startKinds,
} from '../../../source/machine/ops/index.ts';

test('every op has a number of its own, by which it is found', () => {
	const kinds = opNames.map((name) => ops[name].kind);
	expect(new Set(kinds).size).toBe(opNames.length);
	expect(kinds.map(opName)).toEqual(opNames);
	expect(kinds.map(opOf)).toEqual(opNames.map((name) => ops[name]));
});

test('children that are like their parent, and all children', () => {
	expect(forkKinds.map(opName)).toEqual(['fork', 'vfork', 'clone']);
	expect(startKinds.map(opName)).toEqual(['fork', 'vfork', 'clone', 'spawn']);
	expect(startKinds).not.toContain(opKinds.start);
});

test('required fields are fields', () => {
	for (const name of opNames) {
		expect(Object.keys(ops[name].fields), name).toEqual(expect.arrayContaining([...ops[name].required]));
	}
});
