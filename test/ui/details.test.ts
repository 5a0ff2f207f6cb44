/** The details that make people of htop and lazygit feel at home, one by one, on real sessions. */

import {expect, test} from 'vitest';
import {opKinds} from '../../source/machine/ops/index.ts';
import {selectedTask} from '../../source/ui/panes/selected.ts';
import {treeState} from '../../source/ui/panes/tree/state.ts';
import {frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import type {Session} from '../../source/ui/state/session.ts';
import {screenOf, textOf} from '../frames/screens.ts';

const size = {columns: 120, rows: 40};
const busy = 'mark:all jobs busy';

function selectedPid({session, model}: Store): number {
	return session.machine.kernel.task.pid[selectedTask(session, model())];
}

/** The line of the selected row. */
function selectedLine(store: Store): string {
	const line = frameOf(store).find((text) => text.includes('\u001B[7m') && !text.includes('PAUSED'));
	return plainText(line ?? '');
}

function lineWith(store: Store, text: string): string {
	return (
		textOf(store)
			.split('\n')
			.find((line) => line.includes(text)) ?? ''
	);
}

test('1: the selection is who it is, survives everything, is stood in for, and returns', () => {
	const store = screenOf('build', busy, size, 'end');
	const pid = selectedPid(store);
	const {row, first} = store.model().cursors.tree;
	for (const keys of ['o down enter', 'I I', 'o home enter', '< >', '*', '*', '. . . ,', 'z z', 'c c']) {
		pressKeys(store, keys);
		expect([keys, selectedPid(store)]).toEqual([keys, pid]);
	}

	store.send({type: 'resize', columns: 80, rows: 24}, {type: 'resize', ...size});
	expect(selectedPid(store)).toBe(pid);
	pressKeys(store, ': "mark:make starts" enter');
	expect(selectedPid(store)).not.toBe(pid);
	expect(textOf(store)).toContain(`${pid} is not there now`);
	pressKeys(store, `: "${busy}" enter`);
	expect(selectedPid(store)).toBe(pid);
	expect(textOf(store)).not.toContain('is not there now');
	expect([row, first]).toEqual([16, 0]);
});

test('1: whoever is followed and ends is stood in for by the nearest of its parents that lives', () => {
	const store = screenOf('build', busy, size, 'end');
	const pid = selectedPid(store);
	const ppid = parentOf(store, pid);
	const {timeline} = store.session;
	const exit = eventWhere(
		timeline,
		(op, program) => program.kind[op] === opKinds.exit && program.pid[op] === pid,
	);
	const reaped = eventWhere(
		timeline,
		(op, program) => program.kind[op] === opKinds.wait && program.pid[op] === ppid,
		exit,
	);
	store.send({type: 'goto', target: `#${reaped}`});
	expect(selectedPid(store)).toBe(ppid);
});

test('2: everything browses while paused, and the word PAUSED says it in reverse', () => {
	const store = screenOf('build', '50%', size, 'tab down end');
	expect(frameOf(store)[0]).toMatch(/\[7[\d;]*m PAUSED /);
	expect(textOf(screenOf('build', '50%', size, 'space'))).not.toContain('PAUSED');
	pressKeys(store, '1 end left left , , .');
	expect(treeState.of(store.model()).folds).not.toEqual({});
});

test('3: who was born lately is new for some events, whichever way one comes', () => {
	const store = screenOf('build', 'start', size);
	const fork = eventWhere(store.session.timeline, isBirth, 200);
	const isNewAt = [fork - 1, fork, fork + 1, fork + 2, fork + 3];
	const seen = (order: readonly number[]) =>
		order.map((at) => {
			store.send({type: 'goto', target: `#${at}`});
			return /─(?:sh|make|cc1?) new\b/.test(textOf(store));
		});
	expect(seen(isNewAt)).toEqual([false, true, true, true, false]);
	expect(seen(isNewAt.toReversed())).toEqual([false, true, true, true, false]);
	store.send({type: 'goto', target: `#${fork}`}, {type: 'flash'});
	expect(textOf(store)).not.toMatch(/─(?:sh|make|cc1?) new\b/);
});

test('3: who ended lately is told of in the row of its parent, and then no more', () => {
	const store = screenOf('build', busy, {columns: 200, rows: 60}, 'home');
	const {timeline} = store.session;
	const reaped = eventWhere(
		timeline,
		(op, program) => program.kind[op] === opKinds.wait && timeline.history.tasks[op + 1] > 0,
		store.session.position,
	);
	const exit = lastExitBefore(timeline, reaped);
	const gone = timeline.machine.program.pid[timeline.history.op[exit]];
	const told = [exit, reaped, exit + 20, reaped].map((at) => {
		store.send({type: 'goto', target: `#${at}`});
		return textOf(store).includes(`(${gone} `);
	});
	expect(told).toEqual([false, true, false, true]);
	store.send({type: 'flash'});
	expect(textOf(store)).not.toContain(' ended)');
});

test.each([
	[{columns: 80, rows: 24}, /─make.\(12 sh, 19 mv ended\)/, /make \[12 below, pages once\]/],
	[{columns: 120, rows: 40}, /─make.\(2 ended\)/, /make \[12 below\]/],
	[{columns: 200, rows: 60}, /─make.\(2 ended\).-j4/, /make \[12 below\] -j4/],
])(
	'at %o who ended and what is folded is told as there is room for, and never in part',
	(room, gone, folded) => {
		expect(textOf(screenOf('build', '543', room, 'home'))).toMatch(gone);
		expect(textOf(screenOf('build', busy, room, 'home down down down down left'))).toMatch(folded);
	},
);

test('3: the figures that the last event changed are marked, not by colour alone', () => {
	const store = screenOf('build', '50%', size, 'end');
	const {history} = store.session.timeline;
	const fault = history.minorFaults.findIndex((faults, event) => event > 1100 && faults > 0);
	store.send({type: 'goto', target: `#${fault}`});
	const pid = store.session.machine.program.pid[history.op[fault]];
	const isMarked = new RegExp(`^.\\s*${pid} .*[RS]!`, 'm');
	expect(textOf(store)).toMatch(isMarked);
	store.send({type: 'flash'});
	expect(textOf(store)).not.toMatch(isMarked);
});

test('3: page tables say that they were shared or split', () => {
	const words = new Set<string>();
	const store = screenOf('prefork', 'start', size, '3 z');
	store.send({type: 'design', kernel: 'odf'}, {type: 'follow'});
	for (let event = 1; event <= 600 && words.size < 2; event += 1) {
		store.send({type: 'goto', target: `#${event}`});
		for (const [word] of textOf(store).matchAll(/(?:shared|split off) now/g)) {
			words.add(word);
		}
	}

	expect([...words].sort()).toEqual(['shared now', 'split off now']);
});

test('4: a folded row has sums and +, and the edge of the pane names what it hides', () => {
	const store = screenOf('build', '50%', size, 'left');
	expect(selectedLine(store)).toMatch(/ 27\.3M .*└\+make \[12 below/);
	expect(textOf(store)).toContain('hides 4 sh, 4 cc, 4 cc1');
	pressKeys(store, 'right');
	expect(textOf(store)).not.toContain('hides');
	pressKeys(store, 'c end');
	expect(textOf(store)).toContain('hides ');
});

test('6: search is incremental, goes around the end and says so, and what is found stays selected', () => {
	const store = screenOf('build', '50%', size, 'home / "cc1"');
	const found = selectedPid(store);
	expect(selectedLine(store)).toContain('cc1');
	pressKeys(store, 'enter');
	const seen = [found];
	for (let i = 0; i < 4; i += 1) {
		pressKeys(store, 'n');
		seen.push(selectedPid(store));
	}

	expect(new Set(seen).size).toBe(4);
	expect(seen[4]).toBe(found);
	expect(store.model().notice).toContain('went around the end');
	pressKeys(store, '. . .');
	expect(selectedPid(store)).toBe(found);
});

test('7: an entry of the list of keys runs, and the bottom line changes with the pane', () => {
	const store = screenOf('build', '50%', size, '? / "ten events forward" enter enter');
	expect(store.session.position).toBe(1096);
	expect(textOf(store).split('\n').at(-2)).toContain('Left fold');
	pressKeys(store, '6');
	expect(textOf(store).split('\n').at(-2)).not.toContain('Left fold');
});

test('9: log and timeline are one cursor', () => {
	const store = screenOf('build', '50%', size, '6');
	expect(selectedLine(store)).toContain('> 1086');
	pressKeys(store, 'up up up');
	expect(store.session.position).toBe(1086);
	pressKeys(store, 'enter');
	expect(store.session.position).toBe(1083);
	expect(selectedLine(store)).toContain('> 1083');
	store.send({type: 'press', column: 0, row: 1});
	pressKeys(store, '.');
	expect(selectedLine(store)).toContain('>    1');
});

test('10: every step says what it did, and the numbers say by how much they changed', () => {
	const store = screenOf('build', busy, {columns: 140, rows: 40});
	const {timeline} = store.session;
	const {history} = timeline;
	const exit = eventWhere(timeline, isExit, store.session.position);
	store.send({type: 'goto', target: `#${exit}`});
	const freed = history.frames[exit] - history.frames[exit - 1];
	expect(freed).toBeLessThan(0);
	expect(textOf(store).split('\n')[0]).toContain(`frames (${freed})`);
	expect(textOf(store).split('\n').at(-3)).toMatch(/exit \d+/);
	const fork = eventWhere(timeline, isBirth, exit);
	store.send({type: 'goto', target: `#${fork}`});
	expect(textOf(store).split('\n')[0]).toContain('processes (+1)');
	expect(textOf(store).split('\n').at(-3)).toMatch(/fork \d+ → \d+/);
	pressKeys(store, 'space');
	expect(textOf(store).split('\n')[0]).not.toContain('(+');
});

test('11: numbers stay put: no column moves while it plays', () => {
	const store = screenOf('build', '30%', size, 'home');
	// What a whole bar stands for is a number too.
	const places = () => lineWith(store, ' PID ').replace(/MEM +\S+/, (scale) => '.'.repeat(scale.length));
	const heads = places();
	for (let i = 0; i < 60; i += 1) {
		pressKeys(store, 'shift-right');
		expect(places()).toBe(heads);
		const row = lineWith(store, 'login --');
		expect([...row].slice(1, 5).join('')).toMatch(/^ +3$/);
	}
});

type Timeline = Session['timeline'];
type Program = Timeline['machine']['program'];

const isExit = (op: number, {kind}: Program) => kind[op] === opKinds.exit;
const isBirth = (op: number, {kind}: Program) => kind[op] === opKinds.vfork;

function eventWhere(
	{history, machine: {program}}: Timeline,
	test: (op: number, program: Program) => boolean,
	from = 0,
): number {
	for (let event = from + 1; event <= history.count; event += 1) {
		if (test(history.op[event], program)) {
			return event;
		}
	}

	throw new Error('no such event');
}

function lastExitBefore({history, machine: {program}}: Timeline, event: number): number {
	for (let at = event; at > 0; at -= 1) {
		if (program.kind[history.op[at]] === opKinds.exit) {
			return at;
		}
	}

	throw new Error('no exit');
}

function parentOf({session: {machine}}: Store, pid: number): number {
	const {task} = machine.kernel;
	const row = task.pid.findIndex((each, i) => each === pid && task.state[i] !== 0);
	return task.pid[task.parent[row]];
}

test.each([
	['f12', 'F12 means nothing here; ? lists the keys.'],
	['6 u', 'u means something only in tree, tables, frames, map; ? lists the keys.'],
	['alt-3 f', 'f means nothing here; ? lists the keys.'],
	['alt-3 w', 'w takes no count.'],
	['alt-1 2', '12 times: a key that moves or steps · Esc'],
	['alt-1 2 esc', ''],
])('a key that does nothing says so: %s', (keys, expected) => {
	expect(screenOf('build', busy, size, keys).model().notice).toBe(expected);
});

test.each([
	[':q', true],
	[':q!', true],
	[':qa', true],
	[':quit', true],
	[':quiet', false],
])('%s leaves as in vim: %s', (line, expected) => {
	expect(screenOf('build', busy, size, `${line[0]} "${line.slice(1)}" enter`).model().isQuitting).toBe(
		expected,
	);
});

test('a count before a key does it so often, and G goes to that row', () => {
	const store = screenOf('build', busy, size, '1 home');
	const row = () => store.model().cursors.tree.row;
	pressKeys(store, 'alt-5 j');
	expect(row()).toBe(5);
	pressKeys(store, 'alt-1 2 G');
	expect(row()).toBe(11);
	const {position} = store.session;
	pressKeys(store, 'alt-1 0 .');
	expect(store.session.position).toBe(position + 10);
	expect(store.model().count).toBe('');
});

test.each([
	['5 g g', 4],
	['5 g', 4],
	['5 g g g', 0],
	['5 g j', 5],
	['5 g j j', 6],
	['5 G g', 0],
	['5 home', 4],
	['9 9 9 g g', 16],
	['5 g 1 0 j', 14],
	['end g g', 0],
])('%s is at row %s, counted from 0, as in vim and less', (keys, expected) => {
	const store = screenOf('build', busy, size, '1 home', {digits: 'counts'});
	pressKeys(store, keys);
	expect(store.model().cursors.tree.row).toBe(expected);
});

test('plain digits count where the settings say so, and with Alt go to panes', () => {
	const store = screenOf('build', busy, size, '1 home', {digits: 'counts'});
	pressKeys(store, '1 0 j');
	expect(store.model().cursors.tree.row).toBe(10);
	pressKeys(store, 'alt-6');
	expect(store.model().recent[0]).toBe('log');
});

test.each([':h', ':help'])('%s opens the list of keys as in vim, M sorts by memory as in htop', (line) => {
	const store = screenOf('build', '50%', {columns: 80, rows: 24});
	pressKeys(store, `: "${line.slice(1)}" enter`);
	expect(store.model().overlay?.kind).toBe('help');
	pressKeys(store, 'esc M');
	expect(treeState.of(store.model())).toMatchObject({sort: 'rss', isInverted: false});
});
