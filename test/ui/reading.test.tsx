/** The screen on the beginning of a recording whose pieces the test hands in: it can be used, and at the end is as if all had been there. */
import {readFileSync} from 'node:fs';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {gunzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {openRun} from '../../source/inquiry/run.ts';
import type {GrowingProgram} from '../../source/machine/growing-program.ts';
import type {Program} from '../../source/machine/program.ts';
import {UserError} from '../../source/machine/user-error.ts';
import {followRecording} from '../../source/readers/follow.ts';
import {recordingName} from '../../source/readers/name.ts';
import {openWorkload} from '../../source/readers/open.ts';
import {createScreen, frameOf, pressKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {createStore} from '../../source/ui/screen/store.ts';
import {createModel} from '../../source/ui/state/model.ts';
import {App} from '../../source/ui/terminal/app.tsx';
import {startClock} from '../../source/ui/terminal/clock.ts';
import {workWhileIdle} from '../../source/ui/terminal/idle.ts';
import {drawApp} from '../helpers/drawn-app.ts';
import {eventually} from '../helpers/eventually.ts';

const file = fileURLToPath(new URL('../../fixtures/recordings/redis-bgsave.perf.txt.gz', import.meta.url));
const text = gunzipSync(readFileSync(file));
const {program: whole} = await openWorkload(file, process.stdin);
const size = {columns: 120, rows: 40};

/** A screen on what is read of the recording; `read` hands in the next bytes, `end` the whole, or what is wrong with it. */
function openReading(share = 0.2) {
	let growing: GrowingProgram | undefined;
	const following = followRecording(recordingName(file), {
		isPartial: true,
		onProgram(program) {
			growing = program;
		},
	});
	let at = 0;
	const take = (bytes: number) => {
		following.take(text.subarray(at, at + bytes));
		following.take(undefined);
		at += bytes;
	};

	take(Math.floor(text.length * share));
	let tellWhole: (answer: Promise<Program>) => void = () => {};
	const answer = new Promise<Program>((resolve) => {
		tellWhole = resolve;
	});
	const session = createSession(openRun((growing as unknown as GrowingProgram).program));
	const panes = session.panes.map(({id}) => id);
	const store = createStore(session, createModel({size, panes}), {reload: () => answer});
	const {stdin, shown, unmount} = drawApp(<App store={store} />, size);
	const stopClock = startClock(store);
	const stopWorking = workWhileIdle(store);
	const feed = (isOpen: boolean) =>
		store.send({
			type: 'feed',
			feed: {isOpen, behindBytes: 0, share: Math.round((100 * at) / text.length) / 100},
		});
	feed(true);
	return {
		store,
		session,
		press: (keys: string) => stdin.write(keys),
		read(bytes: number) {
			take(bytes);
			feed(true);
		},
		end(program: Promise<Program> = Promise.resolve(whole)) {
			tellWhole(program);
			feed(false);
		},
		shows: (text: string) => eventually(() => expect(shown()).toContain(text)),
		header: () => shown().split('\n')[0],
		close() {
			stopClock();
			stopWorking();
			unmount();
		},
	};
}

/** The screen that the whole has at that position. */
function frameOfWhole(position: number): readonly string[] {
	const screen = createScreen(createSession(openRun(whole)), size, {});
	screen.session.lookAhead(Number.POSITIVE_INFINITY);
	screen.send({type: 'goto', target: String(position)});
	pressKeys(screen, 'esc');
	return frameOf(screen);
}

test('it can be used before its end, says how far it is, and is at the end as if all had been there', async () => {
	const screen = openReading();
	await screen.shows('reading 20%');
	await screen.shows('at 0/');
	screen.press('!');
	screen.press('...');
	await screen.shows('at 3/');
	screen.press(':400\r');
	await screen.shows('at 400/');
	screen.read(text.length * 0.1);
	await screen.shows('reading 30%');
	screen.end();
	await screen.shows('is read as a whole');
	expect(screen.header()).not.toContain('reading');
	expect(screen.session.machine.program).toBe(whole);
	screen.session.lookAhead(Number.POSITIVE_INFINITY);
	const {position} = screen.session;
	const fresh = createScreen(screen.session, size, {});
	pressKeys(fresh, 'esc');
	expect(frameOf(fresh)).toEqual(frameOfWhole(position));
	screen.close();
});

test('what is asked of its end is looked for until all is read, and then found', async () => {
	const screen = openReading();
	screen.press(':end\r');
	await screen.shows('Looking for end: 20% of the recording is read so far. Esc stays here.');
	screen.read(20_000);
	expect(screen.session.timeline.length).toBeUndefined();
	screen.end();
	await screen.shows(`at ${whole.count}/${whole.count}`);
	screen.close();
});

test.each([
	['exec:never', 'There is no exec of never in this workload.'],
	['until pid 99999 starts', 'There is never a process 99999'],
])('that there is no %s is told when all is read', async (words, sentence) => {
	const screen = openReading();
	screen.press(`:${words}\r`);
	await screen.shows(`Looking for ${words.replace('until ', '')}: 20% of the recording is read so far.`);
	screen.end();
	await screen.shows(sentence);
	screen.close();
});

test('a search forwards waits for what is still to be read', async () => {
	const screen = openReading();
	screen.press(':until processes > 1000\r');
	await screen.shows('Looking for processes > 1000');
	screen.press('\u001B');
	await eventually(() => expect(screen.store.model().looking).toBeUndefined());
	screen.close();
});

test('the play waits where reading has come to, and goes on from there', async () => {
	const screen = openReading(0.05);
	screen.store.send({type: 'speed', by: 20}, {type: 'play', on: true});
	const {count} = screen.session.machine.program;
	await screen.shows(`at ${count}/${count}`);
	expect(screen.header()).toContain('> PLAY');
	screen.press('L');
	await screen.shows('does not grow');
	screen.read(200_000);
	await eventually(() => expect(screen.session.position).toBeGreaterThan(count));
	expect(screen.header()).toContain('> PLAY');
	screen.close();
});

test('the last event so far is no end', async () => {
	const screen = openReading(0.05);
	const {count} = screen.session.machine.program;
	screen.press(`:${count}\r`);
	await screen.shows(`at ${count}/${count}`);
	screen.press('.');
	await screen.shows('As far as this the recording is read.');
	screen.press('r');
	await screen.shows('The recording is still being read.');
	screen.close();
});

test('a what-if that is on the screen stays there, and what was recorded is whole behind it', async () => {
	const screen = openReading();
	screen.press(':300\r');
	await screen.shows('at 300/');
	screen.press(`Tfork ${whole.pid[0]}\r`);
	await screen.shows('What if');
	screen.end();
	await screen.shows('is read as a whole');
	expect(screen.session.whatIf).toMatchObject({at: 300});
	screen.store.send({type: 'otherFuture'});
	expect(screen.session.machine.program).toBe(whole);
	screen.close();
});

test('what is wrong in its middle is told, and what was read stays', async () => {
	const screen = openReading();
	screen.end(
		Promise.reject(new UserError('This op cannot be read', {file: 'a', line: 9, expected: 'another'})),
	);
	await screen.shows('a:9: This op cannot be read; expected another');
	screen.press('.');
	await screen.shows('at 1/');
	screen.close();
});
