/**
 * The world outside of the screen, as its opener gives it: what was read can be read again, settings can be kept.
 */
import type {Program} from '../../machine/program.ts';
import {UserError} from '../../machine/user-error.ts';
import type {Feed} from '../state/feed.ts';
import type {Message} from '../state/message.ts';
import type {Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';

export type Outside = {
	/** What feeds a program that grows: calls the listener with every news of it. Returns how to end that. */
	feed?(listener: (feed: Feed) => void): () => void;
	/** Reads the workload again; rejects with a UserError where that cannot be done. */
	reload?(): Promise<Program>;
	/** Sends an escape code to the terminal. */
	copy?(code: string): unknown;
	/** Writes a new file, and answers with its name; throws a UserError where that cannot be done. */
	write?(file: string, text: string): string;
	/** Keeps the settings for next time, and answers where; throws a UserError where that cannot be done. */
	saveSettings?(model: Model): string;
};

/** One sentence, whatever came of it. What was loaded is only let go of when there is something in its place. */
export async function reloadInto(session: Session, {reload}: Outside): Promise<Message> {
	try {
		return {
			type: 'notice',
			text: reload === undefined ? 'This workload cannot be read again here.' : session.load(await reload()),
		};
	} catch (error) {
		return {type: 'notice', text: problemOf(error)};
	}
}

export function saveWith(model: Model, {saveSettings}: Outside): Message {
	try {
		return {
			type: 'notice',
			text:
				saveSettings === undefined
					? 'Settings cannot be saved here.'
					: `The settings are saved in ${saveSettings(model)}.`,
		};
	} catch (error) {
		return {type: 'notice', text: problemOf(error)};
	}
}

/** The first line has the sentence; a mistake of ours is none of the user's. */
export function problemOf(error: unknown): string {
	if (error instanceof UserError) {
		return error.message.split('\n')[0];
	}

	throw error;
}
