/** What the program offers where the cursor is; that shells show it is in test/terminal/completion.test.ts. */
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {cutLine, quoted} from '../../source/commands/completion/bash-words.ts';
import {spellFlag} from '../../source/commands/flags/global-flags.ts';
import {commands} from '../../source/commands/index.ts';
import {designs} from '../../source/designs/index.ts';
import {panes} from '../../source/ui/panes/index.ts';
import {runCommand} from '../helpers/run-command.ts';

let folder = '';

beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'forkscope-test-completion-'));
	mkdirSync(path.join(folder, 'a folder'));
	mkdirSync(path.join(folder, 'build'));
	const marked =
		'{"forkscope":1,"name":"x"}\n{"op":"start","pid":7,"comm":"sh"}\n{"op":"mark","label":"here we are"}\n';
	writeFileSync(path.join(folder, 'my file.ndjson'), marked);
	writeFileSync(path.join(folder, "it's $HOME.ndjson"), marked);
	writeFileSync(path.join(folder, '.hidden'), '');
});

afterAll(() => rmSync(folder, {recursive: true}));

/** Offers for a line, of which the last word is being typed: those that begin so, without what is said of them. */
async function offered(...line: readonly string[]): Promise<string[]> {
	const {stdout, code} = await runCommand(['__complete', 'fish', ...line], {
		env: {PATH: process.env.PATH ?? ''},
	});
	expect(code).toBe(0);
	const typed = line.at(-1) ?? '';
	const lines = stdout.split('\n').filter((each) => each !== '');
	return lines
		.map((each) => each.replace(/\t.*/, ''))
		.filter((each) => each.startsWith(typed) || each.startsWith(':'));
}

test.each([
	[['sna'], ['snapshot', ':files']],
	[['comp'], ['compare', 'completion', ':files']],
	[
		['run', 'sna'],
		['snapshot', ':files'],
	],
	[['run', 'build', ''], []],
	[['run', './some.strace', ''], [':files']],
	[['run', 'build', '--kernel', 'shared-pt-di'], ['shared-pt-dir']],
	[
		['run', 'build', '-k', 'uv'],
		['uvm', 'uvm-block'],
	],
	[
		['run', 'build', '--kernel=uv'],
		['--kernel=uvm', '--kernel=uvm-block'],
	],
	[['compare', 'build', '--kernels', 'linux-6,od'], ['linux-6,odf']],
	[['compare', 'build', '--kernels', 'odf,linux-6,od'], []],
	[['forktime', ''], []],
	[['forktime', '-k', 'odf,v'], ['odf,v7']],
	[['view', 'build', '--them'], ['--theme']],
	[['build', '--them'], ['--theme']],
	[['build', '--theme', 'l'], ['light']],
	[
		['view', '--pane', 'ma'],
		['maps', 'map'],
	],
	[
		['run', 'build', '--costs', 'phil'],
		['phillips-2002', ':files'],
	],
	[['merge', ''], [':files']],
	[['calibrate', '--from', ''], [':files']],
	[['help', 'fork'], ['forktime']],
	[
		['list', ''],
		['kernels', 'workloads', 'costs'],
	],
	[['completion', 'z'], ['zsh']],
	[
		['schema', 'list-'],
		['list-costs', 'list-kernels', 'list-workloads'],
	],
	[['quiz', 'ra'], ['races']],
	[
		['maps', 'pref'],
		['prefork', ':files'],
	],
	[
		['races', 'un'],
		['unshare-unshare', 'unshare-swapout', ':files'],
	],
	[['races', 'read-read', '--law', 'dou'], ['double-count']],
	[['run', 'prefork', '--work'], ['--workers']],
	[['run', 'build', '--work'], []],
	[['sharing', 'build', '--work'], ['--workers']],
	[['run', '--proc', ''], [':directories']],
	[['import', ''], [':files']],
	[['import', 'x', '-o', ''], [':files']],
	[['run', 'build', '--json', '--js'], []],
	[['compare', 'build', '--json', '--cs'], []],
	[
		['compare', 'build', '--then', 'exit 5', '--th'],
		['--thp', '--then'],
	],
	[['compare', 'build', '--then', 'gr'], ['grow']],
	[['record', '--', './my', ''], [':files']],
	[['tree', 'build', '-pa', '--sta'], []],
	[
		['run', 'snapshot', '--at', 'mark:snapshot'],
		['mark:snapshot begins', 'mark:snapshot saved'],
	],
	[
		['run', 'snapshot', '--at', 'next '],
		['fork', 'exec', 'exit', 'copy', 'split', 'fault'].map((kind) => `next ${kind}`),
	],
	[
		['run', 'build', '--at', 'exec:cc'],
		['exec:cc', 'exec:cc1'],
	],
	[['run', 'no-such-file', '--at', 'mark:'], []],
	[
		['maps', 'cow', '--pid', ''],
		['1', '2'],
	],
] as const)('after %j there is %j', async (words, expected) => {
	expect(await offered(...words)).toEqual(expected);
});

test('every command, kernel and pane is offered, and what is said of them', async () => {
	expect(await offered('')).toEqual(expect.arrayContaining(commands.map(({name}) => name)));
	expect(await offered('run', 'build', '--kernel', '')).toEqual(designs.map(({id}) => id));
	expect(await offered('view', '--pane', '')).toEqual(panes.map(({id}) => id));
	expect((await runCommand('__complete zsh comp')).stdout).toContain(
		'compare\tRun a workload on many kernels',
	);
});

test.each(commands.map(({name}) => name))('every flag of %s is offered', async (name) => {
	const command = await commands.find((each) => each.name === name)?.load();
	const flags = Object.entries(command?.flags ?? {}).filter(([, {isHidden}]) => !isHidden);
	expect(await offered(name, '-')).toEqual(expect.arrayContaining(flags.map(([flag]) => spellFlag(flag))));
});

test('marks and processes of a file are its own', async () => {
	const file = path.join(folder, 'my file.ndjson');
	expect(await offered('maps', file, '--at', 'mark:')).toEqual(['mark:here we are']);
	expect(await offered('maps', file, '--pid', '')).toEqual(['7']);
});

test('processes that run are offered as workloads, and for record', async () => {
	expect(await offered('pid:')).toContain(`pid:${process.pid}`);
	expect(await offered('record', '-p', `1,${String(process.pid).slice(0, -1)}`)).toContain(
		`1,${process.pid}`,
	);
	expect(await offered('record', '--', 'nod')).toContain('node');
});

test('a line that cannot be understood has nothing to complete', async () => {
	const {code, stdout, stderr} = await runCommand(['__complete', 'zsh', 'tree', 'forktime', '-n', '2', '']);
	expect([code, stdout, stderr]).toEqual([1, '', '']);
});

describe('bash', () => {
	/** What bash puts in the place of `word`, the end of the line. */
	async function replies(line: string, word = /[^ ]*$/.exec(line)?.[0] ?? ''): Promise<string[]> {
		const {stdout} = await runCommand(['__complete', 'bash', line, word], {env: {}});
		return stdout.split('\n').filter((each) => each !== '');
	}

	test.each([
		['forkscope sna', 'sna', ['snapshot']],
		['FORCE_COLOR=1 forkscope sna', 'sna', ['snapshot']],
		['forkscope run snapshot --at mark:snap', 'snap', ['snapshot\\ begins', 'snapshot\\ saved']],
		['forkscope run snapshot --at mark:snapshot\\ b', 'snapshot\\ b', ['snapshot\\ begins']],
		['forkscope run snapshot --at "mark:snapshot b', 'mark:snapshot b', ['mark:snapshot begins']],
		["forkscope run snapshot --at 'mark:half", 'mark:half', ['mark:half saved']],
		['forkscope run snapshot --at mark:', '', expect.arrayContaining(['half\\ saved'])],
		['forkscope run --kernel=uv', 'uv', ['uvm', 'uvm-block']],
		['forkscope run --kernel uv', 'uv', ['uvm', 'uvm-block']],
	])('puts into %s in the place of %j %j', async (line, word, expected) => {
		expect(await replies(line, word)).toEqual(expected);
	});

	test('files have their blanks and quotes in the way of the line, and folders end in a slash', async () => {
		const at = (rest: string) => `forkscope run ${folder}/${rest}`;
		expect(await replies(at('my'))).toEqual([`${folder}/my\\ file.ndjson`]);
		expect(await replies(at('it'))).toEqual([`${folder}/it\\'s\\ \\$HOME.ndjson`]);
		expect(await replies(`forkscope run "${folder}/it`, `${folder}/it`)).toEqual([
			`${folder}/it's \\$HOME.ndjson`,
		]);
		expect(await replies(`forkscope run '${folder}/it`, `${folder}/it`)).toEqual([
			`${folder}/it'\\''s $HOME.ndjson`,
		]);
		expect(await replies(at(''))).toEqual([
			...[`${folder}/a\\ folder/`, `${folder}/build/`, `${folder}/it\\'s\\ \\$HOME.ndjson`],
			`${folder}/my\\ file.ndjson`,
		]);
		expect(await replies(at('.h'))).toEqual([`${folder}/.hidden`]);
		expect(await replies(`forkscope run --proc ${folder}/`)).toEqual([
			`${folder}/a\\ folder/`,
			`${folder}/build/`,
		]);
	});

	test.each([
		['a b', ['a', 'b'], ''],
		['a ', ['a', ''], ''],
		[`a 'b c`, ['a', 'b c'], "'"],
		[`a "b\\" \\c`, ['a', 'b" \\c'], '"'],
		[`a b\\ c\\`, ['a', 'b c'], ''],
		[`a 'b'"c"d`, ['a', 'bcd'], ''],
		['', [''], ''],
	])('cuts %j into %j', (line, words, quote) => {
		expect(cutLine(line)).toEqual({words, quote});
	});

	test.each([`it's`, 'a b', '$x "y" `z` \\', 'é ü', '!a', '#b', '(c)'])(
		'reads %j as it was quoted',
		(word) => {
			expect(cutLine(quoted(word, '')).words).toEqual([word]);
			expect(cutLine(`"${quoted(word, '"')}"`).words).toEqual([word]);
			expect(cutLine(`'${quoted(word, "'")}'`).words).toEqual([word]);
		},
	);
});

test('the manual page knows every command and every flag', async () => {
	const {stdout, code} = await runCommand('completion man');
	expect(code).toBe(0);
	for (const {name, load} of commands) {
		expect(stdout).toContain(name);
		for (const [flag, {isHidden}] of Object.entries((await load()).flags)) {
			const spelled = spellFlag(flag);
			expect(isHidden || stdout.includes(spelled.replaceAll('-', '\\-')), spelled).toBe(true);
		}
	}
});

test('a shell that is not known is told', async () => {
	const {code, stderr} = await runCommand('completion tcsh');
	expect([code, stderr]).toEqual([
		2,
		'forkscope: There is no completion for "tcsh"; expected bash, zsh, fish, man\n',
	]);
});
