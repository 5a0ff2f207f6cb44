import {expect, test} from 'vitest';
import {runCommand} from '../helpers/run-command.ts';

async function check(line: readonly string[], expected: readonly string[]) {
	const {code, stdout, stderr} = await runCommand(['record', '--print', ...line]);
	expect({code, stderr}).toEqual({code: 0, stderr: ''});
	const shown = stdout.replace(/ -e \S*exceptions:\S*/, ' -e EVENTS').trimEnd();
	expect(shown.split('\n')).toEqual(expected);
}

const straceFlags = 'strace -f -ttt -T -y -s 256 -o';
const filter = '-e trace=%process,%memory --';

test('the command of strace is printed as a shell takes it', () =>
	check(
		['--with', 'strace', '--', 'sh', '-c', "echo 'it'; true"],
		[`${straceFlags} '|gzip > sh.strace.gz' ${filter} sh -c 'echo '\\''it'\\''; true'`],
	));

test('a recording that is not compressed is written by strace itself', () =>
	check(
		['--with', 'strace', '-o', 'out.strace', '--', '/bin/make', '-j4'],
		[`${straceFlags} out.strace ${filter} /bin/make -j4`],
	));

test('perf records first and prints afterwards', () =>
	check(
		['--with', 'perf', '--', '/bin/make', '-j4'],
		[
			'perf record -q -d -c 1 -e EVENTS -o make.perf.txt.gz.data -- /bin/make -j4',
			'perf script -i make.perf.txt.gz.data --show-mmap-events --show-task-events | gzip > make.perf.txt.gz',
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
