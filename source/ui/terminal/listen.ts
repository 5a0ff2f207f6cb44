/**
 * Listens to what the terminal sends. Beside Ink's own reader, which does not know function keys and the mouse: every
 * chunk is seen by both, and only this one acts on it.
 */
import type {Store} from '../screen/store.ts';
import {decodeInput, type Input, interruptCode, withoutPaste} from '../state/input.ts';
import {messageFor} from '../state/keys/message-for.ts';

/** After this long an ESC was the Escape key, and not the beginning of a sequence. */
const escapeMs = 30;

/** Returns how to stop. */
export function listenToInput(stdin: NodeJS.ReadableStream, receive: (input: Input) => void): () => void {
	let pending = '';
	let timer: NodeJS.Timeout | undefined;

	const decode = (isFinal: boolean): void => {
		const {inputs, rest} = decodeInput(pending, isFinal);
		pending = rest;
		for (const input of inputs) {
			receive(input);
		}

		clearTimeout(timer);
		if (rest !== '' && !isFinal) {
			timer = setTimeout(() => decode(true), escapeMs);
		}
	};

	const onData = (chunk: Buffer | string): void => {
		const text = chunk.toString();
		// A paste is waited for to its end, which may have been lost: Ctrl-C by itself is pressed, and not pasted.
		pending = text === interruptCode ? withoutPaste(pending) + text : pending + text;
		decode(false);
	};

	stdin.on('data', onData);
	return () => {
		clearTimeout(timer);
		stdin.off('data', onData);
	};
}

/** What an input means depends on how the screen stands by then. */
export function inputsTo(store: Store): (input: Input) => void {
	return (input) => {
		const message = messageFor(input, store.model(), store.session.panes);
		if (message !== undefined) {
			store.send(message);
		}
	};
}
