/** Idle work: what the session can find out between two keys, in pieces that nobody notices. */
import type {Store} from './store.ts';

/** Milliseconds of work between two looks at the keyboard, and of rest. */
const workMs = 12;
const restMs = 4;

/** Works whenever there is something to find out, and sleeps otherwise. Returns how to stop it for good. */
export function workWhileIdle(store: Store): () => void {
	let timer: NodeJS.Timeout | undefined;
	const work = (): void => {
		timer = undefined;
		store.session.lookAhead(workMs);
		store.send(...(store.model().looking === undefined ? [] : [{type: 'look'} as const]));
		rest();
	};
	const rest = (): void => {
		const hasWork = store.session.isLooking || store.model().looking !== undefined;
		timer ??= hasWork ? setTimeout(work, restMs) : undefined;
	};
	const unsubscribe = store.subscribe(rest);
	rest();
	return () => {
		unsubscribe();
		clearTimeout(timer);
	};
}
