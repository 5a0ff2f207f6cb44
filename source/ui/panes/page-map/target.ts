/** Where Enter goes from a cell of the page map: to its page among the frames, or to its table. */

import {addressOf, type PageMap} from '../../../analysis/page-map/page-map.ts';
import {firstPresent} from '../../../analysis/page-map/places.ts';
import {holdersOf} from '../../../analysis/rows/holders.ts';
import {taskKey} from '../../../inquiry/keys.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {type Target, tableKey} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';

/** The first page of the cell that is there counts. */
export function targetOf(
	session: Session,
	map: PageMap,
	task: Task,
	{place: first, count}: {readonly place: number; readonly count: number},
): Target | string {
	const place = firstPresent(session.memory, map, first, first + count);
	if (place === undefined) {
		return 'There is nothing in memory here.';
	}

	switch (map.of) {
		case 'entries':
			return {thing: 'table', key: tableKey(map.level - 1, addressOf(map, place) ?? 0)};
		case 'pages':
			return {thing: 'frame', key: String(addressOf(map, place))};
		default:
			return targetOfFrame(session, place, task);
	}
}

/** To the selected process if that holds the frame, else to the first who does. */
function targetOfFrame({memory}: Session, frame: number, task: Task): Target | string {
	const holders = holdersOf(memory, frame);
	const holder = holders.find((each) => each.task === task) ?? holders[0];
	if (holder === undefined) {
		return `No process maps frame #${frame}.`;
	}

	const process = taskKey(memory.kernel, holder.task);
	return holder.level === undefined
		? {thing: 'frame', key: String(holder.address), process}
		: {thing: 'table', key: tableKey(holder.level, holder.address), process};
}
