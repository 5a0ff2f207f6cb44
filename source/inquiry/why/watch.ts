/**
 * Watches: what each event did to a subject. A watch remembers how things stood and compares, so it tells of every
 * change whatever the design did to bring it about; the effects that the kernel noted say how it came to be.
 */

import type {Tone} from '../../analysis/events.ts';
import type {Subject} from '../../analysis/subject.ts';
import type {Machine} from '../../machine/machine.ts';
import {watchFrame} from './watch-frame.ts';
import {watchMapping} from './watch-mapping.ts';
import {watchProcess} from './watch-process.ts';
import {watchTable} from './watch-table.ts';

/** What an event did to the subject. */
export type Change = {
	/** In words: `copied from #12 for a write to 7ffff000`. */
	readonly what: string;
	/** How it stands out; `plain` unless told. */
	readonly tone?: Tone;
	/** The subject began here: what had its number before is another. */
	readonly isOrigin: boolean;
	/** Where the story goes on before that: what it was copied from, whose mapping it was before a fork. */
	readonly source?: Subject;
};

export type Watch = {
	/** As a stretch of events begins. */
	begin(machine: Machine): void;
	/** After each event; undefined when it did nothing to the subject. */
	see(machine: Machine): Change | undefined;
};

export function watchSubject(subject: Subject): Watch {
	switch (subject.kind) {
		case 'frame':
			return watchFrame(subject.frame);
		case 'table':
			return watchTable(subject.table);
		case 'mapping':
			return watchMapping(subject);
		case 'process':
			return watchProcess(subject);
	}
}
