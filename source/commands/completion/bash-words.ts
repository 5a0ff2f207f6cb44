/** Words as bash has them: a line cut into words without their quotes, and a word quoted so that bash reads it as it is. */

/** The quotes that the last word stands in, which the line has not closed. */
export type Quote = '' | '"' | "'";

const parts =
	/(?<blank>\s+)|'(?<single>[^']*)(?<endOfSingle>'?)|"(?<double>(?:\\.|[^"\\])*)(?<endOfDouble>"?)|\\(?<escaped>.?)|(?<plain>[^\s'"\\]+)/gs;

/** The words of a line; the last one ends where the line does, and is empty behind a blank. */
export function cutLine(line: string): {readonly words: readonly string[]; readonly quote: Quote} {
	const words = [''];
	let quote: Quote = '';
	for (const {groups = {}} of line.trimStart().matchAll(parts)) {
		const {blank, single, endOfSingle, double, endOfDouble, escaped = '', plain = escaped} = groups;
		quote = endOfSingle === '' ? "'" : endOfDouble === '' ? '"' : '';
		if (blank === undefined) {
			words[words.length - 1] += single ?? double?.replaceAll(/\\([\\"$`])/g, '$1') ?? plain;
		} else {
			words.push('');
		}
	}

	return {words, quote};
}

const escapedIn: Readonly<Record<Quote, RegExp>> = {
	'': /[^\p{L}\p{N}_@%+=:,./~-]/gu,
	'"': /[\\"$`]/g,
	"'": /'/g,
};

/** The word as it may be typed on within these quotes, which are open. */
export function quoted(word: string, quote: Quote): string {
	return word.replaceAll(escapedIn[quote], (sign) => (quote === "'" ? "'\\''" : `\\${sign}`));
}
