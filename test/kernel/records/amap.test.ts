/** What an amap holds goes with the part that is unmapped, unless others hold it. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

describe('unmapping a part: amaps free it, unless others hold the amap', () => {
	tell(
		['uvm'],
		`
		1 map 0 8 rw         | ok
		1 write 0 8          | 8 zeroFill
		1 munmap 0 4         | ok
		1 work page_unref    | 8
		1 fork 2             | ok
		1 munmap 4 2         | ok
		1 work page_unref    | 2`,
	);
});
