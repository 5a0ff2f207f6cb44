import {expect, test} from 'vitest';
import {designs} from '../../source/designs/index.ts';
import {openRun} from '../../source/inquiry/run.ts';
import {toTree, treeState} from '../../source/ui/panes/tree/state.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {createStore} from '../../source/ui/screen/store.ts';
import {createModel} from '../../source/ui/state/model.ts';
import {findWorkload} from '../../source/workloads/index.ts';

function open(workload: string) {
	const program = findWorkload(workload)?.build();
	if (program === undefined) {
		throw new Error(`no workload ${workload}`);
	}

	const session = createSession(openRun(program));
	const panes = session.panes.map(({id}) => id);
	return createStore(session, createModel({size: {columns: 100, rows: 30}, panes}));
}

test.each(designs.map(({id}) => id))('%s takes the screen over with place, selection and folds', (kernel) => {
	const store = open('pipeline');
	store.send(
		{type: 'goto', target: '#60'},
		{type: 'moveTo', end: 'last'},
		toTree({type: 'fold', to: 'folded'}),
	);
	const before = store.model();
	const {position} = store.session;
	store.send({type: 'design', kernel});
	expect(store.session.kernel).toBe(kernel);
	expect(store.session.position).toBe(position);
	expect(store.model().cursors.tree.key).toBe(before.cursors.tree.key);
	expect(treeState.of(store.model())).toEqual(treeState.of(before));
	store.send({type: 'step', by: 1}, {type: 'step', by: -1}, {type: 'design', kernel: 'linux-6'});
	expect([store.session.kernel, store.session.position]).toEqual(['linux-6', position]);
});

test('a kernel that cannot run the workload says why, and nothing changes', () => {
	const store = open('threads');
	store.send({type: 'goto', target: '#10'}, {type: 'design', kernel: 'v7'});
	expect(store.session.kernel).toBe('linux-6');
	expect(store.model().notice).toContain('Seventh Edition UNIX had no threads');
});

test('the menu begins at the kernel that runs', () => {
	const store = open('cow');
	store.send({type: 'overlay', kind: 'design'});
	expect(designs[store.model().overlay?.row ?? -1].id).toBe('linux-6');
});
