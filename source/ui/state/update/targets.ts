/** Reducers of links between panes: to what a row stands for elsewhere, and to who else holds what is selected. */
import {parseProcessKey} from '../../../inquiry/keys.ts';
import {selectedKey} from '../cursor.ts';
import {type Facts, paneOffering} from '../facts.ts';
import type {Result} from '../message.ts';
import {focused, type Model} from '../model.ts';
import {addressKey, type Target, type Thing} from '../rows.ts';
import {only, type Reducers, withNotice} from './reducer.ts';
import {withKey} from './select-row.ts';

export const targetReducers: Reducers<'nextHolder' | 'showWhere'> = {
	/** After whom of the list one is now; beyond the last to the first. */
	nextHolder(model, _message, facts) {
		const pane = focused(model);
		const rows = facts.rows(pane, model);
		const key = selectedKey(model, pane, rows);
		const held = rows.holdersOf?.(key) ?? [];
		const processes = paneOffering(facts.panes, 'process')?.id ?? '';
		const selected = model.cursors[processes]?.key;
		const here = held.findIndex((each) => each.process === selected && each.key === key);
		const next = held[(here + 1) % held.length];
		if (next === undefined || held.length === (here === -1 ? 0 : 1)) {
			return withNotice(model, 'Nobody else holds what is selected here.');
		}

		const holder = `Holder ${held.indexOf(next) + 1} of ${held.length}`;
		return facts.rows(processes, model).rowOf(next.process) === -1
			? withNotice(
					model,
					`The next holder, process ${parseProcessKey(next.process).pid}, is hidden by the filter.`,
				)
			: withNotice(goTo(model, pane, next.key, next.process, facts), `${holder}.`);
	},

	showWhere(model, {process, address}, facts) {
		const pane = paneOffering(facts.panes, 'process')?.id ?? '';
		const row = facts.rows(pane, model).rowOf(process);
		const selected = row === -1 ? model : withKey(model, pane, row, process, facts);
		const places = address === undefined || row === -1 ? [] : placesOf(address);
		return only(
			places.reduce((shown, [thing, key]) => {
				const id = paneOffering(facts.panes, thing)?.id;
				return id === undefined ? shown : withKey(shown, id, shown.cursors[id]?.row ?? 0, key, facts);
			}, selected),
		);
	},
};

/** The panes that show an address of the selected process, each with its key for it. */
const placesOf = (address: number): readonly (readonly [thing: Thing, key: string])[] => [
	['frame', String(address)],
	['address', addressKey(address)],
];

/** Selects a row of a pane and gives it the keys; where it belongs to another process, that one too. */
function goTo(model: Model, pane: string, key: string, process: string | undefined, facts: Facts): Model {
	const recent = [pane, ...model.recent.filter((id) => id !== pane)];
	const selected = withKey({...model, recent}, pane, model.cursors[pane].row, key, facts);
	const processes = paneOffering(facts.panes, 'process')?.id;
	return process === undefined || processes === undefined || process === model.cursors[processes].key
		? selected
		: withKey(selected, processes, model.cursors[processes].row, process, facts);
}

/** Enter, on a row that stands for something in another pane; undefined where it stands for nothing. */
export function openTarget(model: Model, facts: Facts): Result | undefined {
	const pane = focused(model);
	const rows = facts.rows(pane, model);
	const target = rows.count === 0 ? undefined : rows.opens?.(selectedKey(model, pane, rows));
	if (target === undefined) {
		return undefined;
	}

	return typeof target === 'string' ? withNotice(model, target) : showTarget(model, target, facts);
}

/** Shows a row of whatever pane has such things. */
export function showTarget(model: Model, {thing, key, process}: Target, facts: Facts): Result {
	const pane = paneOffering(facts.panes, thing);
	return pane === undefined
		? withNotice(model, `No pane shows a ${thing}.`)
		: only(goTo(model, pane.id, key, process, facts));
}
