/** Reducers of the screen itself: its size, its overlays, leaving it. */

import {themes} from '../../text/theme.ts';
import {paneOffering} from '../facts.ts';
import {bindingsAfter} from '../keys/message-for.ts';
import {spellKey} from '../keys/spell.ts';
import {halfColumns, splitSize} from '../layout.ts';
import {menuOf} from '../menus/index.ts';
import {leave, only, type Reducers, withNotice} from './reducer.ts';
import {jump} from './time.ts';

export const screenReducers: Reducers<
	| 'overlay'
	| 'cancel'
	| 'prefix'
	| 'count'
	| 'design'
	| 'beside'
	| 'workload'
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
		const chosen = menuOf(kind, model, facts)?.entries.findIndex((entry) => entry.isChosen) ?? 0;
		const row = Math.max(0, chosen);
		return only({...model, overlay: isOpen ? undefined : {kind, row, query: ''}});
	},

	/** Escape takes back one thing at a time, and never quits. */
	cancel(model, _message, facts) {
		if (model.overlay !== undefined) {
			return only({...model, overlay: undefined});
		}

		if (facts.stage !== undefined) {
			return [model, [{type: 'stage', by: Number.NEGATIVE_INFINITY}]];
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

	beside(model, {kernel}) {
		const runs = {type: 'beside', kernel} as const;
		const isSeen = kernel === undefined || halfColumns(model.size) !== undefined;
		const text = `${kernel} runs beside it: seen from ${splitSize.columns} by ${splitSize.rows} cells on.`;
		return [
			{...model, overlay: undefined},
			isSeen ? [runs] : [runs, {type: 'send', message: {type: 'notice', text}}],
		];
	},

	toDifference(model, _message, facts) {
		if (facts.besideKernel === undefined) {
			return withNotice(model, 'No second kernel runs beside this one; | chooses one.');
		}

		return facts.firstDifference === undefined
			? withNotice(model, `No event known so far differs from ${facts.besideKernel}.`)
			: jump(model, {type: 'seek', position: facts.firstDifference}, facts);
	},

	otherFuture: (model) => [{...model, isPlaying: false}, [{type: 'otherFuture'}]],

	workload: (model, {name}) => [
		{...model, overlay: undefined, isPlaying: false, cameFrom: undefined, bookmarks: [], opened: name},
		[{type: 'workload', name}],
	],

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
