/** Idle work: what the session can find out between two keys, in pieces short enough that no key waits. */
import type {Store} from '../screen/store.ts';
import {isLive} from '../state/model.ts';

/** Milliseconds of work between two looks at the keyboard, and of rest: more while the play needs the time itself. */
const workMs = 12;
const restMs = 4;
const restWhilePlayingMs = 60;
/** What was found is shown so often: the play shows it anyhow, and a paused screen changes little by it. */
const showingMs = 200;

/** Works whenever there is something to find out, and sleeps otherwise. Returns how to stop it for good. */
export function workWhileIdle(store: Store): () => void {
	let timer: NodeJS.Timeout | undefined;
	let shownAt = 0;
	const work = (): void => {
		timer = undefined;
		// The view that goes along with a live program finds out the end itself.
		if (!isLive(store.model()) || !store.session.isBehind) {
			store.session.lookAhead(workMs);
		}

		const {looking, isPlaying} = store.model();
		const isDue = !isPlaying && performance.now() - shownAt >= showingMs;
		if (looking !== undefined || isDue || !store.session.isLooking) {
			shownAt = performance.now();
			store.send(...(looking === undefined ? [] : [{type: 'look'} as const]));
		}

		rest();
	};
	const rest = (): void => {
		const {looking, isPlaying} = store.model();
		const hasWork = store.session.isLooking || looking !== undefined;
		timer ??= hasWork ? setTimeout(work, isPlaying ? restWhilePlayingMs : restMs) : undefined;
	};
	const unsubscribe = store.subscribe(rest);
	rest();
	return () => {
		unsubscribe();
		clearTimeout(timer);
	};
}
