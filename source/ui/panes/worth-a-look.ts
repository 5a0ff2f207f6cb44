/** Where a pane of memory begins as long as nobody has chosen a row: where the last event changed something. */
import {firstChange} from '../../analysis/page-map/changes.ts';
import {mapOfProcess} from '../../analysis/page-map/page-map.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Range} from '../state/rows.ts';
import type {Session} from '../state/session.ts';

/** Of rows that stand for ranges of addresses, the last that holds the first page of `task` that the last event changed; -1 for none. */
export function rowOfChange({memory}: Session, task: Task, ranges: readonly Range[]): number {
	const page = task === 0 ? undefined : firstChange(memory.kernel, mapOfProcess(memory, task));
	const address = page === undefined ? undefined : page * pageBytes;
	return address === undefined
		? -1
		: ranges.findLastIndex(({start, end}) => start <= address && address < end);
}
