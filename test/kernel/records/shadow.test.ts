/** Chains of shadow objects: how they grow, and what takes them down again. */

import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {effectKinds} from '../../../source/kernel/state/effects.ts';
import {checkStory} from '../../helpers/story.ts';
import {tell} from '../../helpers/tell.ts';

const mach = ['4.4bsd', 'netbsd-1.3'];

describe('the parent writes first, then the idle child exits: Mach copies both pages and finds what was dead all along', () => {
	tell(
		mach,
		`
		1 map 0 4 rw         | ok
		1 write 0 4          | 4 zeroFill
		1 fork 2             | ok
		1 write 0 1          | 1 shadow, 1 copy
		2 exit               | ok
		1 write 1 1          | 1 copy, 1 defect extraCopy, 1 collapse, 1 defect deadPages
		1 work page_copy page_move | 1 2
		1 write 2 2          | 2 reuse`,
	);
});

describe('three generations: Mach: the last one left takes all over', () => {
	tell(
		mach,
		`
		1 map 0 2 rw         | ok
		1 write 0 2          | 2 zeroFill
		1 fork 2             | ok
		2 fork 3             | ok
		3 write 0 1          | 1 shadow, 1 copy
		1 write 0 1          | 1 shadow, 1 copy
		3 exit               | ok
		1 exit               | ok
		2 write 0 1          | 1 shadow, 1 copy, 1 defect extraCopy, 1 collapse
		2 write 1 1          | 1 refill`,
	);
});

describe('three generations: a chain grows by one object for each generation that writes', () => {
	tell(
		mach,
		`
		1 map 0 4 rw         | ok
		1 write 0 4          | 4 zeroFill
		1 fork 2             | ok
		2 write 0 1          | 1 shadow, 1 copy
		2 fork 3             | ok
		3 write 1 1          | 1 shadow, 1 copy
		3 work object_lookup | 3
		3 read 3 1           | 1 refill
		3 work object_lookup | 3`,
	);
});

test.each(mach)('%s says how many objects lie below a new one', (id) => {
	const below: number[] = [];
	for (const writes of [1, 2, 3]) {
		const forks = Array.from({length: writes}, (_, i) => `${i + 1} fork ${i + 2}\n${i + 2} write ${i} 1`);
		const {effects} = checkStory(`1 map 0 4 rw\n1 write 0 4\n${forks.join('\n')}`, {
			design: findDesign(id),
		}).kernel;
		below.push(effects.amount[effects.kind.indexOf(effectKinds.shadow)]);
	}

	expect(below).toEqual([1, 2, 3]);
});
