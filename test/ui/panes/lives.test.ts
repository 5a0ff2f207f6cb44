/** The pane of lives: held to the tasks that the kernel has at each moment, and to the selection of the other panes. */
import {expect, test} from 'vitest';
import {parseProcessKey} from '../../../source/inquiry/keys.ts';
import {isAlive} from '../../../source/kernel/processes/task.ts';
import {nextRow} from '../../../source/kernel/state/columns.ts';
import {startKinds} from '../../../source/machine/ops/index.ts';
import {panes} from '../../../source/ui/panes/index.ts';
import {laneSpans} from '../../../source/ui/panes/lives/lane.ts';
import {type Life, livesOf} from '../../../source/ui/panes/lives/life.ts';
import {selectedTask} from '../../../source/ui/panes/selected.ts';
import {frameOf, plainText, pressKeys} from '../../../source/ui/screen/print.ts';
import type {Store} from '../../../source/ui/screen/store.ts';
import {findGlyphs} from '../../../source/ui/text/glyphs.ts';
import {screenOf, sessionOf, textOf} from '../../frames/screens.ts';

const size = {columns: 120, rows: 40};
const golden = panes.filter(({id}) => ['tree', 'log', 'lives'].includes(id));

function open(workload: string, at: string, keys: string): Store {
	return screenOf(workload, at, size, keys, {}, golden);
}

test('lives of a build', async () => {
	const store = open('build', 'mark:all jobs busy', '3 z');
	await expect(textOf(store)).toMatchFileSnapshot('../../../fixtures/frames/lives-120x40.txt');
});

test.each(['build', 'threads', 'zombies-and-orphans', 'prefork', 'pipeline', 'snapshot', 'vfork'])(
	'%s: whoever lives by the history lives in the kernel, at every moment',
	(workload) => {
		const session = sessionOf(workload);
		const lives = [...livesOf(session.timeline).values()];
		for (let position = 0; position <= session.end; position += Math.ceil(session.end / 60)) {
			session.run({type: 'seek', position});
			const {kernel} = session.machine;
			const inKernel: string[] = [];
			for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
				if (kernel.task.state[task] !== 0 && isAlive(kernel, task)) {
					inKernel.push(`${kernel.task.pid[task]}@${kernel.task.born[task]}`);
				}
			}

			const byHistory = lives.filter(({born, end}) => born <= position && (end ?? position + 1) > position);
			expect(byHistory.map(({key}) => key).sort(), `position ${position}`).toEqual(inKernel.sort());
		}
	},
);

test('the lanes stand in the order of the tree, and those who are not there now come after them', () => {
	const store = open('build', '50%', 't t o down enter 3');
	const {session} = store;
	const lives = session.rows('lives', store.model());
	const processes = session.rows('tree', store.model());
	const keys = (rows: typeof lives, count: number) =>
		Array.from({length: count}, (_, row) => rows.keyAt(row));
	expect(keys(lives, processes.count)).toEqual(keys(processes, processes.count));
	const others = keys(lives, lives.count).slice(processes.count);
	expect(others.length).toBeGreaterThan(0);
	const births = others.map((key) => parseProcessKey(key).born);
	expect(births).toEqual(births.toSorted((left, right) => left - right));
});

test('the lane of the selected process is selected; Enter goes to a process, or to the birth of one that is gone', () => {
	const store = open('build', '50%', 'end');
	const {session} = store;
	const key = store.model().cursors.tree.key;
	pressKeys(store, '3');
	expect(store.model().cursors.lives.key).toBe(key);
	pressKeys(store, 'home enter');
	expect(store.model().recent[0]).toBe('tree');
	expect(selectedTask(session, store.model())).toBe(1);
	pressKeys(store, '3 end');
	const born = parseProcessKey(store.model().cursors.lives.key ?? '').born;
	pressKeys(store, 'enter');
	expect([store.model().recent[0], session.position]).toEqual(['lives', born]);
});

function lane(life: Partial<Life>, position: number, isThere: boolean): string {
	const whole = {key: '2@11', pid: 2, born: 11, names: [], deeds: [], faults: [], threads: [], ...life};
	const place = {position, end: 100, isThere, cells: 11};
	return laneSpans(findGlyphs('ascii'), whole, place)
		.map(([text]) => text)
		.join('');
}

const deed = (position: number, sign: 'F' | 'X' | 'Q' | 'K') => ({position, sign});

test.each<[string, Partial<Life>, number, boolean, string]>([
	['lives from its birth to the end of the run', {}, 50, true, ' ----|-----'],
	['ends where it ended', {end: 65, deeds: [deed(65, 'Q')]}, 50, true, ' ----|-Q   '],
	[
		'of two deeds in a cell the more telling is seen',
		{deeds: [deed(31, 'F'), deed(35, 'X')]},
		50,
		true,
		' --X-|-----',
	],
	['is gone, and nothing says when', {deeds: [deed(31, 'F')]}, 80, false, ' --?    |  '],
	['is still to come', {}, 5, false, ' |---------'],
	[
		'faults as high as in its worst cell',
		{
			faults: [
				{position: 21, sum: 1},
				{position: 41, sum: 5},
			],
		},
		100,
		true,
		' -,-#-----|',
	],
	['there is no time yet', {born: 0}, 0, true, '|----------'],
])('a life that %s', (_what, life, position, isThere, expected) => {
	expect(lane(life, position, isThere)).toBe(expected);
});

test('what the last event has changed is marked in the lanes of those that it happened to, and nowhere else', () => {
	const store = open('build', '0', '3 z');
	const {session} = store;
	const marked = () => {
		const rows = session.rows('lives', store.model());
		const shown = frameOf(store).map(plainText);
		const pids = shown.flatMap((line) => /^┃[> ]*(\d+) .* \d+!/.exec(line)?.[1] ?? []);
		expect(pids.length).toBeLessThan(rows.count);
		return pids.map(Number);
	};
	const {history, machine} = session.timeline;
	let forks = 0;
	for (let position = 1; position <= 60; position += 1) {
		session.run({type: 'seek', position});
		const op = history.op[position];
		const {kind, pid, child} = machine.program;
		const isFork = startKinds.includes(kind[op]);
		const faults = history.minorFaults[position] + history.majorFaults[position];
		forks += isFork ? 1 : 0;
		if (isFork || faults > 0) {
			expect(marked(), `position ${position}`).toEqual(isFork ? [pid[op], child[op]] : [pid[op]]);
		}
	}

	expect(forks).toBeGreaterThan(0);
	store.send({type: 'flash'});
	expect(marked()).toEqual([]);
});
