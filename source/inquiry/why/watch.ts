/**
 * Watches: what each event did to a subject. A watch remembers how things stood and compares, so it tells of every
 * change whatever the design did to bring it about; the effects that the kernel noted say how it came to be.
 */

import type {Subject} from '../../analysis/words/subject.ts';
import type {Watch} from './change.ts';
import {watchFrame} from './watch-frame.ts';
import {watchMapping} from './watch-mapping.ts';
import {watchProcess} from './watch-process.ts';
import {watchSlot} from './watch-slot.ts';
import {watchTable} from './watch-table.ts';

export function watchSubject(subject: Subject): Watch {
	switch (subject.kind) {
		case 'frame':
			return watchFrame(subject.frame);
		case 'table':
			return watchTable(subject.table);
		case 'slot':
			return watchSlot(subject.slot);
		case 'mapping':
			return watchMapping(subject);
		case 'process':
			return watchProcess(subject);
	}
}
