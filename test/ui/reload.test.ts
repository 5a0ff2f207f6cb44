/** Reading the workload again: the moment stays, and whatever is wrong with the file costs nothing that was loaded. */
import {expect, test} from 'vitest';
import type {Program} from '../../source/machine/program.ts';
import {UserError} from '../../source/machine/user-error.ts';
import type {Outside} from '../../source/ui/screen/outside.ts';
import {createScreen, frameOf, pressKeys} from '../../source/ui/screen/print.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {sessionOf} from '../frames/screens.ts';
import {eventually} from '../helpers/eventually.ts';

const size = {columns: 120, rows: 40};

function build(parameters: Readonly<Record<string, unknown>> = {}): Program {
	return findWorkload('build')?.build(parameters) as Program;
}

/** Presses r at half of `build`, and waits for the answer. */
async function reload(outside: Outside, keys = '') {
	const store = createScreen(sessionOf('build', '50%'), size, {}, outside);
	pressKeys(store, `end ${keys} r`);
	await eventually(() => expect(store.model().notice).not.toContain('Reading'));
	return store;
}

test('the same workload: position, selection and folds stay, the future is found out again', async () => {
	const store = await reload({reload: async () => build()}, 'b');
	const {session, model} = store;
	expect(model().notice).toBe('build was read again: 2172 events, now at position 1086.');
	expect([session.position, model().cursors.tree.row, model().bookmarks]).toEqual([1086, 16, [1086]]);
	expect(session.markLabels.length).toBeGreaterThan(0);
	session.lookAhead(Number.POSITIVE_INFINITY);
	expect([session.end, session.markLabels.length]).toEqual([2172, 5]);
	expect(frameOf(store).join()).toContain('at 1086/2172');
});

test('another workload in its place: as far as it goes', async () => {
	const {session, model} = await reload({reload: async () => build({units: 1})});
	expect(session.position).toBeLessThan(1086);
	expect(model().notice).toContain(`now at position ${session.position}.`);
	pressKeys({...createScreen(session, size)}, '. , [ ]');
});

test('a kernel that was chosen stays, and so does one beside it', async () => {
	const session = sessionOf('build', '50%');
	const store = createScreen(session, size, {}, {reload: async () => build()});
	store.send({type: 'design', kernel: 'v7'}, {type: 'beside', kernel: 'odf'}, {type: 'reload'});
	await eventually(() => expect(store.model().notice).toContain('read again'));
	expect([session.kernel, session.beside?.kernel, session.beside?.position]).toEqual(['v7', 'odf', 1086]);
});

test.each<[string, Outside, string]>([
	[
		'a broken line',
		{
			reload: () =>
				Promise.reject(
					new UserError('There is no op "frok"', {file: 'a.trace', line: 12, source: 'frok 1 2'}),
				),
		},
		'a.trace:12: There is no op "frok"',
	],
	[
		'a file that is gone',
		{reload: () => Promise.reject(new UserError('There is no file a.trace.'))},
		'There is no file a.trace.',
	],
	['nobody who could', {}, 'This workload cannot be read again here.'],
])('%s is one sentence, and nothing is lost', async (_what, outside, sentence) => {
	const {session, model} = await reload(outside);
	expect(model().notice).toBe(sentence);
	expect([session.position, session.end, model().cursors.tree.row]).toEqual([1086, 2172, 16]);
	expect(session.machine.program.header.name).toBe('build');
});

test('settings are saved by whoever opened the screen, and trouble is one sentence', () => {
	const session = sessionOf('build', 'start');
	const saved: string[] = [];
	const outside: Outside = {
		saveSettings(model) {
			saved.push(model.theme);
			return 'config';
		},
	};
	const store = createScreen(session, size, {}, outside);
	pressKeys(store, 's ctrl-s');
	expect([saved, store.model().notice]).toEqual([['terminal'], 'The settings are saved in config.']);
	const failing = createScreen(
		session,
		size,
		{},
		{
			saveSettings() {
				throw new UserError('It may not be written.');
			},
		},
	);
	pressKeys(failing, 's ctrl-s');
	expect([failing.model().notice, failing.model().overlay?.kind]).toEqual([
		'It may not be written.',
		'setup',
	]);
});
