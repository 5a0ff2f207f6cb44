/** Regular expressions as they are typed: compiled, or a word about what was expected instead. */

/** The test that `/text/flags` is, or what was expected in its place, as the end of a sentence. */
export function compilePattern(text: string, flags: string): ((line: string) => boolean) | string {
	if (flags !== '' && flags !== 'i') {
		return 'a regular expression with nothing or an i behind it, or the text in quotes';
	}

	if (!isQuick(text)) {
		return `a regular expression of at most ${repeatsMax} repeats, none of them of a group that repeats or chooses inside,`;
	}

	try {
		const expression = new RegExp(text, flags);
		return (line) => expression.test(line);
	} catch {
		return 'a regular expression such as /cc[0-9]/i';
	}
}

const repeatsMax = 3;

/**
 * Whether it is sure to be done soon with a long command line: `(a+)+` and `(a|b)*` may try every way of dividing what
 * they look at, and each further `.*` multiplies the ways by the length of the line.
 */
function isQuick(text: string): boolean {
	const plain = text.replaceAll(/\\.|\[(?:[^\]\\]|\\.)*\]/gs, 'x');
	const open = [false];
	let repeats = 0;
	for (let at = 0; at < plain.length; at += 1) {
		const isRepeat = /[*+{]/.test(plain[at]);
		repeats += isRepeat ? 1 : 0;
		if (plain[at] === '(') {
			open.push(false);
		} else if (plain[at] === ')') {
			const branches = open.pop() ?? false;
			if (branches && /[*+{]/.test(plain[at + 1] ?? '')) {
				return false;
			}

			open[open.length - 1] ||= branches;
		} else if (isRepeat || plain[at] === '|') {
			open[open.length - 1] = true;
		}
	}

	return repeats <= repeatsMax;
}
