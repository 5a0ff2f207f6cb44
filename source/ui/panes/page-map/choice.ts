/** What the page map draws: which memory, how wide, and where it begins. */
import type {MemoryView} from '../../../analysis/memory/memory.ts';
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

/** Where the last event changed something; else where something is, which a process begins without and an upper table all but is. */
export function startOf({memory}: Session, map: PageMap): number | undefined {
	return firstChange(memory.kernel, map) ?? (map.of === 'frames' ? undefined : firstThere(memory, map));
}

function firstThere(memory: MemoryView, map: PageMap): number | undefined {
	for (const {first, count} of map.stretches) {
		const place = firstPresent(memory, map, first, first + count);
		if (place !== undefined) {
			return place;
		}
	}

	return undefined;
}

/** Cells of a line of the pane; where it is not seen, of the screen. */
export function paneColumns({panes}: Session, model: Model): number {
	const slot = slotOf(layoutOf(model, panes), mapId);
	return slot === undefined ? model.size.columns : innerSize(slot).columns;
}
