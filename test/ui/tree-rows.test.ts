/** What the tree shows of its processes: equal siblings as one, sorted, as text; the selection finds its row in each. */

import {expect, test} from 'vitest';
import {parseProcessKey} from '../../source/inquiry/keys.ts';
import {selectedTask} from '../../source/ui/panes/selected.ts';
import {toTree} from '../../source/ui/panes/tree/state.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {screenOf} from '../frames/screens.ts';

const size = {columns: 120, rows: 40};

function rowTexts(store: Store): string[] {
	const rows = store.session.rows('tree', store.model());
	return Array.from({length: rows.count}, (_, row) => rows.textAt(row));
}

function selectedPid({session, model}: Store): number {
	return session.machine.kernel.task.pid[selectedTask(session, model())];
}

test.each([
	['', 17],
	['c', 6],
	['c right', 6],
	['c end right', 17],
	['c end right left', 6],
	['c end enter', 17],
	['< <', 9],
	['t', 2],
	['t t', 17],
])('at the mark all jobs busy, after %j there are %d rows', (keys, expected) => {
	expect(rowTexts(screenOf('build', 'mark:all jobs busy', size, keys))).toHaveLength(expected);
});

test('the process that forks most is looked at first, and before it is there its ancestors', () => {
	const pids = ['#15', '#100', '#150', '50%'].map((at) => selectedPid(screenOf('build', at, size)));
	expect(pids.at(-1)).toBe(5);
	expect(new Set([...pids, 1, 3, 4, 5])).toEqual(new Set([1, 3, 4, 5]));
});

test('what is selected stays selected in every way of drawing the tree', () => {
	const store = screenOf('build', 'mark:all jobs busy', size, 'end');
	const pid = selectedPid(store);
	for (const key of ['compact', 'mode', 'mode', 'mode', 'compact', 'invert'] as const) {
		store.send(toTree({type: key}));
		expect([key, parseProcessKey(store.model().cursors.tree.key ?? '').pid]).toEqual([key, pid]);
	}

	expect(selectedPid(store)).toBe(pid);
});

test('siblings are sorted by what was chosen, and the other way round', () => {
	const names = (keys: string) => rowTexts(screenOf('build', '50%', size, `t t ${keys}`));
	const sorted = names('o down down enter').map((text) => text.split(' ')[1]);
	expect(sorted).toEqual(sorted.toSorted());
	expect(names('o down enter I')).toEqual(names('o down enter').toReversed());
});
