/** What belongs to a pane, and how panes are linked: by what rows offer, whatever the panes are called. */
import {expect, test} from 'vitest';
import {openRun} from '../../../source/inquiry/run.ts';
import {panes} from '../../../source/ui/panes/index.ts';
import {linkedRanges} from '../../../source/ui/panes/linked.ts';
import type {Pane} from '../../../source/ui/panes/pane.ts';
import {selectedTask} from '../../../source/ui/panes/selected.ts';
import {createScreen, frameOf, plainText, pressKeys} from '../../../source/ui/screen/print.ts';
import {createSession} from '../../../source/ui/screen/session.ts';
import type {Store} from '../../../source/ui/screen/store.ts';
import {findWorkload} from '../../../source/workloads/index.ts';

const size = {columns: 120, rows: 40};

function screenWith(shown: readonly Pane[]): Store {
	const program = findWorkload('snapshot')?.build();
	if (program === undefined) {
		throw new Error('There is no workload snapshot');
	}

	const session = createSession(openRun(program), shown);
	session.lookAhead(Number.POSITIVE_INFINITY);
	session.run({type: 'goto', target: '60%'});
	return createScreen(session, size);
}

/** The registry with a pane named otherwise. */
function renamed(id: string, name: string): Pane[] {
	return panes.map((pane) => (pane.id === id ? {...pane, id: name, title: name} : pane));
}

function selectedKeyOf(store: Store, pane: string): string | undefined {
	return store.model().cursors[pane].key;
}

test('the page map goes along with a selected mapping, whatever the pane of mappings is called', () => {
	for (const [name, shown] of [
		['maps', panes],
		['areas', renamed('maps', 'areas')],
	] as const) {
		const store = screenWith(shown);
		pressKeys(store, 'end 2 down down');
		expect(selectedKeyOf(store, 'map')).toBe(selectedKeyOf(store, name));
	}
});

test('Enter on a mapping that is copied leads to where mappings are', () => {
	const store = screenWith(renamed('maps', 'areas'));
	pressKeys(store, 'end 9 end enter');
	expect(store.model().recent[0]).toBe('areas');
	expect(linkedRanges(store.session, store.model(), 'tables')).toHaveLength(1);
});

test('without a pane that has what is wanted, a sentence says so and nothing else happens', () => {
	const store = screenWith(panes.filter(({id}) => id !== 'frames' && id !== 'tables'));
	pressKeys(store, 'end');
	store.send({type: 'focus', pane: 'map'});
	pressKeys(store, 'm m m down enter');
	expect(store.model().notice).toMatch(/^No pane shows a (?:frame|table)\.$/);
	expect(store.model().recent[0]).toBe('map');
});

test('without a pane of processes nothing is selected, and the other panes say so', () => {
	const store = screenWith(panes.filter(({id}) => id !== 'tree'));
	expect(selectedTask(store.session, store.model())).toBe(0);
	expect(frameOf(store).map(plainText).join('\n')).toContain('no process');
});

test('a message to a pane that is not there, and one that it does not know, change nothing', () => {
	const store = screenWith(panes);
	const before = store.model();
	store.send({type: 'pane', pane: 'nowhere', message: {type: 'fold'}});
	store.send({type: 'pane', pane: 'tree', message: {type: 'constructor'}});
	expect(store.model()).toEqual(before);
});

test('every pane is reached: by its digit, or from the list behind 0', () => {
	const many = [...panes, ...renamed('log', 'second log').filter(({id}) => id === 'second log')];
	const store = screenWith(many);
	for (const [i, {id, title}] of many.entries()) {
		pressKeys(store, `0 home ${'down '.repeat(i)}`);
		expect(frameOf(store).map(plainText).join('\n').replaceAll(/ +/g, ' ')).toContain(`${i + 1} ${title} `);
		pressKeys(store, 'enter');
		expect([store.model().recent[0], store.model().overlay]).toEqual([id, undefined]);
		if (i < 9) {
			pressKeys(store, `1 ${i + 1}`);
			expect(store.model().recent[0]).toBe(id);
		}
	}
});
