/** Regular expressions that somebody types: only those that are sure to be done soon, whatever they look at. */
import {UserError} from '../../machine/user-error.ts';

const repeatsMax = 3;

/** Throws a UserError for what is no pattern, and for one that could take for ever. */
export function readPattern(text: string, flags: string): RegExp {
	const written = `/${text}/${flags}`;
	if (flags !== '' && flags !== 'i') {
		throw new UserError(`${written} cannot be used`, {expected: 'nothing or an i after the pattern'});
	}

	if (!isQuick(text)) {
		throw new UserError(`${written} could take for ever`, {
			expected: `at most ${repeatsMax} repeats, none of a group that repeats or chooses inside`,
		});
	}

	try {
		return new RegExp(text, flags);
	} catch {
		throw new UserError(`${written} is no pattern`, {expected: 'a regular expression such as /cc[0-9]/i'});
	}
}

/**
 * `(a+)+` and `(a|b)*` may try every way of dividing what they look at, and each further `.*` multiplies the ways by the
 * length of the line.
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
