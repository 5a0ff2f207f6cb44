/**
 * What search and filter do while they are typed and once they are confirmed, and how the selection goes from hit to
 * hit.
 */
import {cutText} from '../../../analysis/words/cells.ts';
import {type Facts, paneOffering} from '../facts.ts';
import {readQuery, searchIn} from '../finding.ts';
import type {Result} from '../message.ts';
import {focused, type Model, type Prompt} from '../model.ts';
import {withNotice} from './reducer.ts';
import {selectRow} from './select-row.ts';

/** Why a line is not understood, in a sentence; undefined where it is, and for lines that mean nothing yet. */
export function mistakeIn({kind, text}: Prompt, model: Model, facts: Facts): string | undefined {
	if (text.trim() === '') {
		return undefined;
	}

	switch (kind) {
		case 'filter':
			return readQuery(text).problem;
		case 'search':
			return searchIn(facts.rows(focused(model), model), text).problem;
		default:
			return undefined;
	}
}

/** From where the search began, however far what was typed before has led: as it gets longer it never runs away. */
export function searchFromStart(model: Model, prompt: Prompt, facts: Facts): Model {
	const begun = backToStart(model, prompt);
	if (model.search === '') {
		return begun;
	}

	const pane = focused(begun);
	const {key = '', row} = begun.cursors[pane];
	const known = facts.rows(pane, begun).rowOf(key);
	const [found] = find(begun, known === -1 ? row : known, 1, facts);
	return found;
}

/** Takes back where a search has led. */
export function backToStart(model: Model, {from}: Prompt): Model {
	return from === undefined
		? model
		: {
				...model,
				isFollowing: from.isFollowing,
				cursors: {...model.cursors, [from.pane]: from.cursor},
			};
}

/** From `start` on in a direction, around the end once. */
export function find(model: Model, start: number, direction: 1 | -1, facts: Facts): Result {
	const pane = focused(model);
	const rows = facts.rows(pane, model);
	const {matches, problem} = searchIn(rows, model.search);
	if (problem !== undefined) {
		return withNotice(model, problem);
	}

	const row = nextHit(rows.count, matches, start, direction);
	if (row === -1) {
		return withNotice(model, `Nothing here matches ${shortSearch(model)}.`);
	}

	const hasWrapped = direction > 0 ? row < start : row > start;
	const notice = hasWrapped ? 'The search went around the end of the list.' : '';
	return withNotice(selectRow(model, pane, row, facts), notice);
}

function nextHit(count: number, isHit: (row: number) => boolean, start: number, direction: 1 | -1): number {
	for (let i = 0; i < count; i += 1) {
		const row = (((start + i * direction) % count) + count) % count;
		if (isHit(row)) {
			return row;
		}
	}

	return -1;
}

function shortSearch({search}: Model): string {
	return cutText(search, 30, '…');
}

/**
 * In the tree the selection is a process and not a row, so confirming has nothing to switch on: it stays with that
 * process through sorting, folding and time. Following events would lead it away, and has ended with the first hit.
 */
export function confirmSearch(model: Model, facts: Facts): Result {
	const pane = focused(model);
	if (paneOffering(facts.panes, 'process')?.id !== pane || model.search === '') {
		return [model, []];
	}

	const rows = facts.rows(pane, model);
	const {matches} = searchIn(rows, model.search);
	const hits = Array.from({length: rows.count}, (_, row) => row).filter(matches);
	if (hits.length === 0) {
		return withNotice(model, `Nothing here matches ${shortSearch(model)}.`);
	}

	if (hits.length === 1) {
		return withNotice(model, 'The only hit: the selection stays with this process.');
	}

	const place = hits.indexOf(model.cursors[pane].row) + 1;
	const which = place === 0 ? `${hits.length} hits` : `Hit ${place} of ${hits.length}`;
	return withNotice(model, `${which}: the selection stays with this process; n and N go to the others.`);
}
