/**
 * The store: the one place where the model is replaced. A message goes through `update`, its effects through the
 * session or the terminal, then the cursors settle; the drawing side is told once, however many messages there were.
 */

import type {Effect, Message} from '../state/message.ts';
import type {Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import {update} from '../state/update/index.ts';
import {settle} from '../state/update/settle.ts';
import {copyWith, writeWith} from './carry/carry-out.ts';
import {type Outside, reloadInto, saveWith} from './outside.ts';

/** What only the terminal can do. */
export type TerminalEffect = Extract<Effect, {readonly type: 'quit' | 'suspend' | 'redraw'}>;

export type Store = {
	readonly session: Session;
	model(): Model;
	/** Grows with every change. */
	version(): number;
	send(...messages: readonly Message[]): void;
	/** Returns how to end the subscription. */
	subscribe(listener: () => void): () => void;
	/** Who carries out what the session cannot. */
	onTerminalEffect(handler: (effect: TerminalEffect) => void): void;
};

export function createStore(session: Session, start: Model, outside: Outside = {}): Store {
	let model = settle(start, session);
	let version = 0;
	let handle: (effect: TerminalEffect) => void = () => {};
	const listeners = new Set<() => void>();

	const carryOut = (effect: Effect): void => {
		switch (effect.type) {
			case 'quit':
			case 'suspend':
			case 'redraw':
				handle(effect);
				break;
			case 'send':
				apply(effect.message);
				break;
			case 'saveSettings':
				apply(saveWith(model, outside));
				break;
			case 'copy':
				apply(copyWith(session, model, effect, outside));
				break;
			case 'write':
				apply(writeWith(session, model, effect, outside));
				break;
			case 'reload':
				void reload();
				break;
			default:
				for (const answer of session.run(effect)) {
					apply(answer);
				}
		}
	};

	let isReloading = false;
	/** What is asked for again meanwhile comes to the same. */
	const reload = async (): Promise<void> => {
		if (!isReloading) {
			isReloading = true;
			store.send(await reloadInto(session, outside));
			isReloading = false;
		}
	};

	const apply = (message: Message): void => {
		const [next, effects] = update(model, message, session);
		model = next;
		for (const effect of effects) {
			carryOut(effect);
		}

		model = settle(model, session);
	};

	const store: Store = {
		session,
		model: () => model,
		version: () => version,
		send(...messages) {
			for (const message of messages) {
				apply(message);
			}

			version += 1;
			for (const listener of listeners) {
				listener();
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
		onTerminalEffect(handler) {
			handle = handler;
		},
	};
	return store;
}
