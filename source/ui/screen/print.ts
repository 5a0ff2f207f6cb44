/**
 * Screens without a terminal: the same frame that a terminal would show, for documentation, bug reports and tests.
 * Keys are given in words and pressed one after another before the screen is drawn.
 */
import {stripVTControlCharacters} from 'node:util';
import {decodeInput, type Input, type KeyInput} from '../state/input.ts';
import {messageFor} from '../state/keys/message-for.ts';
import type {Size} from '../state/layout.ts';
import {createModel, type Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import type {Outside} from './outside.ts';
import {renderScreen} from './split.ts';
import {createStore, type Store} from './store.ts';

/** A store as a terminal of that size would have it, before the first key. */
export function createScreen(
	session: Session,
	size: Size,
	start: Partial<Model> = {},
	outside: Outside = {},
): Store {
	const model = createModel({size, panes: session.panes.map(({id}) => id)});
	return createStore(session, {...model, ...start}, outside);
}

/** Presses keys: `"tab j j /"` names them one by one; a word in quotes is typed letter by letter. */
export function pressKeys(store: Store, keys: string): void {
	pressInputs(store, parseKeys(keys));
}

/** As pressKeys, for keys that were read already. */
export function pressInputs(store: Store, inputs: readonly Input[]): void {
	finish(store);
	for (const input of inputs) {
		press(store, input);
		finish(store);
	}

	// Some panes ask for what takes long only as they are drawn, those beside another kernel among them.
	frameOf(store);
	finish(store);
}

/** Presses keys as fast as they come: nothing is found out between them. */
export function strikeKeys(store: Store, keys: string): void {
	for (const input of parseKeys(keys)) {
		press(store, input);
	}
}

function press(store: Store, input: Input): void {
	const message = messageFor(input, store.model(), store.session.panes);
	if (message !== undefined) {
		store.send(message);
	}
}

/** What a terminal would find out while nobody types is found out before the next key. */
function finish(store: Store): void {
	while (store.session.isLooking || store.model().looking !== undefined) {
		store.session.lookAhead(Number.POSITIVE_INFINITY);
		const {looking, size} = store.model();
		store.send(looking === undefined ? {type: 'resize', ...size} : {type: 'look'});
	}
}

export function frameOf(store: Store): string[] {
	return renderScreen(store.model(), store.session);
}

/** Keys in words, such as `tab down "text"`. */
export function parseKeys(keys: string): Input[] {
	const words = keys.match(/"[^"]*"|\S+/g) ?? [];
	return words.flatMap((word): readonly Input[] =>
		word.length > 1 && word.startsWith('"') ? decodeInput(word.slice(1, -1)).inputs : [namedKey(word)],
	);
}

function namedKey(name: string): KeyInput {
	const text = name === 'space' ? ' ' : [...name].length === 1 ? name : '';
	return {type: 'key', key: name, text};
}

/** Escape codes taken out: what a screen says without its colours. */
export function plainText(line: string): string {
	return stripVTControlCharacters(line);
}
