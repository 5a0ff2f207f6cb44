/** Reducers of the keys of an overlay: moving in its list, finding by what is typed, choosing, closing. */
import type {Facts} from '../facts.ts';
import type {KeyInput} from '../input.ts';
import {boundWith} from '../keys/table.ts';
import {chosenEntry, openMenu} from '../menus/index.ts';
import type {Menu} from '../menus/menu.ts';
import type {Message, Result} from '../message.ts';
import type {Model, Overlay} from '../model.ts';
import {only, type Reducers, withNotice} from './reducer.ts';
import {timeReducers} from './time.ts';

/** What is typed into a list is no longer than that. */
const queryLengthMax = 60;

export const overlayReducers: Reducers<'overlayKey'> = {
	overlayKey(model, {input}, facts) {
		const {overlay} = model;
		if (overlay === undefined) {
			return only(model);
		}

		const menu = openMenu(model, facts);
		const typed = menu?.finds === true ? typedInto(overlay, input, model, facts) : undefined;
		if (typed !== undefined) {
			return only({...model, overlay: typed});
		}

		const isSwitch = input.key === 'space' && chosenEntry(model, facts)?.stays === true;
		const move = isSwitch ? undefined : moveOf(input.key, menu);
		return move === undefined
			? command(model, overlay, isSwitch ? 'enter' : input.key, facts)
			: only(withRow(model, overlay, overlay.row + move, menu));
	},
};

/** The list with what was typed; undefined for keys that type nothing into it. */
function typedInto(overlay: Overlay, {key, text}: KeyInput, model: Model, facts: Facts): Overlay | undefined {
	const {query} = overlay;
	switch (key) {
		case 'backspace':
			return found(overlay, [...query].slice(0, -1).join(''));
		case 'ctrl-w':
			return found(overlay, query.replace(/\S+\s*$/, ''));
		case 'ctrl-u':
			return found(overlay, '');
		case 'esc':
			return query === '' ? undefined : found(overlay, '');
		default:
			return text === '' || (query === '' && closes(key, overlay.kind, model, facts))
				? undefined
				: found(overlay, `${query}${text}`.slice(0, queryLengthMax));
	}
}

function found(overlay: Overlay, query: string): Overlay {
	return {...overlay, query, row: 0};
}

/** q as everywhere, but in the list that is opened to type into; and what has opened it. */
function closes(key: string, kind: Overlay['kind'], model: Model, {panes}: Facts): boolean {
	const opens = boundWith(panes, model.keys).some(
		({keys, message}) => keys.includes(key) && message.type === 'overlay' && message.kind === kind,
	);
	return opens || (key === 'q' && kind !== 'palette');
}

const moves: Readonly<Record<string, number>> = {
	up: -1,
	down: 1,
	pageup: -10,
	pagedown: 10,
	'ctrl-b': -10,
	'ctrl-f': 10,
	home: Number.NEGATIVE_INFINITY,
	end: Number.MAX_SAFE_INTEGER,
};

/** Where letters are typed, these stand in for them. */
const findingMoves: Readonly<Record<string, number>> = {'ctrl-p': -1, 'ctrl-n': 1};

const letterMoves: Readonly<Record<string, number>> = {
	k: -1,
	j: 1,
	space: 10,
	g: Number.NEGATIVE_INFINITY,
	G: Number.MAX_SAFE_INTEGER,
};

function moveOf(key: string, menu: Menu | undefined): number | undefined {
	return moves[key] ?? (menu?.finds === true ? findingMoves : letterMoves)[key];
}

/** Of a text that is no menu the drawing knows the end. */
export function withRow(model: Model, overlay: Overlay, row: number, menu: Menu | undefined): Model {
	const last = (menu?.entries.length ?? Number.POSITIVE_INFINITY) - 1;
	return {...model, overlay: {...overlay, row: Math.max(0, Math.min(row, last))}};
}

function command(model: Model, overlay: Overlay, key: string, facts: Facts): Result {
	if (key === 'enter') {
		return choose(model, facts);
	}

	const message = chosenEntry(model, facts)?.message;
	if (key === 'b' && overlay.kind === 'marks' && message?.type === 'goto') {
		return removeBookmark(model, Number(message.target), facts);
	}

	if (key === 'ctrl-s' && overlay.kind === 'setup') {
		return [model, [{type: 'saveSettings'}]];
	}

	const stepped = steppedBy(key, model, facts);
	if (stepped !== undefined) {
		return [model, [{type: 'send', message: stepped}]];
	}

	const isOver = key === 'esc' || key === 'ctrl-c' || closes(key, overlay.kind, model, facts);
	return only(isOver ? {...model, overlay: undefined} : model);
}

/** What the selected entry does; what only is to be read closes. */
function choose(model: Model, facts: Facts): Result {
	const {message, reason, stays} = chosenEntry(model, facts) ?? {};
	const next = stays === true ? model : {...model, overlay: undefined};
	return message === undefined || reason !== undefined
		? withNotice(next, reason ?? '')
		: [next, [{type: 'send', message}]];
}

/** What `<` and `>` do in a menu with an entry that has a less and a more. */
function steppedBy(key: string, model: Model, facts: Facts): Message | undefined {
	const entry = openMenu(model, facts)?.entries.find(
		({less, more}) => less !== undefined && more !== undefined,
	);
	return key === '<' ? entry?.less : key === '>' ? entry?.more : undefined;
}

/** The marks of the workload are not ours to remove. */
function removeBookmark(model: Model, at: number, facts: Facts): Result {
	return model.bookmarks.includes(at)
		? timeReducers.bookmark(model, {type: 'bookmark', at}, facts)
		: withNotice(model, 'This mark is the workload’s own; only bookmarks can be removed.');
}
