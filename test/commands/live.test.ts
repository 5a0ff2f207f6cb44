/** `live` without a terminal: a line for what becomes of processes, as it comes; and a recording that is kept. */
import {spawn, spawnSync} from 'node:child_process';
import {accessSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {PassThrough} from 'node:stream';
import {gunzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {startFeed} from '../../source/commands/live/feed.ts';
import {choosePlace} from '../../source/commands/live/keep.ts';
import {headed} from '../../source/commands/live/source.ts';
import {main} from '../../source/commands/main.ts';
import {runCommand} from '../helpers/run-command.ts';

const recording = readFileSync(
	new URL('../../fixtures/recordings/redis-bgsave.perf.txt.gz', import.meta.url),
);

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'forkscope-test-live-'));
});

afterEach(() => rmSync(folder, {recursive: true}));

test('what comes through a pipe is printed event by event, packed or not', async () => {
	const {code, stdout, stderr} = await runCommand('live -', {stdin: recording});
	expect(code).toBe(0);
	expect(stdout).toMatch(/^ +\d+\.\d{3} .*exec \d+ redis-server/m);
	expect(stdout).toMatch(/fork \d+ → \d+: .*entries copied/);
	expect(stdout).not.toMatch(/: 1 fault/);
	expect(stderr).toContain('The recording goes on: what only its whole tells is not known yet');
	expect(await runCommand('live -', {stdin: gunzipSync(recording)})).toEqual({code, stdout, stderr});
});

test('as JSON, an object a line, with all events where they are asked for', async () => {
	const {stdout} = await runCommand('live - --json --all', {stdin: recording});
	const [header, ...events] = stdout
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
	expect(header).toEqual({schema: 'forkscope/live@1', workload: 'standard input', kernel: 'linux-6'});
	expect(events.map(({position}) => position)).toEqual(events.map((_, i) => i + 1));
	expect(events.find(({asked}) => asked.startsWith('fork '))).toMatchObject({
		pid: expect.any(Number),
		comm: 'redis.sh',
		came: expect.stringContaining('entries copied'),
		timeUs: expect.any(Number),
		sysUs: expect.any(Number),
	});
});

test('as many ops are shown as may be, and the rest is kept where it is told', async () => {
	const output = path.join(folder, 'kept.gz');
	const {code, stderr} = await runCommand(['live', '-', '--ops', '500', '-o', output], {stdin: recording});
	expect(code).toBe(0);
	expect(stderr).toMatch(
		/ops are shown, as many as are kept \(--ops\); the recording goes on in .*kept\.gz\.live\./,
	);
	expect(stderr).toContain(`The recording is in ${output}; look at it with: forkscope ${output}`);
	expect(gunzipSync(readFileSync(output)).equals(gunzipSync(recording))).toBe(true);
	expect(readdirSync(folder)).toEqual(['kept.gz']);
});

test.each([
	['live', 'live takes one of a command, -p and -'],
	['live -p 1 -- true', 'live takes one of a command, -p and -'],
	['live -p redis', '"pid:redis" names no process'],
	['live --ops 0 -', '--ops cannot be 0'],
	['live -o /nowhere/at/all -', '/nowhere/at/all cannot be written'],
	['live -', 'standard input is empty'],
])('%s: %s', async (line, sentence) => {
	const {code, stdout, stderr} = await runCommand(line);
	expect({code, stdout}).toEqual({code: 2, stdout: ''});
	expect(stderr).toContain(sentence);
});

test('where nothing was recorded, not even its head is kept', async () => {
	async function* nothing(): AsyncGenerator<Buffer> {}
	const place = choosePlace(path.join(folder, 'kept.gz'));
	const source = {name: 'sh', text: headed('# head', nothing()), stop() {}, end: Promise.resolve(130)};
	const feed = startFeed(source, {file: place.file, mostOps: 10});
	await expect(feed.program).rejects.toThrow('Nothing was recorded');
	feed.close();
	await feed.isRecorded;
	place.remove();
	expect(readdirSync(folder)).toEqual([]);
});

function canRecord(): boolean {
	try {
		accessSync('/sys/kernel/tracing/events/exceptions/page_fault_user/id');
		return spawnSync('perf', ['--version']).status === 0;
	} catch {
		return false;
	}
}

const reason = canRecord() ? '' : ' (skipped: perf cannot record here)';
if (reason !== '') {
	process.stdout.write(`Live recordings of real programs${reason}\n`);
}

describe.skipIf(reason !== '')(`real programs${reason}`, () => {
	const env = {PATH: process.env.PATH ?? ''};

	test('a command is watched to its end, and its code is that of live', async () => {
		const output = path.join(folder, 'sh.perf.txt');
		const {code, stdout, stderr} = await runCommand(
			['live', '-o', output, '--', 'sh', '-c', '/bin/true; exit 3'],
			{env},
		);
		expect(stderr).toContain(`The recording is in ${output}`);
		expect(code).toBe(3);
		expect(stdout).toMatch(/exec \d+ sh/);
		expect(stdout).toMatch(/exec \d+ true/);
		const kept = await runCommand(['run', output, '--json'], {env});
		expect(JSON.parse(kept.stdout)).toMatchObject({execs: 2, exits: 2});
	});

	test.each(['/no/such/program', 'no-such-program', '/tmp'])('%s cannot be run', async (name) => {
		const {code, stderr} = await runCommand(['live', '--', name], {env});
		expect({code, stderr}).toEqual({
			code: 2,
			stderr: `forkscope: ${name} cannot be run; expected a program\n`,
		});
	});

	test('a process that runs is watched from what it holds on, until it ends', async () => {
		const shell = spawn('sh', ['-c', 'while read -r _; do /bin/true; done'], {
			stdio: ['pipe', 'ignore', 'ignore'],
		});
		shell.stdin.on('error', () => {});
		const writing = setInterval(() => shell.stdin.write('\n'), 20);
		const stdout = new PassThrough();
		let printed = '';
		stdout.on('data', (chunk: Buffer) => {
			printed += chunk.toString('utf8');
			if (/exec \d+ true/.test(printed)) {
				clearInterval(writing);
				shell.stdin.end();
			}
		});
		try {
			const code = await main(['live', '-p', String(shell.pid)], {
				stdin: new PassThrough() as unknown as NodeJS.ReadStream,
				stdout: stdout as unknown as NodeJS.WriteStream,
				stderr: new PassThrough() as unknown as NodeJS.WriteStream,
				env,
			});
			expect(code).toBe(0);
			expect(printed).toContain(`start ${shell.pid} sh`);
			expect(printed).toContain(`exit ${shell.pid}`);
		} finally {
			clearInterval(writing);
			shell.kill();
		}
	});
});

const mayTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
if (!mayTrace) {
	process.stdout.write('Live recordings by strace (skipped: strace cannot record here)\n');
}

describe.skipIf(!mayTrace)('by strace, where perf may not be used', () => {
	const env = {PATH: process.env.PATH ?? ''};

	test('a command is watched to its end, and its code is that of live', async () => {
		const output = path.join(folder, 'sh.strace');
		const {code, stdout, stderr} = await runCommand(
			['live', '--with', 'strace', '-o', output, '--', 'sh', '-c', '/bin/true; exit 3'],
			{env},
		);
		expect(code).toBe(3);
		expect(stdout).toMatch(/exec \d+ sh/);
		expect(stdout).toMatch(/exec \d+ true/);
		expect(stderr).toContain('strace shows no page faults');
		expect(stderr).toContain(`The recording is in ${output}`);
		expect(readdirSync(folder)).toEqual(['sh.strace']);
		const kept = await runCommand(['run', output, '--json'], {env});
		expect(JSON.parse(kept.stdout)).toMatchObject({execs: 2, exits: 2});
	});

	test('a process that runs is watched until it ends', async () => {
		const shell = spawn('sh', ['-c', 'read -r _; /bin/true; exit 0'], {stdio: ['pipe', 'ignore', 'ignore']});
		const isTraced = () => !readFileSync(`/proc/${shell.pid}/status`, 'utf8').includes('TracerPid:\t0\n');
		const looking = setInterval(() => {
			if (isTraced()) {
				clearInterval(looking);
				shell.stdin.end('\n');
			}
		}, 10);
		const {code, stdout, stderr} = await runCommand(['live', '--with', 'strace', '-p', String(shell.pid)], {
			env,
		});
		expect(code).toBe(0);
		expect(stdout).toMatch(/exec \d+ true/);
		expect(stdout).toContain(`exit ${shell.pid}`);
		expect(stderr).toContain('The recording began in the middle: 1 process ran already');
	});

	test('what strace writes into a pipe is followed', async () => {
		const {stderr: log} = spawnSync('strace', ['-f', 'sh', '-c', '/bin/true; exit 0'], {encoding: 'utf8'});
		const {code, stdout} = await runCommand('live -', {stdin: log});
		expect(code).toBe(0);
		expect(stdout).toMatch(/exec \d+ true/);
	});
});
