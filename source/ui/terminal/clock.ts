/** The clock of the play: it ticks while the model plays, and not at all while it is paused. */
import type {Store} from '../screen/store.ts';
import {isLive} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import {frameMs} from './frames.ts';

/** What is watched live is drawn so often at most: the program that is watched needs the time too. */
const liveTickMs = 100;

/** Whether there is something to catch up with, or that it is over to be told. */
function hasNews({isBehind, isOpen}: Session): boolean {
	return isBehind || isOpen !== true;
}

/** Returns how to stop it for good. */
export function startClock(store: Store): () => void {
	let timer: NodeJS.Timeout | undefined;
	let last = 0;

	const tick = (): void => {
		const now = performance.now();
		const elapsedMs = now - last;
		if (isLive(store.model()) && (elapsedMs < liveTickMs || !hasNews(store.session))) {
			return;
		}

		last = now;
		store.send({type: 'tick', elapsedMs});
	};

	const follow = (): void => {
		const {isPlaying} = store.model();
		if (isPlaying && timer === undefined) {
			last = performance.now();
			timer = setInterval(tick, frameMs);
		} else if (!isPlaying && timer !== undefined) {
			clearInterval(timer);
			timer = undefined;
		}
	};

	const unsubscribe = store.subscribe(follow);
	follow();
	return () => {
		unsubscribe();
		clearInterval(timer);
	};
}
