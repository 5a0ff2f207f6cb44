/** `merge`: parts that several processes did are the whole, to the last byte. */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {runCommand} from '../../helpers/run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-merge-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

let count = 0;

/** The files of all parts, the last one first. */
async function partsOf(line: string, of: number, threads = ''): Promise<string[]> {
	const files: string[] = [];
	for (let part = of; part >= 1; part -= 1) {
		count += 1;
		const file = path.join(folder, `${count}.json`);
		const words = [...`${line} --shard ${part}/${of} ${threads}`.trim().split(' '), '-o', file];
		expect((await runCommand(words)).code).toBe(0);
		files.push(file);
	}

	return files;
}

test.each([
	['compare threads --kernels linux-6,odf,v7,linux-2.4', 3, ['', '--json']],
	['compare cow', 1, ['', '--csv', '--markdown', '--svg']],
	['sweep forktime --forks 2 --pages 16..512 --kernels linux-6,cow-pte', 3, ['', '--json', '--svg']],
	['sweep prefork --workers 1,2 --requests 9 --figure peak --kernels v7,linux-6', 4, ['--markdown', '--csv']],
] as const)('%s in %i parts', async (line, of, forms) => {
	const files = await partsOf(line, of, '--parallel 1');
	for (const form of forms) {
		const words = form === '' ? [] : [form];
		const whole = await runCommand([...line.split(' '), '--parallel', '1', ...words]);
		expect((await runCommand(['merge', ...files, ...words])).stdout).toBe(whole.stdout);
		expect(whole.stdout.length).toBeGreaterThan(100);
	}
});

test('how many run at once changes nothing', async () => {
	const line = 'sweep forktime --forks 2 --pages 16..64 --kernels linux-6,cow-pte --json';
	const alone = (await runCommand(`${line} --jobs 1`)).stdout;
	expect((await runCommand(`${line} --parallel 3`)).stdout).toBe(alone);
	const compared = 'compare build --units 2 --jobs 2 --kernels linux-6,odf --json';
	expect((await runCommand(`${compared} --parallel 1`)).stdout).toBe((await runCommand(compared)).stdout);
});

describe('what does not make a whole', () => {
	let files: string[] = [];
	let others: string[] = [];
	beforeAll(async () => {
		files = await partsOf('compare cow --kernels linux-6,odf', 2);
		others = await partsOf('compare vfork --kernels linux-6,odf', 2);
	});
	const written = (name: string, text: string) => {
		const file = path.join(folder, name);
		writeFileSync(file, text);
		return file;
	};
	const told = async (...words: string[]) => {
		const {code, stdout, stderr} = await runCommand(['merge', ...words]);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		return stderr;
	};

	test('a part is missing, or comes twice', async () => {
		expect(await told(files[0])).toContain('Of 2 parts these are missing: 1.');
		expect(await told(...files, files[1])).toContain('Part 1 comes twice');
	});

	test('a part of another study, or of another number of parts', async () => {
		const [, strange] = others;
		expect(await told(files[0], strange)).toMatch(
			/This is a part of another study: compare vfork.*expected compare cow/,
		);
		const [, , third] = await partsOf('compare cow --kernels linux-6,odf', 3);
		expect(await told(files[0], third)).toContain('This is one of 3 parts; expected one of 2');
	});

	test('a part that was cut, changed, or made by another version', async () => {
		const text = readFileSync(files[0], 'utf8');
		expect(await told(written('cut.json', text.slice(0, -20)))).toContain(
			'This is no JSON, or not all of it',
		);
		expect(await told(written('changed.json', text.replace(/"sysUs":\d/, '"sysUs":9')))).toContain(
			'was changed or cut',
		);
	});

	test('what is no part at all', async () => {
		expect(await told()).toContain('Which parts?');
		expect(await told(path.join(folder, 'none.json'))).toContain('ENOENT');
		expect(await told(folder)).toContain('EISDIR');
		expect(await told(written('list.json', '[]'))).toContain('no part of a study');
		expect(await told(written('null.json', 'null'))).toContain('no part of a study');
		const {stdout} = await runCommand('compare cow --kernels linux-6 --json');
		expect(await told(written('whole.json', stdout))).toContain('no part of a study');
	});
});
