/**
 * Predictions about servers that run, and what came of them: the test asks what one more worker or a save will cost, lets the
 * server do it, and reads /proc again.
 */
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {openProc} from '../../source/readers/proc/folder.ts';
import {figuresOfProc} from '../helpers/proc-figures.ts';
import {runCommand} from '../helpers/run-command.ts';
import {childrenOf, startedPrograms, statOf} from '../helpers/started.ts';

const programs = startedPrograms();
const {start} = programs;

/** Whether a command succeeds; it is told what is not tested where it does not. */
function has([command, ...words]: readonly string[]): boolean {
	const isSo = process.platform === 'linux' && spawnSync(command, words, {stdio: 'ignore'}).status === 0;
	if (!isSo) {
		process.stderr.write(`Predictions are not tested where this fails: ${[command, ...words].join(' ')}\n`);
	}

	return isSo;
}

async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) {
		await sleep(10);
	}
}

type Told = {
	readonly group: {readonly togetherBytes: number; readonly tableBytes: number; readonly nextBytes: number};
	readonly workers: readonly {readonly bytes: number}[];
	readonly children: readonly {readonly pid: number; readonly ownBytes: number}[];
};

async function ask<Answer>(...words: readonly string[]): Promise<Answer> {
	const {code, stdout, stderr} = await runCommand([...words, '--json']);
	expect(code, stderr).toBe(0);
	return JSON.parse(stdout) as Answer;
}

type Report = {
	readonly marks: readonly {
		readonly processes: Readonly<
			Record<string, {pageTablesKb: number; vmas: readonly {Private_Dirty: number}[]}>
		>;
	}[];
};

/** Of the youngest process, after what-ifs: page tables and memory of its own, in kB. */
async function ofYoungest(pid: number, ...then: readonly string[]): Promise<{tables: number; own: number}> {
	const words = then.flatMap((each) => ['--then', each]);
	const {marks} = await ask<Report>('report', `pid:${pid}`, ...words);
	const {pageTablesKb: tables = 0, vmas = []} = Object.values(marks.at(-1)?.processes ?? {}).at(-1) ?? {};
	return {tables, own: vmas.reduce((sum, {Private_Dirty}) => sum + Private_Dirty, 0)};
}

/** Four workers, and one more for each SIGUSR1; each writes 200 pages that it was born with, and 50 new ones. */
const prefork = `
import mmap, os, signal
arena = mmap.mmap(-1, 1000 * 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for i in range(1000): arena[i * 4096] = 1
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
def worker():
    for i in range(200): arena[i * 4096] = 2
    own = mmap.mmap(-1, 50 * 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for i in range(50): own[i * 4096] = 3
    open('/proc/self/comm', 'w').write('ready')
    while True: signal.pause()
for i in range(4):
    if os.fork() == 0: worker()
while True:
    signal.sigwait([signal.SIGUSR1])
    if os.fork() == 0: worker()
`;

const hasPython = has(['python3', '--version']);

test.skipIf(!hasPython)(
	'one more worker of a pre-forking program costs what was said, and all of them too',
	async () => {
		const pid = start(['python3', '-c', prefork]);
		const isReady = (workers: number) => {
			const all = childrenOf(pid);
			return (
				all.length === workers &&
				[pid, ...all].every((each) => / S /.test(statOf(each))) &&
				all.every((each) => statOf(each).includes('(ready)'))
			);
		};
		await until(() => isReady(4));
		const told = await ask<Told>('sharing', `pid:${pid}`, '--workers', '5');
		process.kill(pid, 'SIGUSR1');
		await until(() => isReady(5));
		const {group, children} = await ask<Told>('sharing', `pid:${pid}`);
		const fifth = children.at(-1) ?? {pid: 0, ownBytes: 0};
		const {Private_Dirty, VmPTE} = figuresOfProc('/proc', fifth.pid);
		const aFewPages = 8 * 4;
		const topLevelKb = 4;
		expect(Math.abs(told.group.nextBytes / 1024 - (Private_Dirty + VmPTE + topLevelKb))).toBeLessThan(
			aFewPages,
		);
		expect(Math.abs(told.workers[0].bytes - group.togetherBytes - group.tableBytes) / 1024).toBeLessThan(
			2 * aFewPages,
		);
		expect(Private_Dirty).toBeGreaterThan(250 * 4);
	},
);

/** Forks with SIGUSR1 a child that sleeps, then writes 300 of the pages that they share. */
const saver = `
import ctypes, mmap, os, signal
arena = mmap.mmap(-1, 2000 * 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for i in range(2000): arena[i * 4096] = 1
open('arena', 'w').write(str(ctypes.addressof(ctypes.c_char.from_buffer(arena))))
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
open('/proc/self/comm', 'w').write('ready')
signal.sigwait([signal.SIGUSR1])
if os.fork() == 0:
    while True: signal.pause()
for i in range(300): arena[i * 4096] = 2
open('/proc/self/comm', 'w').write('written')
while True: signal.pause()
`;

/** How many pages from an address on a process has alone. */
function ownFrom(pid: number, address: number, pages: number): number {
	let own = 0;
	const mappedOnce = 0x0100_0000;
	openProc().entries(`${pid}`, address / 4096, address / 4096 + pages, pages, (_page, _low, high) => {
		own += (high & mappedOnce) === 0 ? 0 : 1;
	});
	return own;
}

test.skipIf(!hasPython)('what a save copies of known writes comes out to the page', async () => {
	const pid = start(['python3', '-c', saver]);
	await until(() => statOf(pid).includes('(ready) S '));
	const forked = await ofYoungest(pid, `fork ${pid}`);
	const written = await ofYoungest(pid, `fork ${pid}`, `write ${pid} ${300 * 4}K`);
	expect(forked.own).toBe(0);
	process.kill(pid, 'SIGUSR1');
	await until(() => statOf(pid).includes('(written) S '));
	const [child] = childrenOf(pid);
	await until(() => / S /.test(statOf(child)));
	expect(written.own).toBe(300 * 4);
	expect(ownFrom(child, Number(readFileSync(`${programs.folder}/arena`, 'utf8')), 2000)).toBe(300);
	const tablesOfItsOwnSteps = 6 * 4;
	const {VmPTE} = figuresOfProc('/proc', child);
	expect(VmPTE).toBeGreaterThanOrEqual(forked.tables);
	expect(VmPTE - forked.tables).toBeLessThanOrEqual(tablesOfItsOwnSteps);
});

const application = `
data = [{'n': n} for n in range(30000)]
def app(environ, start):
    total = sum(each['n'] for each in data[:2000])
    start('200 OK', [('Content-Length', '2')])
    return [b'ok']
`;

const request = `
import socket, sys
for i in range(int(sys.argv[2])):
    s = socket.socket(socket.AF_UNIX)
    s.connect(sys.argv[1])
    s.send(b'GET / HTTP/1.0\\r\\n\\r\\n')
    while s.recv(4096): pass
`;

test.skipIf(!has(['python3', '-c', 'import gunicorn']))(
	'one more worker of gunicorn has about what the others have',
	async () => {
		writeFileSync(`${programs.folder}/app.py`, application);
		const serve = (count: number) =>
			spawnSync('python3', ['-c', request, `${programs.folder}/socket`, String(count)]);
		const flags = [
			'--preload',
			'-w',
			'3',
			'-b',
			`unix:${programs.folder}/socket`,
			'--chdir',
			programs.folder,
		];
		const pid = start(['python3', '-m', 'gunicorn', ...flags, 'app:app']);
		await until(() => childrenOf(pid).length === 3 && serve(1).status === 0);
		serve(30);
		const told = await ask<Told>('sharing', `pid:${pid}`, '--workers', '4');
		process.kill(pid, 'SIGTTIN');
		await until(() => childrenOf(pid).length === 4);
		serve(40);
		const {Private_Dirty, VmPTE} = figuresOfProc('/proc', Math.max(...childrenOf(pid)));
		const own = (Private_Dirty + VmPTE) * 1024;
		expect(told.group.nextBytes / own).toBeGreaterThan(0.6);
		expect(told.group.nextBytes / own).toBeLessThan(1.4);
	},
);

test.skipIf(!has(['redis-server', '--version']))(
	'what a save of redis copies is about what was said of as many writes',
	async () => {
		const tell = (...words: readonly string[]) =>
			spawnSync('redis-cli', ['-s', `${programs.folder}/socket`, ...words], {encoding: 'utf8'}).stdout;
		const flags = [
			'--port',
			'0',
			'--unixsocket',
			`${programs.folder}/socket`,
			'--save',
			'',
			'--dir',
			programs.folder,
			'--activerehashing',
			'no',
		];
		const pid = start(['redis-server', ...flags]);
		await until(() => tell('ping') === 'PONG\n');
		tell('eval', "for i=1,60000 do redis.call('set','k'..i, string.rep('x',200)) end", '0');
		const writes = 4000;
		const forked = await ofYoungest(pid, `fork ${pid}`);
		const written = await ofYoungest(pid, `fork ${pid}`, `write ${pid} x${2 * writes}`);
		// A key takes it that long in microseconds, so that the save goes on meanwhile.
		tell('config', 'set', 'rdb-key-save-delay', '1000000');
		tell('bgsave');
		tell(
			'eval',
			`for i=1,${writes} do redis.call('set','k'..(1 + (i * 7919) % 60000), string.rep('y',200)) end`,
			'0',
		);
		const [child] = childrenOf(pid);
		const {Private_Dirty, VmPTE} = figuresOfProc('/proc', child);
		expect(written.own / Private_Dirty).toBeGreaterThan(0.6);
		expect(written.own / Private_Dirty).toBeLessThan(1.4);
		expect(Math.abs(VmPTE - forked.tables) / forked.tables).toBeLessThan(0.2);
	},
);
