/** How the screen can be set: columns, switches of pstree, header, addresses; the branch, panning, what is kept. */
import {expect, test} from 'vitest';
import {parsePstreeFlags} from '../../source/analysis/pstree/flags.ts';
import {pstree} from '../../source/analysis/pstree/pstree.ts';
import {pstreeRoot} from '../../source/analysis/pstree/root.ts';
import {selectedTask} from '../../source/ui/panes/selected.ts';
import {everyDepth, treeState} from '../../source/ui/panes/tree/state.ts';
import {pressKeys} from '../../source/ui/screen/print.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {parseConfig} from '../../source/ui/terminal/config.ts';
import {settingLines, withSettings} from '../../source/ui/terminal/saved-settings.ts';
import {screenOf, textOf} from '../frames/screens.ts';

const size = {columns: 120, rows: 40};
const busy = 'mark:all jobs busy';

function linesOf(store: Store): string[] {
	return textOf(store).split('\n');
}

function selectedPid({session, model}: Store): number {
	return session.machine.kernel.task.pid[selectedTask(session, model())];
}

test.each(['p', 'a', 'u', 'g', 't', 'T', 'n', 'c', 'pu', 'ap', 'uT', 'cgn'])(
	'pstree -%s by v and its letters, line by line what pstree prints; every row selects its process',
	(letters) => {
		const keys = [...letters].map((letter) => `v ${letter}`).join(' ');
		for (const [workload, at] of [
			['build', busy],
			['threads', '60%'],
		]) {
			const store = screenOf(workload, at, {columns: 200, rows: 60}, `${keys} z`);
			const root = pstreeRoot(store.session.memory);
			const {flags} = parsePstreeFlags([`-${letters}`]);
			const printed = root && pstree(root, {...flags, glyphs: 'unicode', uncut: true});
			const rows = store.session.rows('tree', store.model());
			const lines = Array.from({length: rows.count}, (_, row) => rows.textAt(row));
			expect(lines).toEqual(printed?.trimEnd().split('\n'));
			expect(lines.map((_, row) => rows.rowOf(rows.keyAt(row)))).toEqual(lines.map((_, row) => row));
			const title = ['pstree', ...[...letters].map((letter) => `-${letter}`)].join(' ');
			expect(textOf(store)).toContain(`  ${title} ━`);
		}
	},
);

test('the same letter again switches off; in another mode the first press shows the text', () => {
	const store = screenOf('build', busy, size, 'v p');
	expect([treeState.of(store.model()).mode, treeState.of(store.model()).pstreeSwitches]).toEqual([
		'pstree',
		'p',
	]);
	pressKeys(store, 'v u v p');
	expect(treeState.of(store.model()).pstreeSwitches).toBe('u');
	pressKeys(store, 't t v u');
	expect([treeState.of(store.model()).mode, treeState.of(store.model()).pstreeSwitches]).toEqual([
		'pstree',
		'u',
	]);
});

test('columns go and come one by one, the first stays, and every pane has its own', () => {
	const head = (store: Store) => linesOf(store).find((line) => line.includes(' PID ')) ?? '';
	const store = screenOf('build', busy, size, 's');
	const entries = () => linesOf(store).filter((line) => /\[[x ]\] column/.test(line));
	expect(entries().some((line) => line.includes('column PID of'))).toBe(false);
	expect(entries()[0]).toContain('[x] column PPID of Processes');
	pressKeys(store, 'down down down space');
	expect(head(store)).toMatch(/^┃ +PID +MEM/);
	expect(linesOf(store).join()).toContain('[ ] column RSS of Processes');
	pressKeys(store, 'enter');
	expect(head(store)).toMatch(/^┃ +PID +RSS +MEM/);
	pressKeys(store, 'space esc 4 s down space esc');
	expect(store.model().hidden).toEqual({tree: ['RSS'], frames: ['RC']});
	expect(linesOf(store).find((line) => line.includes('PAGE'))).not.toContain('RC');
});

test('the setup leaves the pane in sight that it is about', () => {
	for (const [keys, title] of [
		['1 s', '┏━ 1 Processes'],
		['6 s', '[6 Log]'],
	]) {
		const text = textOf(screenOf('build', busy, {columns: 80, rows: 24}, keys));
		expect(text).toContain(title);
		expect(text).toContain('┏━ Setup');
	}
});

test.each([
	['x', 'isDecimal', true],
	['#', 'isHeaderHidden', true],
	['x x', 'isDecimal', false],
	['# #', 'isHeaderHidden', false],
] as const)('%s', (keys, name, expected) => {
	expect(screenOf('build', busy, size, keys).model()[name]).toBe(expected);
});

test('x writes the same addresses in decimal, # gives two lines to the panes', () => {
	const [hex, decimal] = ['2', 'x 2'].map((keys) => {
		const store = screenOf('build', busy, size, keys);
		const line = linesOf(store).find((text) => / make +│| make +┃/.test(text)) ?? '';
		return /[│┃] *([\da-f]{8,}) [r-]/.exec(line)?.[1] ?? '';
	});
	expect(hex).toMatch(/[a-f]/);
	expect(decimal).toBe(String(Number.parseInt(hex, 16)));
	const first = (keys: string) =>
		linesOf(screenOf('build', busy, size, keys)).findIndex((line) => line.includes('1 Processes'));
	expect([first(''), first('#')]).toEqual([3, 1]);
});

test('the branch of the selected process alone, and all again; it waits for its process', () => {
	const store = screenOf('build', busy, size, 'a');
	const count = () => store.session.rows('tree', store.model()).count;
	expect([selectedPid(store), count()]).toEqual([5, 13]);
	pressKeys(store, 't t');
	expect(count()).toBe(13);
	pressKeys(store, 't v p');
	expect(linesOf(store).find((line) => line.includes('make(5)'))).toMatch(/┃make\(5\)─┬─sh/);
	pressKeys(store, 't t home , : "mark:shell prompt" enter');
	expect(textOf(store)).toContain('branch of 5, not there now: all');
	expect(count()).toBe(4);
	pressKeys(store, `: "${busy}" enter`);
	expect(count()).toBe(13);
	pressKeys(store, 'esc');
	expect(count()).toBe(17);
});

test('panning scrolls and leaves the selection, until it would be out of sight', () => {
	const store = screenOf('build', busy, {columns: 80, rows: 24}, 'home down down down');
	const at = () => [store.model().cursors.tree.first, store.model().cursors.tree.row];
	expect(at()).toEqual([0, 3]);
	pressKeys(store, 'shift-down alt-down');
	expect(at()).toEqual([2, 3]);
	pressKeys(store, 'alt-down alt-down');
	expect(at()).toEqual([4, 4]);
	pressKeys(store, 'shift-up shift-up shift-up shift-up shift-up');
	expect(at()).toEqual([0, 4]);
});

test('long lines move sideways, wide characters and heads with them', () => {
	const store = screenOf('build', '50%', {columns: 80, rows: 24}, '1');
	const before = linesOf(store)[5];
	pressKeys(store, 'alt-right alt-right');
	expect(linesOf(store)[5].slice(1, 40)).toBe(before.slice(17, 56));
	expect(linesOf(store).join()).toContain('from cell 17 · 5/17');
	pressKeys(store, 'alt-left alt-left alt-left');
	expect(linesOf(store)[5]).toBe(before);
});

test('marks and bookmarks are a list: Enter goes there, b removes what is ours', () => {
	const store = screenOf('build', '50%', size, 'b B');
	expect(linesOf(store).filter((line) => /^┃ [> ] +\d+ +\d/.test(line))).toHaveLength(6);
	pressKeys(store, 'home b');
	expect(store.model().notice).toContain('the workload’s own');
	pressKeys(store, 'down down down b');
	expect(store.model().bookmarks).toEqual([]);
	pressKeys(store, 'home enter');
	expect([store.session.position, store.model().overlay]).toEqual([107, undefined]);
	pressKeys(screenOf('threads', 'start', size, 'B'), 'enter b down');
});

const panes = ['tree', 'maps', 'frames'];
const model = screenOf('build', 'start', size).model();

test('settings go into the lines where they stand; comments, keys and the rest stay', () => {
	const before = [
		'# mine',
		'theme = dark  # at night',
		'key play = p',
		'hide tree = USER',
		'  flash=yes',
		'depth = 3',
		'',
	].join('\n');
	const chosen = {...model, theme: 'light', isFlashing: false, hidden: {tree: ['VSZ', 'SH'], maps: []}};
	const after = withSettings(before, settingLines(chosen, panes));
	expect(after).toBe(
		[
			'# mine',
			'theme = light  # at night',
			'key play = p',
			'hide tree = VSZ SH',
			'  flash=no',
			'ascii = no',
			'mouse = yes',
			'header = yes',
			'decimal = no',
			'',
		].join('\n'),
	);
	expect(withSettings(after, settingLines(chosen, panes))).toBe(after);
});

test('P goes through the layouts; the pane with the keys keeps them', () => {
	const store = screenOf('build', busy, size, '5 P');
	expect([store.model().arrangement, store.model().recent[0]]).toEqual(['operator', 'stats']);
	expect(store.model().notice).toBe('Layout operator: processes, figures and sharing.');
	pressKeys(store, 'P P P');
	expect(store.model().arrangement).toBe('all');
	pressKeys(store, 'ctrl-p "designer" enter');
	expect(store.model().arrangement).toBe('designer');
});

test('what is saved is read again as it was', () => {
	const chosen = {
		...model,
		arrangement: 'teacher' as const,
		theme: 'dark',
		glyphs: 'ascii' as const,
		hasMouse: false,
		isHeaderHidden: true,
		isDecimal: true,
		panes: treeState.begin({foldDepth: 2}),
		hidden: {frames: ['KIND']},
	};
	expect(parseConfig(withSettings('', settingLines(chosen, panes)), 'config')).toEqual({
		layout: 'teacher',
		theme: 'dark',
		ascii: true,
		mouse: false,
		flash: true,
		header: false,
		decimal: true,
		depth: 2,
		hidden: {frames: ['KIND']},
		keys: {},
	});
	expect(
		settingLines({...chosen, panes: treeState.begin({foldDepth: everyDepth})}, panes).depth,
	).toBeUndefined();
});

test.each([
	['hide tree = PID', 'config:1: The column "PID" cannot be hidden; expected PPID, USER'],
	['hide log = TIME', 'config:1: No pane "log" has columns; expected tree, maps'],
	['layout = mine', 'config:1: The layout cannot be "mine"; expected all, operator, teacher, designer'],
	['depth = all', 'config:1: The depth cannot be "all"; expected levels of the tree'],
])('%j', (text, message) => expect(() => parseConfig(text, 'config')).toThrow(message));
