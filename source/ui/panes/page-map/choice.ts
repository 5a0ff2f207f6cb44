/** What the page map draws: which memory, how wide, and where it begins. */
import {firstChange} from '../../../analysis/page-map/changes.ts';
import {mapOfFrames, mapOfProcess, mapOfTable, type PageMap} from '../../../analysis/page-map/page-map.ts';
import {firstPresent} from '../../../analysis/page-map/places.ts';
import {pageBytes} from '../../../kernel/state/geometry.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {innerSize, layoutOf, slotOf} from '../../state/layout.ts';
import type {Model} from '../../state/model.ts';
import type {Session} from '../../state/session.ts';
import {offered} from '../offered.ts';
import {mapId, mapState} from './state.ts';

export function chosenMap(session: Session, model: Model, task: Task): PageMap {
	const {memory} = session;
	const {space} = mapState.of(model);
	if (space === 'physical') {
		return mapOfFrames(memory);
	}

	const whole = mapOfProcess(memory, task);
	if (space === 'mapping') {
		const {ranges: [range] = []} = offered(session, model, 'mapping');
		const found = whole.stretches.filter(({first}) => first * pageBytes === range?.start);
		return {...whole, stretches: found};
	}

	if (space === 'table' && task !== 0) {
		const {table} = offered(session, model, 'table');
		return table === undefined ? whole : mapOfTable(memory, task, table);
	}

	return whole;
}

/** Where the last event changed something. In an upper table, which is all but empty, at least where something is. */
export function startOf({memory}: Session, map: PageMap): number | undefined {
	const [only] = map.stretches;
	return (
		firstChange(memory.kernel, map) ??
		(map.of === 'entries' ? firstPresent(memory, map, only.first, only.first + only.count) : undefined)
	);
}

/** Cells of a line of the pane; where it is not seen, of the screen. */
export function paneColumns({panes}: Session, model: Model): number {
	const slot = slotOf(layoutOf(model, panes), mapId);
	return slot === undefined ? model.size.columns : innerSize(slot).columns;
}
