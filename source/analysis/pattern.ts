/** Regular expressions that somebody types: compiled, or a word about what was expected instead. */

/** `(a+)+` tries every way of dividing what it looks at, and takes for ever over a long command line. */
const nestedRepeat = /\((?:[^()\\]|\\.)*[*+}](?:[^()\\]|\\.)*\)[*+{]/;

/** The test that `/text/flags` is, or what was expected in its place, as the end of a sentence. */
export function compilePattern(text: string, flags: string): ((line: string) => boolean) | string {
	if (flags !== '' && flags !== 'i') {
		return 'a regular expression with nothing or an i behind it, or the text in quotes';
	}

	if (nestedRepeat.test(text)) {
		return 'a regular expression without a repeated group that repeats inside';
	}

	try {
		const expression = new RegExp(text, flags);
		return (line) => expression.test(line);
	} catch {
		return 'a regular expression such as /cc[0-9]/i';
	}
}
