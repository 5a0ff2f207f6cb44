// Source text with all its mutants in it at once: each place asks whether its mutant is the one on trial, and every loop
// counts its rounds. Tests are so read once for all mutants, what a test does not reach is known before, and a loop
// without end is told by a number of rounds instead of a time.
import {loopsOf, mutantsOf} from './operators.mjs';

/** `firstId` is the number of the file's first mutant; files that are not mutated have no mutants, only loops that count. */
export function instrument(text, file, firstId) {
	const mutants = firstId === undefined ? [] : mutantsOf(text, file);
	const wraps = mutants.map((mutant, i) => wrapOf(text, mutant, firstId + i));
	for (const at of loopsOf(text, file)) {
		wraps.push({start: at, end: at, before: 'mutants.round();', after: ''});
	}

	// Outer ones before what they hold.
	wraps.sort((a, b) => a.start - b.start || b.end - a.end);
	return render(text, 0, text.length, wraps);
}

function wrapOf(text, {start, end, text: to, scope, isStatement}, id) {
	const isOn = `mutants.isOn(${id})`;
	if (isStatement) {
		return {start, end, before: `if (!${isOn}) {`, after: '}'};
	}

	const mutated = text.slice(scope.start, start) + to + text.slice(end, scope.end);
	return {start: scope.start, end: scope.end, before: `(${isOn} ? (${mutated}) : (`, after: '))'};
}

/** The characters [start, end) with the wraps, all of which lie within. */
function render(text, start, end, wraps) {
	let out = '';
	let at = start;
	for (let i = 0; i < wraps.length; ) {
		const wrap = wraps[i];
		let next = i + 1;
		while (next < wraps.length && wraps[next].start < wrap.end) {
			next += 1;
		}

		const inner = render(text, wrap.start, wrap.end, wraps.slice(i + 1, next));
		out += text.slice(at, wrap.start) + wrap.before + inner + wrap.after;
		at = wrap.end;
		i = next;
	}

	return out + text.slice(at, end);
}
