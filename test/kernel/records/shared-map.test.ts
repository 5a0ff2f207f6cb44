/** A map that parent and child share until one of them changes it. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

describe('a map that is copy-on-write itself: is copied by whoever changes its mappings first, and by nobody who only leaves', () => {
	tell(
		['segment-map'],
		`
		1 map 0 4 rw         | ok
		1 map 8 4 rw         | ok
		1 map 16 4 r         | ok
		1 write 0 4          | 4 zeroFill
		1 fork 2             | ok
		1 work entry_copy vma_copy obj_ref dir_wp | 0 0 1 1
		1 fork 3             | ok
		2 exit               | ok
		2 work entry_copy    | 0
		3 map 24 1 rw        | ok
		3 work entry_copy    | 3
		1 protect 8 1 r      | ok
		1 work entry_copy    | 0
		1 write 0 1          | 1 copyAmap, 1 copy`,
	);
});
