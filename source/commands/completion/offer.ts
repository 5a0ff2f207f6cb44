/** What is offered where the cursor is: words, each with what it is, and what of the file system. */

export type Offer = {readonly value: string; readonly about?: string};

export type Offers = {
	readonly words: readonly Offer[];
	/** What of the file system may stand there too. */
	readonly files?: 'files' | 'directories';
};
