/** Calm: whether what is on the screen has stayed the same for a while, so that there is time for what is dear to count. */

export type Calm = {
	/** Whether it has been calm since so many changes; whoever asks waits for it. */
	isCalm(changes: number): boolean;
	isAwaited(changes: number): boolean;
	/** So many milliseconds of rest went by. */
	rest(changes: number, milliseconds: number): void;
	/** Grows whenever somebody waited and it became calm. */
	readonly news: number;
};

/** Rest that makes it calm: longer than between two strokes of a key that is held down. */
const restMs = 100;

export function createCalm(): Calm {
	let since = -1;
	let rested = 0;
	let awaited = -1;
	let news = 0;
	const isCalm = (changes: number): boolean => changes === since && rested >= restMs;
	return {
		isCalm(changes) {
			awaited = changes;
			return isCalm(changes);
		},
		isAwaited: (changes) => awaited === changes && !isCalm(changes),
		rest(changes, milliseconds) {
			rested = changes === since ? rested + milliseconds : milliseconds;
			const became = rested >= restMs && (changes !== since || rested - milliseconds < restMs);
			since = changes;
			news += became && awaited === changes ? 1 : 0;
		},
		get news() {
			return news;
		},
	};
}

/** Of what is only looked at when all else is calm. */
export const alwaysCalm: Calm = {isCalm: () => true, isAwaited: () => false, rest() {}, news: 0};
