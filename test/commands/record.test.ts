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
import {gunzipSync} from 'node:zlib';
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

test('a signal that comes before the tool has started the command waits for it', async () => {
	const waiting = path.join(folder, 'waiting');
	standIn(
		'perf-exec',
		`trap : INT; touch ${waiting}; while [ -e ${waiting} ]; do sleep 0.01; done; exec "$@"`,
	);
	const env = standIn('strace', `echo '${straceText}' > "$data"; perf-exec -- "$@"`);
	const words = ['record', '--with', 'strace', '-o', output(), '--', 'sleep', '1000'];
	const child = spawn(process.execPath, ['--input-type=module', '-e', program, ...words], {
		env,
		stdio: 'ignore',
	});
	while (!existsSync(waiting)) {
		await new Promise((resolve) => setTimeout(resolve, 10));
	}

	child.kill('SIGINT');
	rmSync(waiting);
	const [code] = await once(child, 'close');
	expect(code).toBe(130);
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

/** A perf that waits for a word, tells that it is there, and writes its data when it is interrupted. */
const attachable = `if [ "$isScript" = 1 ]; then echo "sleep 1 [000] 0.000000: PERF_RECORD_COMM: sleep:1/1"; exit; fi
trap 'printf "PERFILE2%0100d" 1 > "$data"; exit 130' INT
read -r word <&3; [ "$word" = enable ] && touch "${'$'}{data%.perf.data}.up"; echo ack >&4
while :; do sleep 0.02; done`;

test.each([
	['SIGINT', 'INT'],
	['SIGTERM', 'TERM'],
	['the end of --for', undefined],
])('%s ends a recording of a process that runs, which goes on', async (_, signal) => {
	const env = standIn('perf', attachable);
	const server = spawn('sleep', ['1000'], {stdio: 'ignore'});
	try {
		const until = signal === undefined ? ['--for', '200ms'] : [];
		const words = ['record', '--with', 'perf', '-p', String(server.pid), '-o', output(), ...until];
		const child = spawn(process.execPath, ['--input-type=module', '-e', program, ...words], {
			env,
			stdio: 'ignore',
		});
		const end = once(child, 'close');
		if (signal !== undefined) {
			while (!existsSync(`${output()}.up`)) {
				await new Promise((resolve) => setTimeout(resolve, 10));
			}

			child.kill(`SIG${signal}` as NodeJS.Signals);
		}

		expect(await end).toEqual([0, null]);
		expect(server.exitCode).toBeNull();
		expect(files().toSorted()).toEqual(['out.gz', 'out.gz.up']);
		const {stdout} = await runCommand(['report', output()]);
		expect(stdout).toMatch(new RegExp(`^ *${server.pid} .*sleep`, 'm'));
	} finally {
		server.kill('SIGKILL');
	}
});

test.each([
	['a process that is not there', ['-p', '4194305'], 'There is no process 4194305'],
	['what is no pid', ['-p', 'nginx'], '"pid:nginx" names no process'],
	['a command and a process', ['-p', '1', '--', 'true'], 'record takes one of a command, -p and -a'],
	['a process and all of them', ['-p', '1', '-a'], 'record takes one of a command, -p and -a'],
])('%s is one sentence', async (_, words, message) => {
	const env = standIn('perf', attachable);
	const {code, stderr} = await runCommand(['record', '--with', 'perf', '-o', output(), ...words], {env});
	expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(message)});
	expect(files()).toEqual([]);
});

test('the commands for a process that runs are printed', () =>
	check(
		['--with', 'perf', '-p', '812,990'],
		[
			'perf record -q -d -c 1 -e EVENTS -o pid-812-990.recording.gz.perf.data -k CLOCK_MONOTONIC -D -1 --control fd:3,4 -p 812,990',
			'# /proc is read for pid:812,990',
			'# perf script -i pid-812-990.recording.gz.perf.data --show-mmap-events --show-task-events --show-lost-events and the rest become pid-812-990.recording.gz',
			'rm pid-812-990.recording.gz.perf.data',
		],
	));

test('the command for a whole machine is printed', () =>
	check(
		['--with', 'perf', '-a'],
		[
			'perf record -q -d -c 1 -e EVENTS -o machine.perf.txt.gz.data -a',
			'perf script -i machine.perf.txt.gz.data --show-mmap-events --show-task-events --show-lost-events | gzip > machine.perf.txt.gz',
			'rm machine.perf.txt.gz.data',
		],
	));

test('without root strace starts the command when perf is there, and both become one file', async () => {
	standIn('strace', `echo "$$ 1700000000.000001 exit_group(7) = ?" > "$data"; "$@"`);
	const env = standIn('perf', attachable);
	const line = [
		'record',
		'--with',
		'both',
		'-o',
		output(),
		'--',
		'sh',
		'-c',
		`test -e ${output()}.up && exit 7`,
	];
	const {code, stderr} = await runCommand(line, {env});
	expect({code, stderr}).toEqual({
		code: 7,
		stderr: expect.stringContaining(`in ${output()} (sh ended with code 7)`),
	});
	expect(files().toSorted()).toEqual(['out.gz', 'out.gz.up']);
	const text = gunzipSync(readFileSync(output())).toString('utf8');
	expect(text).toMatch(
		/^\{"forkscope-recording":1,"command":\d+\}\n--- strace\n# forkscope machine: .*\n\d+ .*\n--- perf\n/,
	);
});
