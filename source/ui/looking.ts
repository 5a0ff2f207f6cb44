/** Looking ahead: how the workload goes on is found out while nobody presses a key. */
import type {Store} from './store.ts';

/** Milliseconds of running ahead between two looks at the keyboard. */
const lookingMs = 12;

/** Finds out in small pieces how the workload ends, for the timeline and the log. Returns how to stop it. */
export function lookAheadWhileIdle(store: Store): () => void {
	let timer: NodeJS.Timeout | undefined;
	const look = () => {
		const isKnown = store.session.lookAhead(lookingMs);
		store.send(...(store.model().looking === undefined ? [] : [{type: 'look'} as const]));
		timer = isKnown ? undefined : setTimeout(look, lookingMs);
	};
	timer = setTimeout(look, 0);
	// Another kernel, and a workload that was read again, have a future that is not known yet.
	const unsubscribe = store.subscribe(() => {
		if (timer === undefined && store.session.timeline.length === undefined) {
			timer = setTimeout(look, lookingMs);
		}
	});
	return () => {
		unsubscribe();
		clearTimeout(timer);
	};
}
