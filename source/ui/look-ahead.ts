/** Looking ahead while nothing else is to be done: how the workload ends, and what panes ask for that takes long. */
import type {Store} from './store.ts';

/** Milliseconds of work between two looks at the keyboard. */
const lookingMs = 12;

/** In small pieces; sleeps while all is known. Returns how to stop it. */
export function lookAheadWhileIdle(store: Store): () => void {
	const {session} = store;
	let timer: NodeJS.Timeout | undefined;
	const look = () => {
		timer = undefined;
		const {version} = session;
		session.lookAhead(lookingMs);
		if (store.model().looking !== undefined) {
			store.send({type: 'look'});
		} else if (session.version !== version) {
			store.send();
		}

		follow();
	};
	const follow = () => {
		timer ??= session.isLooking ? setTimeout(look, lookingMs) : undefined;
	};
	const unsubscribe = store.subscribe(follow);
	timer = setTimeout(look, 0);
	return () => {
		unsubscribe();
		clearTimeout(timer);
	};
}
