/** The screen on a program that grows: it goes along with it, stays where one goes back to, and comes again to the newest event. */
import {expect, test} from 'vitest';
import {openRun} from '../../source/inquiry/run.ts';
import {createGrowingProgram} from '../../source/machine/growing-program.ts';
import type {Program} from '../../source/machine/program.ts';
import {createProgramBuilder, type OpRow} from '../../source/machine/program-builder.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {createStore} from '../../source/ui/screen/store.ts';
import type {Feed} from '../../source/ui/state/feed.ts';
import {createModel} from '../../source/ui/state/model.ts';
import {App} from '../../source/ui/terminal/app.tsx';
import {startClock} from '../../source/ui/terminal/clock.ts';
import {drawApp} from '../helpers/drawn-app.ts';
import {eventually} from '../helpers/eventually.ts';

const rows = Array.from(
	{length: 40},
	(_, i): OpRow => (i === 0 ? {op: 'start', pid: 1, comm: 'sh'} : {op: 'comm', pid: 1, comm: `name ${i}`}),
);
const header = {name: 'grows', swapBytes: 0, geometry: 'x86-64'} as const;

function wholeProgram(): Program {
	const builder = createProgramBuilder();
	for (const row of rows) {
		builder.add(row);
	}

	return builder.finish({...header, cpus: 1});
}

/** A screen of 80×24 on a program that is fed by hand. */
function openLive() {
	const growing = createGrowingProgram(header);
	const session = createSession(openRun(growing.program));
	const size = {columns: 100, rows: 24};
	const panes = session.panes.map(({id}) => id);
	const model = {...createModel({size, panes}), isPlaying: true, followsEnd: true};
	const store = createStore(session, model, {reload: async () => wholeProgram()});
	const {stdin, shown, unmount} = drawApp(<App store={store} />, size);
	const stopClock = startClock(store);
	let fed = 0;
	return {
		store,
		session,
		press: (keys: string) => stdin.write(keys),
		feed(ops: number, news: Partial<Feed> = {}) {
			growing.add(rows.slice(fed, fed + ops));
			fed += ops;
			store.send({type: 'feed', feed: {isOpen: true, behindBytes: 0, ...news}});
		},
		end() {
			growing.close();
			store.send({type: 'feed', feed: {isOpen: false, behindBytes: 0}});
		},
		shows: (text: string) => eventually(() => expect(shown()).toContain(text)),
		header: () => shown().split('\n')[0],
		close() {
			stopClock();
			unmount();
		},
	};
}

test('it goes along, steps back while more comes, and comes again', async () => {
	const live = openLive();
	live.feed(5);
	await live.shows('at 5/5');
	expect(live.header()).toContain('> LIVE');
	live.feed(7);
	await live.shows('at 12/12');
	live.press(',');
	await live.shows('at 11/12');
	expect(live.header()).toContain('PAUSED');
	live.press(',');
	await live.shows('at 10/12');
	live.feed(8);
	await live.shows('at 10/20');
	await live.shows('10 newer');
	live.press('L');
	await live.shows('at 20/20');
	expect(live.header()).toContain('> LIVE');
	live.feed(3);
	await live.shows('at 23/23');
	live.close();
});

test('Space stops the view, and at the newest event goes along again', async () => {
	const live = openLive();
	live.feed(5);
	await live.shows('at 5/5');
	live.press(' ');
	await live.shows('PAUSED');
	live.feed(5);
	await live.shows('at 5/10');
	live.press(':end\r');
	await live.shows('at 10/10');
	expect(live.header()).toContain('> LIVE');
	live.press('.');
	await live.shows('This is the newest event; L goes along.');
	live.press(' ');
	await live.shows('> LIVE');
	live.close();
});

test('played from the past it goes along once it has come to the newest event', async () => {
	const live = openLive();
	live.feed(30);
	await live.shows('at 30/30');
	live.press(':#20\r');
	await live.shows('at 20/30');
	live.press(' ');
	await live.shows('at 30/30');
	await live.shows('> LIVE');
	live.close();
});

test('how far it is behind is said', async () => {
	const live = openLive();
	live.feed(5, {behindBytes: 3 * 2 ** 20});
	await live.shows('3.0M behind');
	live.feed(1);
	await live.shows('at 6/6');
	expect(live.header()).not.toContain('behind');
	live.close();
});

test('why no more is shown is said', async () => {
	const live = openLive();
	live.feed(5, {stopped: '5 ops are shown.'});
	await live.shows('5 ops are shown.');
	live.close();
});

test('at its end the recording is read as a whole, and nothing goes along any more', async () => {
	const live = openLive();
	live.feed(rows.length - 2);
	await live.shows(`at ${rows.length - 2}/`);
	live.end();
	await live.shows('is read as a whole');
	await live.shows(`at ${rows.length}/${rows.length}`);
	await live.shows('PAUSED');
	expect(live.session.isOpen).toBe(false);
	live.press('L');
	await live.shows('This program does not grow any more');
	live.close();
});
