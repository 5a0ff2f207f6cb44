/** Jumps into what has not been run yet: the screen says that it looks, lands when it is found, and Esc stays. */
import {expect, test} from 'vitest';
import {findWords} from '../../source/inquiry/moment/find.ts';
import {openRun} from '../../source/inquiry/run.ts';
import {finish} from '../../source/inquiry/work.ts';
import {createScreen, pressKeys} from '../../source/ui/screen/print.ts';
import {update} from '../../source/ui/state/update/index.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {sessionOf} from '../frames/screens.ts';
import {fakeFacts, fakeModel} from './fake-facts.ts';

const program = findWorkload('build')?.build();

test.each([
	['60%', {position: 1303}],
	['end', {position: 2172}],
	['#1234', {position: 1234}],
	['+10', {position: 10}],
	['mark:all jobs busy', {position: 411}],
	['pid 999999', {none: 'There is never a process 999999.'}],
])('%s is unknown until the run has come that far', (text, expected) => {
	const {timeline} = openRun(program as NonNullable<typeof program>);
	const finding = findWords(timeline, text);
	expect([finding.isOver, finding.answer, finding.share]).toEqual([false, undefined, 0]);
	expect(finish(finding)).toEqual(expected);
	expect([finding.isOver, finding.share]).toEqual([true, 1]);
});

test('start needs no looking', () => {
	const {isOver, answer} = findWords(openRun(program as NonNullable<typeof program>).timeline, 'start');
	expect([isOver, answer]).toEqual([true, {position: 0}]);
});

const looking = fakeModel({looking: '60%'});

test('what is looked for is said, with how far the look-ahead has come and how to stop', () => {
	const [model] = update(fakeModel(), {type: 'looking', target: '60%', share: 0.349, of: 'run'}, fakeFacts());
	expect(model.looking).toBe('60%');
	expect(model.notice).toBe('Looking for 60%: 34% of the run is known so far. Esc stays here.');
});

test('looking again asks for the same place', () => {
	const [model, effects] = update(looking, {type: 'look'}, fakeFacts());
	expect(effects).toEqual([{type: 'goto', target: '60%'}]);
	expect(model.looking).toBeUndefined();
	expect(update(fakeModel(), {type: 'look'}, fakeFacts())[1]).toEqual([]);
});

test.each([
	['Esc', {type: 'cancel'}],
	['a step', {type: 'step', by: 1}],
	['another jump', {type: 'goto', target: 'start'}],
	['playing', {type: 'play'}],
] as const)('%s ends it', (_what, message) => {
	expect(update(looking, message, fakeFacts())[0].looking).toBeUndefined();
});

test('only a jump that has arrived can be taken back', () => {
	const store = createScreen(sessionOf('cow', '50%'), {columns: 80, rows: 24});
	const {position} = store.session;
	pressKeys(store, ': "mark:nowhere" enter');
	expect(store.model().cameFrom).toBeUndefined();
	pressKeys(store, ': "start" enter');
	expect(store.session.position).toBe(0);
	pressKeys(store, "' '");
	expect(store.session.position).toBe(position);
	pressKeys(store, "' '");
	expect(store.session.position).toBe(0);
});
