import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {runCommand} from '../helpers/run-command.ts';

async function check(line: readonly string[], expected: readonly string[]) {
	const {code, stdout, stderr} = await runCommand(['record', '--print', ...line]);
	expect({code, stderr}).toEqual({code: 0, stderr: ''});
	const shown = stdout
		.replace(/ -m 8M/, '')
		.replace(/ -e \S*exceptions:\S*/, ' -e EVENTS')
		.trimEnd();
	expect(shown.split('\n')).toEqual(expected);
}

const straceFlags = 'strace -f -ttt -T -y -s 256 -o';
const filter = '-e trace=%process,%memory,?shmget,?shmat,?shmdt,?memfd_create,?userfaultfd --';

test('the command of strace is printed as a shell takes it', () =>
	check(
		['--with', 'strace', '--', 'sh', '-c', "echo 'it'; true"],
		[
			`${straceFlags} sh.strace.gz.data ${filter} sh -c 'echo '\\''it'\\''; true'`,
			'gzip < sh.strace.gz.data > sh.strace.gz',
			'rm sh.strace.gz.data',
		],
	));

test('a recording that is not compressed is written by strace itself', () =>
	check(
		['--with', 'strace', '-o', 'out.strace', '--', '/bin/make', '-j4'],
		[
			`${straceFlags} out.strace.data ${filter} /bin/make -j4`,
			'cat < out.strace.data > out.strace',
			'rm out.strace.data',
		],
	));

test('perf records first and prints afterwards', () =>
	check(
		['--with', 'perf', '--', '/bin/make', '-j4'],
		[
			'perf record -q -d -c 1 -e EVENTS -o make.perf.txt.gz.data -- /bin/make -j4',
			'perf script -i make.perf.txt.gz.data --show-mmap-events --show-task-events --show-lost-events | gzip > make.perf.txt.gz',
			'rm make.perf.txt.gz.data',
		],
	));

const refusals = [
	['no command', [], 'record takes a command'],
	['neither tool installed', ['--', 'true'], 'Neither perf nor strace can record here'],
	[
		'the tool that was asked for not installed',
		['--with', 'strace', '--', 'true'],
		'strace cannot be started',
	],
] as const;

test.each(refusals)('%s is one sentence', async (_, line, message) => {
	const {code, stderr} = await runCommand(['record', ...line], {env: {PATH: '/no/such/folder'}});
	expect(code).toBe(2);
	expect(stderr).toContain(message);
});

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'forkscope-'));
	mkdirSync(path.join(folder, 'bin'));
});

afterEach(() => rmSync(folder, {recursive: true}));

/** A tool of our own: a shell script in which $data is the file of -o, and "$@" the command. */
function standIn(tool: string, script: string): {readonly PATH: string} {
	const file = path.join(folder, 'bin', tool);
	const words =
		'while [ $# -gt 0 ]; do case $1 in -o|-i) data=$2;; --) shift; break;; script) isScript=1;; esac; shift; done';
	writeFileSync(file, `#!/bin/sh\n[ "$1" = --version ] && exit 0\n${words}\n${script}\n`);
	chmodSync(file, 0o755);
	return {PATH: `${path.join(folder, 'bin')}:/usr/bin:/bin`};
}

const straceText = '10 execve("/bin/true", ["true"], 0x7f /* 1 var */) = 0';
const output = () => path.join(folder, 'out.gz');
const files = () => readdirSync(folder).filter((name) => name !== 'bin');

test('the exit code is that of the command, and nothing but the recording is left', async () => {
	const env = standIn('strace', `echo '${straceText}' > "$data"; "$@"`);
	const line = ['record', '--with', 'strace', '-o', output(), '--', 'sh', '-c', 'exit 7'];
	const {code, stderr} = await runCommand(line, {env});
	expect(code).toBe(7);
	expect(stderr).toContain(
		`Recorded 5 ops in ${output()} (sh ended with code 7); look at it with: forkscope`,
	);
	expect(files()).toEqual(['out.gz']);
	expect((await runCommand(['run', output()])).code).toBe(0);
});

test.each([
	['nothing at all', ':'],
	['no recording', 'echo hello > "$data"'],
])('an older recording stays where the tool has written %s', async (_, script) => {
	writeFileSync(output(), 'older');
	const env = standIn('strace', script);
	const {code, stderr} = await runCommand(['record', '--with', 'strace', '-o', output(), '--', 'true'], {
		env,
	});
	expect(code).toBe(2);
	expect(stderr).toContain('Nothing was recorded; expected a command that can be run');
	expect(files()).toEqual(['out.gz']);
	expect(readFileSync(output(), 'utf8')).toBe('older');
});

test('where the data cannot be made text it stays, and its place is told', async () => {
	const data = `printf 'PERFILE2%0100d' 1 > "$data"`;
	const env = standIn('perf', `[ "$isScript" = 1 ] && exit 1\n${data}`);
	const {code, stderr} = await runCommand(['record', '--with', 'perf', '-o', output(), '--', 'true'], {env});
	expect(code).toBe(2);
	expect(stderr).toContain(`perf script ended with code 1); what was recorded is in ${output()}.data.`);
	expect(files()).toEqual(['out.gz.data']);
});

test('what cannot be written is told before anything runs', async () => {
	const env = standIn('strace', `touch "${folder}/ran"`);
	for (const place of [path.join(folder, 'no', 'such'), folder]) {
		const {code, stderr} = await runCommand(['record', '--with', 'strace', '-o', place, '--', 'true'], {env});
		expect(code).toBe(2);
		expect(stderr).toMatch(/cannot be written: ENOENT|is no file that a recording could be written to/);
	}

	expect(existsSync(path.join(folder, 'ran'))).toBe(false);
});

test.each(['soon', '0s', '1e9h'])('--for %s is one sentence', async (time) => {
	const {code, stderr} = await runCommand(['record', '--for', time, '--', 'true']);
	expect(code).toBe(2);
	expect(stderr).toContain(`--for cannot be ${time}; expected a time such as 20s`);
});

const main = new URL('../../source/commands/main.ts', import.meta.url).href;
/** The program in a process of its own, to which signals can be sent. */
const program = `const {main} = await import('${main}'); process.exitCode = await main(process.argv.slice(1), process);`;
/** Says when it is there; counts the signals that it gets, and ends a little after the first. */
const server = `trap 'echo INT >> "$1/signals"' INT; trap 'echo TERM >> "$1/signals"' TERM
touch "$1/up"; while [ ! -e "$1/signals" ]; do sleep 0.02; done; sleep 0.2; exit 4`;

/** The clock of the machine, also while that of the program stands still. */
const {setTimeout} = globalThis;

/** The server is there, and catches signals. */
async function untilUp(): Promise<void> {
	while (!existsSync(path.join(folder, 'up'))) {
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

test.each([
	['SIGINT', 'INT\n'],
	['SIGTERM', 'TERM\n'],
] as const)('%s ends what is recorded, once, and the recording is kept', async (signal, received) => {
	const env = standIn('strace', `echo '${straceText}' > "$data"; "$@"`);
	const words = ['record', '--with', 'strace', '-o', output(), '--', 'sh', '-c', server, 'server', folder];
	const child = spawn(process.execPath, ['--input-type=module', '-e', program, ...words], {
		env,
		stdio: 'ignore',
	});
	await untilUp();
	child.kill(signal);
	const [code] = await once(child, 'close');
	expect(code).toBe(4);
	expect(readFileSync(path.join(folder, 'signals'), 'utf8')).toBe(received);
	expect(files().toSorted()).toEqual(['out.gz', 'signals', 'up']);
});

test('the end of --for is a SIGTERM', async () => {
	const env = standIn('strace', `echo '${straceText}' > "$data"; "$@"`);
	const command = ['sh', '-c', server, 'server', folder];
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
	try {
		const line = ['record', '--for', '20s', '--with', 'strace', '-o', output(), '--', ...command];
		const recorded = runCommand(line, {env});
		await untilUp();
		vi.advanceTimersByTime(20_000);
		expect((await recorded).code).toBe(4);
	} finally {
		vi.useRealTimers();
	}

	expect(readFileSync(path.join(folder, 'signals'), 'utf8')).toBe('TERM\n');
});
