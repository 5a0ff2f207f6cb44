/**
 * Work in slices: a question that takes a while is worked on a few milliseconds at a time. This is the one contract for
 * it: the screen works between two keys, a command works until it is over.
 */

export type Inquiry<Answer> = {
	/** Works for about so many milliseconds; does nothing once it is over. */
	advance(milliseconds: number): void;
	/** How much of the way has been gone: 0 to 1, and 1 when it is over. */
	readonly share: number;
	readonly isOver: boolean;
	/** As far as it is known; it changes no more once the inquiry is over. */
	readonly answer: Answer;
};

/** Milliseconds between two reports of how far it has come. */
const reportMs = 100;

/** Works until it is over; `onShare` is told now and then how much of the way has been gone. */
export function finish<Answer>(inquiry: Inquiry<Answer>, onShare?: (share: number) => void): Answer {
	while (!inquiry.isOver) {
		inquiry.advance(onShare === undefined ? Number.POSITIVE_INFINITY : reportMs);
		onShare?.(inquiry.share);
	}

	return inquiry.answer;
}

/** An inquiry whose answer is there at once. */
export function known<Answer>(answer: Answer): Inquiry<Answer> {
	return {advance() {}, share: 1, isOver: true, answer};
}
