/** What feeds a program that grows, as the screen tells of it. */

export type Feed = {
	/** More may come. */
	readonly isOpen: boolean;
	/** Bytes of the recording that have not been read yet. */
	readonly behindBytes: number;
	/** Of a recording that is whole and is only being read: which share of it has been. */
	readonly share?: number;
	/** Why no more of it is shown, in a sentence, where that is so before its end. */
	readonly stopped?: string;
};
