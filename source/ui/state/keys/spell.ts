/** Keys as people write them. */

const spelledKeys: Readonly<Record<string, string>> = {
	space: 'Space',
	up: 'Up',
	down: 'Down',
	left: 'Left',
	right: 'Right',
	pageup: 'PgUp',
	pagedown: 'PgDn',
	home: 'Home',
	end: 'End',
	enter: 'Enter',
	tab: 'Tab',
	backspace: 'Backspace',
	esc: 'Esc',
};

/** A key as people write it: `Ctrl-D`, `F5`, `Space`. */
export function spellKey(key: string): string {
	return key
		.split(' ')
		.map((part) =>
			part
				.split(/-(?=.)/)
				.map((word, i, words) => (i < words.length - 1 ? capitalize(word) : spellLast(word, words.length)))
				.join('-'),
		)
		.join('');
}

function spellLast(word: string, words: number): string {
	return spelledKeys[word] ?? (words > 1 || /^f\d/.test(word) ? capitalize(word) : word);
}

function capitalize(word: string): string {
	return word.slice(0, 1).toUpperCase() + word.slice(1);
}
