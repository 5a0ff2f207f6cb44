/** Sentences for the bottom line. */
import type {Run} from '../../inquiry/run.ts';
import type {Message} from '../state/message.ts';

export function notice(text: string): Message {
	return {type: 'notice', text};
}

export function ideaOf({design}: Run): Message {
	return notice(`${design.title}: ${design.idea}`);
}
