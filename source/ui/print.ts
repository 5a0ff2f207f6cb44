/**
 * Screens without a terminal: the same frame that a terminal would show, for documentation, bug reports and tests.
 * Keys are given in words and pressed one after another before the screen is drawn.
 */
import {decodeInput, type Input, type KeyInput} from './input.ts';
import {messageFor} from './keys/message-for.ts';
import type {Size} from './layout.ts';
import {createModel, type Model} from './model.ts';
import {renderScreen} from './screen/split.ts';
import type {Session} from './session.ts';
import {createStore, type Store} from './store.ts';

/** A store as a terminal of that size would have it, before the first key. */
export function createScreen(session: Session, size: Size, start: Partial<Model> = {}): Store {
	const model = createModel({size, panes: session.panes.map(({id}) => id)});
	return createStore(session, {...model, ...start});
}

/** Presses keys: `"tab j j /"` names them one by one; a word in quotes is typed letter by letter. */
export function pressKeys(store: Store, keys: string): void {
	for (const input of parseKeys(keys)) {
		const message = messageFor(input, store.model());
		if (message !== undefined) {
			store.send(message);
			finishLooking(store);
		}
	}
}

/** Nobody waits here while a pane fills in: what it has asked for is worked out before the next key. */
function finishLooking({session, model, send}: Store): void {
	while (session.timeline.length !== undefined && session.isLooking) {
		session.lookAhead(Number.POSITIVE_INFINITY);
		send({type: 'resize', ...model().size});
	}
}

export function frameOf(store: Store): string[] {
	return renderScreen(store.model(), store.session);
}

function parseKeys(keys: string): Input[] {
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
	return line.replaceAll(styleCode, '');
}

const styleCode = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');
