/** What looking for a moment comes to. */
import type {Inquiry} from '../work.ts';

/**
 * A position, with a sentence where it is another than what was asked for, as beyond the end; or the sentence that says why
 * there is none.
 */
export type Landing = {readonly position: number; readonly note?: string} | {readonly none: string};

/** `of` says what the share is a share of: the run as far as it is known, or the way that has been looked at. */
export type Finding = Inquiry<Landing | undefined> & {readonly of: 'run' | 'way'};
