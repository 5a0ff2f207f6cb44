/** Finding in a menu by what is typed: every word of it must be in the entry, and what begins with it comes first. */
import type {MenuEntry} from './menu.ts';

/** A stroke before it only begins the finding, as it does elsewhere. */
export function wordsOf(query: string): string {
	return query.replace(/^\//, '').trim().toLowerCase();
}

export function foundIn(entries: readonly MenuEntry[], query: string): readonly MenuEntry[] {
	const typed = wordsOf(query);
	const words = typed.split(/\s+/);
	return typed === ''
		? entries
		: entries
				.filter((entry) => words.every((word) => textOf(entry).includes(word)))
				.toSorted((left, right) => rankOf(left, typed) - rankOf(right, typed));
}

function textOf({group = '', key = '', label, about = ''}: MenuEntry): string {
	return [group, key, label, about].join(' ').toLowerCase();
}

/** Its key or name, the beginning of it, the beginning of a word, anywhere in the line, in what is told of it. */
function rankOf({key = '', label}: MenuEntry, typed: string): number {
	const line = `${key} ${label}`.toLowerCase();
	const names = [key.toLowerCase(), label.toLowerCase()];
	const tests = [
		() => names.includes(typed),
		() => names.some((name) => name.startsWith(typed)),
		() => line.includes(` ${typed}`),
		() => line.includes(typed),
	];
	const rank = tests.findIndex((test) => test());
	return rank === -1 ? tests.length : rank;
}
