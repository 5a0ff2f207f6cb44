import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {openRun} from '../../source/inquiry/run.ts';
import {plainText} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {renderScreen} from '../../source/ui/screen/split.ts';
import {createStore} from '../../source/ui/screen/store.ts';
import {createModel} from '../../source/ui/state/model.ts';
import {cow} from '../../source/workloads/cow.ts';

function open(columns: number) {
	const session = createSession(openRun(cow.build()));
	const panes = session.panes.map(({id}) => id);
	return createStore(session, createModel({size: {columns, rows: 30}, panes}));
}

test('two kernels run on one clock, and the first event in which they differ is found', () => {
	const store = open(161);
	store.send({type: 'beside', kernel: '4.4bsd'}, {type: 'goto', target: '#12'});
	const {beside} = store.session;
	expect(beside?.kernel).toBe('4.4bsd');
	expect(beside?.position).toBe(12);
	store.send({type: 'step', by: -3});
	expect(beside?.position).toBe(9);
	store.send({type: 'goto', target: 'end'}, {type: 'toDifference'});
	const at = store.session.firstDifference;
	expect(at).toBeGreaterThan(0);
	expect([store.session.position, beside?.position]).toEqual([at, at]);
	store.send({type: 'beside'});
	expect(store.session.beside).toBeUndefined();
});

test.each([161, 120, 77])('a split screen of %d columns stays within them', (columns) => {
	const store = open(columns);
	store.send({type: 'goto', target: '#12'}, {type: 'beside', kernel: 'odf'});
	const lines = renderScreen(store.model(), store.session);
	expect(lines.length).toBeLessThanOrEqual(30);
	expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
	const shown = plainText(lines.join('\n'));
	expect(shown.includes('odf')).toBe(columns >= 77);
	expect(shown).toMatch(/differ|As on linux-6 so far/);
});

test.each([0, 81])('what is pressed in the half from column %d on does what it shows', (from) => {
	const store = open(161);
	store.send({type: 'goto', target: '#12'}, {type: 'beside', kernel: 'odf'});
	const {length} = renderScreen(store.model(), store.session);
	const footer = plainText(renderScreen(store.model(), store.session)[length - 1]).slice(from, from + 80);
	store.send({type: 'press', column: from + footer.indexOf('step'), row: length - 1});
	expect([store.session.position, store.session.beside?.position]).toEqual([13, 13]);
	store.send({type: 'press', column: from, row: 1});
	expect(store.session.position).toBe(0);
	expect(store.model().size.columns).toBe(161);
});

test('without a second kernel there is nothing to go to', () => {
	const store = open(100);
	store.send({type: 'toDifference'});
	expect(store.model().notice).toContain('| chooses one');
});
