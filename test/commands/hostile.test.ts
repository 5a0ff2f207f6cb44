/** Text of files that a terminal would obey: in every field of every source, through every command, pane and format. */
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {commands} from '../../source/commands/index.ts';
import {formsOf} from '../../source/exports/index.ts';
import {type Field, FieldMistake, type Fields} from '../../source/machine/ops/field.ts';
import {opNames, ops} from '../../source/machine/ops/index.ts';
import {panes} from '../../source/ui/panes/index.ts';
import {runCommand} from '../helpers/run-command.ts';

/** A title, a cleared screen in two spellings, another direction of text, and a row of its own. */
const evil = 'e\u001B]0;pwn\u0007\u001B[2J\u009B2J\u0085\u202E\u2066\u007F\b\r\t\u200F\u2028\u2029\nROW';
/** In a source of lines, a name has no line end. */
const evilLine = evil.replaceAll(/[\r\n]/g, '');

const mappings = [{addr: '0x10000', len: '8K', prot: 'rw-', file: evil, name: evil}];
const texts: readonly unknown[] = [evil, [evil, evil], mappings];
const numbers: readonly unknown[] = ['64K', 1, true, 'rw-', 'private', []];

function accepts({read}: Field, value: unknown): boolean {
	try {
		read(value, {});
		return true;
	} catch (error) {
		expect(error).toBeInstanceOf(FieldMistake);
		return false;
	}
}

/** Every field that takes text has the evil one; of the others those that must be there. */
function evilOp(op: string, fields: Fields, required: readonly string[]): Record<string, unknown> {
	const filled = Object.entries(fields).flatMap(([name, field]) => {
		const values = required.includes(name) ? [...texts, ...numbers] : texts;
		const value = values.find((each) => accepts(field, each));
		return value === undefined ? [] : [[name, value] as const];
	});
	return {op, ...Object.fromEntries(filled)};
}

const told = opNames
	.map((name) => evilOp(name, ops[name].fields, ops[name].required))
	.filter((op) => texts.some((text) => Object.values(op).includes(text)));

/** The ops that take text, done by one process with a child of the same name. */
function workload(): string {
	const lines = [
		{forkscope: 1, name: evil, description: evil},
		...told.map((op, i) => ({...op, ...('child' in op ? {child: i + 100} : {})})),
		{op: 'fork', pid: 1, child: 2},
		{op: 'write', pid: 2, addr: '0x10000', len: '4K'},
		{op: 'write', pid: 1, addr: '0x0', len: '4K'},
		{op: 'mark', label: evil},
	];
	return lines.map((line) => JSON.stringify(line)).join('\n');
}

const perf = [
	`${evilLine} 7/7 [000] 10.000100: PERF_RECORD_COMM exec: ${evilLine}:7/7`,
	`${evilLine} 7/7 [000] 10.000200: PERF_RECORD_MMAP2 7/7: [0x400000(0x2000) @ 0 08:01 1 1]: r-xp /srv/${evilLine}`,
	`${evilLine} 7/7 [000] 10.000250: PERF_RECORD_FORK(8:8):(7:7)`,
	`${evilLine} 7/7 [000] 10.000300: exceptions:page_fault_user: address=0x400000 ip=0x400010 error_code=0x4`,
	`${evilLine} strange ${evilLine}`,
].join('\n');

const strace = [
	`7 execve("/bin/${evilLine}", ["${evilLine}"], 0x7ffd /* 1 var */) = 0`,
	`7 openat(AT_FDCWD, "/srv/${evilLine}", O_RDONLY) = 3`,
	'7 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, 3, 0) = 0x7f0000000000',
	'7 fork() = 8',
	`8 ${evilLine}(1) = 0`,
	`${evilLine}`,
	'7 exit_group(0) = ?',
].join('\n');

const obeyed = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/u;
const ours = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

function expectPrintable(printed: {readonly stdout: string; readonly stderr: string}): void {
	for (const text of [printed.stdout, printed.stderr]) {
		expect(obeyed.exec(text.replaceAll(ours, ''))?.[0].codePointAt(0), text).toBeUndefined();
		expect(text).not.toMatch(/^ROW/m);
	}
}

let directory = '';
let files: Readonly<Record<string, string>> = {};

beforeAll(async () => {
	directory = await mkdtemp(path.join(tmpdir(), 'forkscope-hostile-'));
	const sources = {workload: workload(), perf, strace};
	const written = Object.entries(sources).map(async ([name, text]) => {
		const file = path.join(directory, `${name} ${evil.replaceAll('/', '')}`);
		await writeFile(file, text);
		return [name, file] as const;
	});
	files = Object.fromEntries(await Promise.all(written));
});

afterAll(() => rm(directory, {recursive: true, force: true}));

test('every op with text is among them', () => {
	expect(told.map(({op}) => op)).toEqual([
		'start',
		'spawn',
		'exec',
		'mmap',
		'comm',
		'setuid',
		'cgroup',
		'reclaim',
		'mark',
	]);
});

const sources = ['workload', 'perf', 'strace'];
/** What is about one program, of all commands. */
const readers = await Promise.all(
	commands.filter(({name}) => !['view', 'record', 'tour'].includes(name)).map(({load}) => load()),
).then((loaded) => loaded.filter(({usage}) => usage.some((form) => /WORKLOAD|FILE/.test(form))));

/** What takes long has little to do. */
const fewer: Readonly<Record<string, readonly string[]>> = {compare: ['--kernels', 'linux-6']};

describe.each(sources)('text in every field of a %s', (source) => {
	test('is understood', async () => {
		const printed = await runCommand(['run', files[source]]);
		expect(printed.code, printed.stderr).toBe(0);
	});

	test.each(readers)('$name', async ({name, flags}) => {
		const printed = await runCommand([name, files[source], ...(fewer[name] ?? [])]);
		expect([0, 2], printed.stderr).toContain(printed.code);
		expectPrintable(printed);
		for (const flag of ['json', 'csv', 'markdown'].filter((each) => each in flags)) {
			const other = await runCommand([name, files[source], `--${flag}`, ...(fewer[name] ?? [])]);
			expectPrintable(other);
			if (flag === 'json' && other.code === 0) {
				expect(() => JSON.parse(other.stdout)).not.toThrow();
			}
		}
	});
});

test.each(formsOf('picture', 'data').map(({id}) => id))('the screen and every pane as %s', async (format) => {
	const file = files.workload;
	for (const pane of [undefined, ...panes.map(({id}) => id)]) {
		const part = pane === undefined ? [] : ['--pane', pane];
		const printed = await runCommand([
			'view',
			file,
			'--screen',
			'120x40',
			'--at',
			'end',
			'--format',
			format,
			...part,
		]);
		expect(printed.code, printed.stderr).toBe(0);
		expectPrintable(printed);
	}
});

test.each(['? ', 'm', 'B', ': " nowhere\u001B[2J" enter', '/ "\u009B2J" enter', 'w', 'i'])(
	'the screen after %j',
	async (keys) => {
		expectPrintable(
			await runCommand(['view', files.workload, '--screen', '100x30', '--at', '50%', '--keys', keys]),
		);
	},
);

test.each([
	['report', evil],
	['report', 'cow', '--at', evil],
	['report', 'cow', '--kernel', evil],
	['report', 'cow', '--pid', evil],
	['report', 'cow', `--${evil}`],
	['tree', 'cow', evil],
	['forktime', evil],
	['view', 'cow', '--format', evil],
	['view', 'cow', '--screen', evil],
	[evil, evil],
])('in the words of a command line: %j %#', async (...words) => {
	const printed = await runCommand(words);
	expect(printed.code).toBe(2);
	expectPrintable(printed);
	expect(printed.stderr.trimEnd().split('\n').length).toBe(1);
});
