/** Lines of a recording that could not be used, counted by what is wrong with them: a bad file has millions. */

export type Problem = {
	/** The first line of the kind, counted from 1. */
	readonly line: number;
	readonly message: string;
	/** How many lines of the kind there are. */
	readonly count: number;
	/** Text of something else, such as a program's output on the same terminal: it says nothing of the recording. */
	readonly isText?: true;
};

export type Problems = {
	note(line: number, message: string): void;
	/** A line of text that is not the tool's own. */
	noteText(line: number, message: string): void;
	/** What is wrong with the recording first, text that stands between last. */
	list(): readonly Problem[];
};

/** Of a message that shows a line of a file. */
const messageLengthMax = 300;

/** Kinds beyond these are counted together. */
const kindsMax = 100;

export function createProblems(): Problems {
	const kinds = new Map<string, {line: number; message: string; count: number; isText: boolean}>();
	const note = (line: number, whole: string, isText: boolean): void => {
		const text = whole.length > messageLengthMax ? `${whole.slice(0, messageLengthMax)}…` : whole;
		const message = kinds.has(text) || kinds.size < kindsMax ? text : 'something else';
		const kind = kinds.get(message);
		if (kind === undefined) {
			kinds.set(message, {line, message, count: 1, isText});
		} else {
			kind.count += 1;
		}
	};

	return {
		note: (line, message) => note(line, message, false),
		noteText: (line, message) => note(line, message, true),
		list: () =>
			[...kinds.values()]
				.sort((left, right) => Number(left.isText) - Number(right.isText))
				.map(({isText, ...problem}) => (isText ? {...problem, isText} : problem)),
	};
}
