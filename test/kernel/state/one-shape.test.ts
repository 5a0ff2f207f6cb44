/** Policies in one shape: all designs have the same fields in the same order, and each still has what it says. */
import {expect, test} from 'vitest';
import {designs} from '../../../source/designs/index.ts';
import {inOneShape} from '../../../source/kernel/state/one-shape.ts';

const shaped = designs.map(({id, policies}) => ({id, policies, whole: inOneShape(policies)}));

test.each(shaped)('$id loses none of its policies', ({policies, whole}) => {
	// Fields that are undefined count for nothing here, and those of a policy that the shape forgets would be missing.
	expect(whole).toEqual(policies);
});

test.each(['policies', 'rules', 'sharing'] as const)('the %s of all designs have one shape', (part) => {
	const parts = shaped.map(({whole}) => (part === 'policies' ? whole : whole[part]));
	const shapes = parts.flatMap((each) => (each === undefined ? [] : [Object.keys(each).join(' ')]));
	expect(new Set(shapes).size).toBe(1);
});
