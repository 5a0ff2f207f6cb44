/** The frames of a store on a terminal: drawn when something has changed, and no more often than a terminal shows it. */
import {renderScreen} from '../screen/split.ts';
import type {Store} from '../screen/store.ts';
import {createLineWriter} from './line-writer.ts';

/** 30 frames a second: faster than that a terminal shows nothing more. */
export const frameMs = 33;

export type Frames = {
	/** Draws the first frame, and others as they come. Returns how to end it for good. */
	start(): () => void;
	/** Nothing is drawn meanwhile, and everything when `wait` is over. */
	whileAway(wait: () => Promise<void>): Promise<void>;
};

export function createFrames(store: Store, stdout: Pick<NodeJS.WritableStream, 'write'>): Frames {
	const writer = createLineWriter(stdout);
	let timer: NodeJS.Timeout | undefined;
	let drawnAt = 0;
	let {size} = store.model();
	let isAway = false;
	let isOver = false;

	const draw = (): void => {
		timer = undefined;
		if (isAway || isOver) {
			return;
		}

		drawnAt = performance.now();
		const model = store.model();
		if (model.size !== size) {
			// What a terminal of another size shows of what was written is its own affair.
			writer.forget();
			size = model.size;
		}

		writer.write(renderScreen(model, store.session));
	};

	const drawSoon = (): void => {
		timer ??= setTimeout(draw, Math.max(0, drawnAt + frameMs - performance.now()));
	};

	return {
		start() {
			draw();
			const unsubscribe = store.subscribe(drawSoon);
			return () => {
				isOver = true;
				unsubscribe();
				clearTimeout(timer);
				writer.erase();
			};
		},
		async whileAway(wait) {
			isAway = true;
			writer.erase();
			try {
				await wait();
			} finally {
				isAway = false;
				draw();
			}
		},
	};
}
