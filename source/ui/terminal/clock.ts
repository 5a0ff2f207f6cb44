/** The clock of the play: it ticks while the model plays, and not at all while it is paused. */
import type {Store} from '../screen/store.ts';

/** 30 frames a second: faster than that a terminal shows nothing more. */
const tickMs = 33;

/** Returns how to stop it for good. */
export function startClock(store: Store): () => void {
	let timer: NodeJS.Timeout | undefined;
	let last = 0;

	const tick = (): void => {
		const now = performance.now();
		const elapsedMs = now - last;
		last = now;
		store.send({type: 'tick', elapsedMs});
	};

	const follow = (): void => {
		const {isPlaying} = store.model();
		if (isPlaying && timer === undefined) {
			last = performance.now();
			timer = setInterval(tick, tickMs);
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
