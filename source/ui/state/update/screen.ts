/** Reducers of the screen itself: its size, its overlays, leaving it. */

import {themes} from '../../text/theme.ts';
import {type Facts, paneOffering} from '../facts.ts';
import {helpEntries} from '../keys/help.ts';
import {bindingsAfter} from '../keys/message-for.ts';
import {spellKey} from '../keys/spell.ts';
import type {MenuEntry} from '../menu-entry.ts';
import {menuEntries} from '../menus.ts';
import type {Effect, Message, Result} from '../message.ts';
import type {Model} from '../model.ts';
import {leave, only, type Reducers, withNotice} from './reducer.ts';
import {jump, timeReducers} from './time.ts';

export const screenReducers: Reducers<
	| 'overlay'
	| 'overlayKey'
	| 'cancel'
	| 'prefix'
	| 'count'
	| 'design'
	| 'beside'
	| 'toDifference'
	| 'otherFuture'
	| 'theme'
	| 'flash'
	| 'resize'
	| 'notice'
	| 'redraw'
	| 'suspend'
	| 'quit'
> = {
	overlay(model, {kind}, facts) {
		const isOpen = model.overlay?.kind === kind;
		const row = Math.max(0, menuEntries(kind, model, facts)?.findIndex(({isChosen}) => isChosen) ?? 0);
		return only({...model, overlay: isOpen ? undefined : {kind, row, query: ''}});
	},

	overlayKey(model, {input}, facts) {
		const move = overlayMoves[input.key];
		const {overlay} = model;
		if (overlay === undefined) {
			return only(model);
		}

		if (input.key === 'space' && isSwitch(model, facts)) {
			return overlayCommand(model, 'enter', facts);
		}

		if (move !== undefined) {
			const last = (overlayCount(model, facts) ?? Number.POSITIVE_INFINITY) - 1;
			const row = Math.max(0, Math.min(overlay.row + move, last));
			return only({...model, overlay: {...overlay, row}});
		}

		return overlayCommand(model, input.key, facts);
	},

	/** Escape takes back one thing at a time, and never quits. */
	cancel(model, _message, facts) {
		if (model.overlay !== undefined) {
			return only({...model, overlay: undefined});
		}

		if (model.looking !== undefined) {
			return withNotice({...model, looking: undefined}, 'No longer looking for it.');
		}

		if (model.filter !== '') {
			return withNotice({...model, filter: ''}, 'The filter is off.');
		}

		if (model.search !== '') {
			return only({...model, search: ''});
		}

		for (const {cancel} of facts.panes) {
			const before = cancel?.(model);
			if (before !== undefined) {
				return only(before);
			}
		}

		const [pane, ...others] = model.recent;
		return only(
			pane === paneOffering(facts.panes, 'history')?.id && !model.isZoomed
				? {...model, recent: [...others, pane]}
				: {...model, isZoomed: false},
		);
	},

	/** Says what the second key may be. */
	prefix(model, {key}, {panes}) {
		const ways = bindingsAfter(model, key, panes).map(
			([second, binding]) => `${second} ${binding.short ?? binding.help}`,
		);
		return withNotice({...model, prefix: key}, `${spellKey(key)} then ${ways.join(' · ')} · Esc`);
	},

	count: (model, {count}) => withNotice({...model, count}, `${count} times: a key that moves or steps · Esc`),

	beside: (model, {kernel}) => [{...model, overlay: undefined}, [{type: 'beside', kernel}]],

	toDifference(model, _message, facts) {
		if (facts.besideKernel === undefined) {
			return withNotice(model, 'No second kernel runs beside this one; | chooses one.');
		}

		return facts.firstDifference === undefined
			? withNotice(model, `No event known so far differs from ${facts.besideKernel}.`)
			: jump(model, {type: 'seek', position: facts.firstDifference}, facts);
	},

	otherFuture: (model) => [{...model, isPlaying: false}, [{type: 'otherFuture'}]],

	design: (model, {kernel}) => [{...model, overlay: undefined}, [{type: 'design', kernel}]],

	theme(model) {
		const next = themes[(themes.findIndex(({id}) => id === model.theme) + 1) % themes.length];
		return withNotice({...model, theme: next.id}, `Theme ${next.id}: ${next.title}.`);
	},

	flash(model) {
		const isFlashing = !model.isFlashing;
		const notice = isFlashing
			? 'What is new or changed stands out.'
			: 'What is new or changed looks like the rest.';
		return withNotice({...model, isFlashing}, notice);
	},

	resize(model, {columns, rows}) {
		const size = {columns: Math.max(1, columns), rows: Math.max(1, rows)};
		return only({...model, size});
	},

	notice: (model, {text}) => withNotice(model, text),
	redraw: (model) => [model, [{type: 'redraw'}]],
	suspend: (model) => [model, [{type: 'suspend'}]],
	quit: leave,
};

const overlayMoves: Readonly<Record<string, number>> = {
	up: -1,
	k: -1,
	down: 1,
	j: 1,
	pageup: -10,
	pagedown: 10,
	space: 10,
	home: Number.NEGATIVE_INFINITY,
	g: Number.NEGATIVE_INFINITY,
	end: Number.MAX_SAFE_INTEGER,
	G: Number.MAX_SAFE_INTEGER,
};

function overlayCommand(model: Model, key: string, facts: Facts): Result {
	const {overlay} = model;
	if (key === '/' && overlay?.kind === 'help') {
		const {query} = overlay;
		return only({
			...model,
			prompt: {kind: 'help', text: query, caret: query.length, before: query, recalled: -1},
		});
	}

	const entry = chosenEntry(model, facts);
	if (key === 'enter' && entry !== undefined) {
		const {message, stays} = entry;
		return [stays ? model : {...model, overlay: undefined}, [{type: 'send', message}]];
	}

	if (key === 'b' && overlay?.kind === 'marks' && entry?.message.type === 'goto') {
		return removeBookmark(model, Number(entry.message.target), facts);
	}

	if (key === 'ctrl-s' && overlay?.kind === 'setup') {
		return [model, [{type: 'saveSettings'}]];
	}

	const stepped = steppedBy(key, model, facts);
	if (stepped !== undefined) {
		return [model, [{type: 'send', message: stepped}]];
	}

	if (key === 'enter' && overlay?.kind === 'help') {
		const entry = helpEntries(model, facts)[overlay.row];
		const closed = {...model, overlay: undefined};
		return entry === undefined || entry.reason !== undefined
			? withNotice(closed, entry?.reason ?? '')
			: [closed, [{type: 'send', message: entry.binding.message} satisfies Effect]];
	}

	return only(
		[
			'esc',
			'q',
			'?',
			'h',
			'f1',
			'i',
			'o',
			'H',
			'K',
			'|',
			'W',
			's',
			'f2',
			'B',
			'0',
			'enter',
			'ctrl-c',
		].includes(key)
			? {...model, overlay: undefined}
			: model,
	);
}

/** What `<` and `>` do in a menu with an entry that has a less and a more. */
function steppedBy(key: string, model: Model, facts: Facts): Message | undefined {
	const entries = model.overlay === undefined ? undefined : menuEntries(model.overlay.kind, model, facts);
	const entry = entries?.find(({less, more}) => less !== undefined && more !== undefined);
	return key === '<' ? entry?.less : key === '>' ? entry?.more : undefined;
}

/** The entry of a menu that is selected. */
function chosenEntry(model: Model, facts: Facts): MenuEntry | undefined {
	const {overlay} = model;
	const entries = overlay === undefined ? undefined : menuEntries(overlay.kind, model, facts);
	return entries?.[Math.min(overlay?.row ?? 0, entries.length - 1)];
}

function isSwitch(model: Model, facts: Facts): boolean {
	return chosenEntry(model, facts)?.stays === true;
}

/** The marks of the workload are not ours to remove. */
function removeBookmark(model: Model, at: number, facts: Facts): Result {
	return model.bookmarks.includes(at)
		? timeReducers.bookmark(model, {type: 'bookmark', at}, facts)
		: withNotice(model, 'This mark is the workload’s own; only bookmarks can be removed.');
}

/** How many entries a list has from which one picks; undefined for other overlays. */
export function overlayCount(model: Model, facts: Facts): number | undefined {
	return model.overlay?.kind === 'help'
		? helpEntries(model, facts).length
		: model.overlay && menuEntries(model.overlay.kind, model, facts)?.length;
}
