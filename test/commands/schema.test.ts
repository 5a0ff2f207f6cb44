/** `schema`: every answer with --json keeps to its schema, a schema of the workload file takes what its reader takes, and no more. */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import type {ValidateFunction} from 'ajv';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, test} from 'vitest';
import {commands} from '../../source/commands/index.ts';
import {FieldMistake} from '../../source/machine/ops/field.ts';
import {opNames, ops} from '../../source/machine/ops/index.ts';
import {readHeader, readOp} from '../../source/readers/forkscope/forkscope.ts';
import {workloadLines} from '../../source/readers/forkscope/write.ts';
import {workloads} from '../../source/workloads/index.ts';
import {runCommand} from '../helpers/run-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ajv = new Ajv2020({strict: true, strictRequired: false, allowUnionTypes: true});
const compiled = new Map<string, ValidateFunction>();

async function validatorOf(name: string): Promise<ValidateFunction> {
	const known = compiled.get(name);
	if (known !== undefined) {
		return known;
	}

	const made = ajv.compile(JSON.parse((await runCommand(`schema ${name}`)).stdout));
	compiled.set(name, made);
	return made;
}

/** What is wrong with an answer, by the schema that it names; nothing where it keeps to it. */
async function complaints(answer: {readonly schema: string}): Promise<unknown> {
	const [, name] = /^forkscope\/(.*)@1$/.exec(answer.schema) ?? [];
	const validate = await validatorOf(name);
	return validate(answer) ? undefined : validate.errors;
}

/** Command lines whose answers differ in what they have; with --json each. */
const lines = [
	'check cow',
	'check vfork --every 7',
	'compare cow --kernels linux-6,odf,v7',
	'compare threads --kernels linux-6,v7',
	'forktime -n 2 -m 20',
	'frames cow --pid 1',
	'frames prefork --kernel shared-pt --at 50%',
	'list kernels',
	'list kernels --kernel odf',
	'list workloads',
	'list costs',
	'map cow --zoom 1',
	'map cow --what physical',
	'maps prefork --at 50%',
	'maps snapshot --kernel shared-pt --at "mark:snapshot begins"',
	'maps cow --thp always',
	'quiz cow',
	'quiz cow --answers',
	'quiz tables --answers --seed 3',
	'quiz races --answers',
	'races',
	'races read-read --locks v2',
	'report cow',
	'report cow --thp always --memory 64M --swap 64M',
	'report vfork --at 50%',
	'run build',
	'run vfork',
	'run pressure --kernel linux-2.4',
	'run prefork --memory 24M',
	'run fixtures/recordings/small/shared-memory.perf.txt.gz --differences',
	'sharing prefork --gc',
	'sharing prefork --at 50% --pid 1',
	'sweep forktime --forks 2 --pages 16,512 --kernels linux-6,cow-pte --fork-as fork',
	'sweep cow --memory 8K,8M --kernels linux-6,v7',
	'why cow --pid 1',
	'tables cow',
	'tables snapshot --kernel shared-pt --at "mark:snapshot begins"',
	'tables cow --thp always',
	'tables cow --pid 2 --address 0x7effffff8000 --at 8',
	'tables cow --pid 2 --address 0x10 --at 8',
	'tree build --at 50%',
	'tree threads --at 50%',
	'tree zombies-and-orphans --at 50%',
];

/** As a shell cuts it. */
function wordsOf(line: string): string[] {
	return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

test.each(lines)('%s answers as its schema says', async (line) => {
	const {stdout, stderr} = await runCommand([...wordsOf(line), '--json']);
	expect(stdout, stderr).not.toBe('');
	expect(await complaints(JSON.parse(stdout))).toBeUndefined();
});

test.each([
	['screen', 'view prefork --at 50% --screen 120x40 --format json'],
	['pane', 'view prefork --at 50% --screen 120x40 --pane maps --format json'],
])('the data of a %s is as its schema says', async (_, line) => {
	expect(await complaints(JSON.parse((await runCommand(line)).stdout))).toBeUndefined();
});

test('a cost table is as its schema says', async () => {
	const {stdout} = await runCommand('calibrate --from fixtures/recordings/lua-make.strace.gz');
	expect(await complaints(JSON.parse(stdout))).toBeUndefined();
});

test('live prints lines that keep to its schema', async () => {
	const recording = readFileSync(path.join(root, 'fixtures', 'recordings', 'redis-bgsave.perf.txt.gz'));
	const {stdout} = await runCommand('live - --json --all', {stdin: recording});
	const validate = await validatorOf('live');
	const events = stdout.trim().split('\n');
	expect(events.length).toBeGreaterThan(100);
	expect(events.filter((event) => !validate(JSON.parse(event)))).toEqual([]);
});

test('every command that answers with --json is tried above, and every schema is of such an answer', async () => {
	const records = await Promise.all(commands.map(({load}) => load()));
	// What merge prints is of the command that wrote the parts.
	const answering = records
		.filter(({name, flags}) => name !== 'merge' && Object.hasOwn(flags, 'json'))
		.map(({name}) => name);
	const tried = new Set([...lines, 'live'].map((line) => line.split(' ')[0]));
	expect(answering.filter((name) => !tried.has(name))).toEqual([]);
	const names = (await runCommand('schema')).stdout.trim().split('\n');
	const known = [...answering.filter((name) => name !== 'list'), 'costs', 'screen', 'pane', 'workload'];
	expect(names.filter((name) => !known.includes(name.replace(/^list-.*/, 'run')))).toEqual([]);
});

test('an answer with a field too many, without one or with another kind of value is told', async () => {
	const answer = JSON.parse((await runCommand('run cow --json')).stdout);
	const {ops: count, ...without} = answer;
	for (const wrong of [
		{...answer, more: 1},
		without,
		{...answer, ops: String(count)},
		{...answer, schema: 'x'},
	]) {
		expect((await validatorOf('run'))(wrong)).toBe(false);
	}
});

test('the schemas are those of the types', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-test-schemas-'));
	const made = path.join(folder, 'answers.json');
	try {
		execFileSync(process.execPath, [path.join(root, 'scripts', 'schemas.mjs'), made], {cwd: root});
		const kept = path.join(root, 'source', 'commands', 'schema', 'answers.json');
		expect(readFileSync(kept, 'utf8') === readFileSync(made, 'utf8'), 'npm run schemas').toBe(true);
	} finally {
		rmSync(folder, {recursive: true});
	}
});

test('numbers of answers are rounded', async () => {
	const {stdout} = await runCommand('run build --json');
	const fractions = [...stdout.matchAll(/: -?\d+\.(\d+)/g)].map(([, digits]) => digits);
	expect(fractions.length).toBeGreaterThan(0);
	expect(fractions.filter((digits) => digits.length > 4)).toEqual([]);
});

describe('the schema of a workload file', () => {
	test.each(workloads.map(({id}) => id))('takes every line of %s', async (id) => {
		const validate = await validatorOf('workload');
		const found = workloads.find((workload) => workload.id === id)?.build();
		const wrong = [...(found === undefined ? [] : workloadLines(found))].find(
			(line) => !validate(JSON.parse(line)),
		);
		expect(wrong).toBeUndefined();
	});

	/** Values that some fields take and others do not. */
	const values = [
		...[
			0,
			1,
			-1,
			1.5,
			15,
			16,
			2 ** 31,
			1e16,
			null,
			true,
			'',
			'4M',
			'4X',
			'0x10',
			'rw-',
			'rwx-',
			'private',
			'dontneed',
		],
		...[
			'exit',
			'cow',
			[],
			['vm'],
			['current'],
			['x'],
			[0],
			[1],
			[99],
			{},
			[{}],
			[{addr: 0, len: '4K', prot: 'r--'}],
		],
		...[[{addr: 0, len: 4096, prot: 'r--', filled: 'much'}], 'x'.repeat(5000), 'low'],
	];

	test.each(opNames)('takes of %s what the reader takes', async (op) => {
		const validate = await validatorOf('workload');
		const {fields, required} = ops[op];
		const whole = Object.fromEntries(
			required.map((name) => [name, values.find((value) => fits(name, value))]),
		);
		expect(validate({op, ...whole}), JSON.stringify(validate.errors)).toBe(true);
		const missing = required.map((name) => omit({op, ...whole}, name));
		const changed = [...Object.keys(fields), 't', 'nothing'].flatMap((name) =>
			values.map((value) => ({op, ...whole, [name]: value})),
		);
		for (const line of [...missing, ...changed]) {
			expect(validate(line), JSON.stringify(line)).toBe(isTaken(() => readOp(line)));
		}

		function fits(name: string, value: unknown): boolean {
			return isTaken(() => fields[name].read(value, {}));
		}
	});

	test.each([
		'forkscope',
		'name',
		'cpus',
		'memory',
		'swap',
		'overcommit',
		'overcommitRatio',
		'geometry',
		'thp',
		'limits',
		'x',
	])('takes of %s in a header what the reader takes', async (name) => {
		const validate = await validatorOf('workload');
		const whole = {forkscope: 1, name: 'x'};
		const lists = [
			[{kind: 'cut-short', count: 1}],
			[{kind: 'cut-short', count: -1}],
			[{kind: 'x', count: 1}],
		];
		for (const value of [...values, ...lists, 'arm64', 'always', 1025, 2]) {
			const line = {...whole, [name]: value};
			expect(validate(line), JSON.stringify(line)).toBe(isTaken(() => readHeader(line)));
		}

		expect(validate(omit(whole, name))).toBe(isTaken(() => readHeader(omit(whole, name))));
	});
});

function omit(object: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
	return Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));
}

function isTaken(read: () => unknown): boolean {
	try {
		read();
		return true;
	} catch (error) {
		if (error instanceof FieldMistake) {
			return false;
		}

		throw error;
	}
}
