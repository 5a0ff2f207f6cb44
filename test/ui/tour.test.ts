/** The guided tour: every stop can be reached and fits, and the keys go from one to the next. */

import {expect, test} from 'vitest';
import {findDesign} from '../../source/designs/index.ts';
import {openRun} from '../../source/inquiry/run.ts';
import {createScreen, frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {focused} from '../../source/ui/state/model.ts';
import {tourRows, tourStops} from '../../source/ui/state/tour-stops.ts';
import {wrap} from '../../source/ui/text/wrap.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {screenOf} from '../frames/screens.ts';
import {printedBy} from '../helpers/printed.ts';
import {runCommand} from '../helpers/run-command.ts';

const size = {columns: 80, rows: 24 - tourRows};

function screenAt(stop: number, of = size) {
	const {workload, kernel} = tourStops[stop];
	const program = findWorkload(workload)?.build();
	const design = findDesign(kernel);
	if (program === undefined || design === undefined) {
		throw new Error(`no ${workload} on ${kernel}`);
	}

	const session = createSession(openRun(program, {design}));
	session.lookAhead(Number.POSITIVE_INFINITY);
	const store = createScreen(session, of, {tour: {stop}});
	store.send({type: 'tour', by: 0});
	return store;
}

test.each(tourStops.map(({title}, i) => [title, i] as const))('%s', (title, stop) => {
	const store = screenAt(stop);
	const {notice} = store.model();
	expect(notice).toBe('');
	expect(store.session.position).toBeGreaterThan(0);
	expect(focused(store.model())).toBe(tourStops[stop].pane);
	expect(wrap(tourStops[stop].text, size.columns - 1).length).toBeLessThan(tourRows);
	const lines = frameOf(store).map(plainText);
	expect(lines).toHaveLength(24);
	expect(lines.join('\n')).toContain(title);
});

test.each([
	[80, 24],
	[120, 40],
])('at %i by %i every cell that a stop names stands on the screen', (columns, rows) => {
	for (const [i, {title, shows}] of tourStops.entries()) {
		const lines = frameOf(screenAt(i, {columns, rows: rows - tourRows})).map(plainText);
		const seen = lines.slice(0, rows - tourRows).join('\n');
		expect(shows.length, title).toBeGreaterThan(0);
		expect(
			shows.filter((cell) => !seen.includes(cell)),
			`${title}\n${seen}`,
		).toEqual([]);
	}
});

test('the keys go on and back, and a stop on another workload leaves this screen for it', () => {
	const store = screenAt(0);
	pressKeys(store, 'backspace');
	expect(store.model().notice).toBe('The tour begins here.');
	pressKeys(store, 'ctrl-n ctrl-n backspace');
	expect(store.model().tour).toEqual({stop: 1});
	pressKeys(store, 'ctrl-n ctrl-n ctrl-n');
	expect(store.model()).toMatchObject({tour: {stop: 3, next: 4}, isQuitting: true});
});

test('outside the tour the keys say how to start it', () => {
	const store = screenOf('cow', 'start', {columns: 80, rows: 24}, 'ctrl-n');
	expect(store.model().notice).toContain('forkscope tour starts it');
});

test('without a terminal it is text', async () => {
	const {code, stdout} = await runCommand('tour');
	expect(code).toBe(0);
	expect(stdout).toContain('3. Copy on write\n');
	expect(stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('$'))).toEqual([]);
});

test('as text every stop has the command that opens the screen there', async () => {
	const {stdout} = await runCommand('tour --print');
	const commands = stdout.match(/(?<=^\$ forkscope ).+$/gm) ?? [];
	expect(commands).toHaveLength(tourStops.length);
	for (const [stop, words] of commands.entries()) {
		const {code, stdout: screen} = await printedBy(words);
		const {position, end} = screenAt(stop).session;
		expect([code, screen.split('\n')[0]], words).toEqual([
			0,
			expect.stringContaining(`at ${position}/${end}`),
		]);
	}
});

test('a rule of vfork that is broken is told where it is broken, from 80 cells on', () => {
	for (const [rule, position] of [11, 16, 21].entries()) {
		const store = screenOf('vfork', String(position), {columns: 80, rows: 24});
		expect(frameOf(store).map(plainText).at(-2)).toContain(`(vfork rule ${rule + 1})`);
	}
});
