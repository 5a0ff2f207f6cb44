/** What a watch is: told of every event, it says what the event did to its subject. */

import type {Subject} from '../../analysis/words/subject.ts';
import type {Machine} from '../../machine/state.ts';
import type {Tone} from '../history/told.ts';

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
