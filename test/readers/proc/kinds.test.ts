/** Kinds of processes that are no plain trees: in namespaces, 32-bit ones, without their first thread, ended, hidden, of the kernel. */
import {type SpawnSyncReturns, spawnSync} from 'node:child_process';
import {cpSync, readdirSync, readFileSync, realpathSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {limitSentence} from '../../../source/analysis/trust/limits.ts';
import {readRunning} from '../../../source/readers/proc/index.ts';
import {figuresOfProc, figuresOfReport, simulated, withoutOutside} from '../../helpers/proc-figures.ts';
import {childrenOf, startedPrograms, statOf} from '../../helpers/started.ts';

const programs = startedPrograms();
const {start} = programs;

/** Whether a command succeeds; it is told what is not tested where it does not. */
function can([command, ...words]: readonly string[], what: string): boolean {
	const isSo = process.platform === 'linux' && spawnSync(command, words, {stdio: 'ignore'}).status === 0;
	if (!isSo) {
		process.stderr.write(`${what}: not tested, as \`${command}\` cannot do that here\n`);
	}

	return isSo;
}

const isAsleep = (pid: number) => /\) S /.test(statOf(pid));
const treeOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(treeOf)];

/** Resolves to its processes when as many of them as are named sleep. What starts them may have others meanwhile, which end. */
async function untilAsleep(pid: number, name: string, count: number): Promise<number[]> {
	const isDone = (each: number) => statOf(each).includes(`(${name}) S `);
	for (;;) {
		try {
			const tree = treeOf(pid);
			if (tree.filter(isDone).length === count) {
				return tree;
			}
		} catch {
			// One has ended since its name was read.
		}

		await sleep(5);
	}
}

function expectFigures(
	pids: readonly number[],
	proc: string,
	{program}: ReturnType<typeof readRunning>,
): void {
	const reports = simulated(program);
	for (const pid of pids) {
		const report = reports.get(pid);
		expect(withoutOutside(report && figuresOfReport(report)), `process ${pid}`).toEqual(
			withoutOutside(figuresOfProc(proc, pid)),
		);
	}
}

/** Three children of which each has written some of the memory that it was born with. Named `done` when they are. */
const family = `
import mmap, os, signal
pages = mmap.mmap(-1, 900 * 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for i in range(900): pages[i * 4096] = 1
for child in range(3):
    if os.fork() == 0:
        for i in range(child * 200, child * 200 + 300): pages[i * 4096] = 2
        break
with open('/proc/self/comm', 'w') as name: name.write('done')
while True: signal.pause()
`;

const inNamespaces = ['unshare', '-Urpf', '--mount-proc', '--kill-child'];

test.skipIf(!can([...inNamespaces, 'python3', '--version'], 'A tree in namespaces of users and pids'))(
	'a tree in namespaces of users and pids comes out from outside and by the /proc that it sees itself',
	async () => {
		const outer = start([...inNamespaces, 'python3', '-c', family]);
		const [, ...tree] = await untilAsleep(outer, 'done', 4);
		expect(tree).toHaveLength(4);
		expectFigures(tree, '/proc', readRunning([tree[0]]));
		const inner = `/proc/${tree[0]}/root/proc`;
		const pids = readdirSync(inner)
			.filter((name) => /^\d+$/.test(name))
			.map(Number);
		expect(pids).toHaveLength(4);
		expect(pids[0]).toBe(1);
		expectFigures(pids, inner, readRunning([1], {proc: inner}));
		expect(() => readRunning([1], {proc: inner, freeze: true})).toThrow('belongs to another pid namespace');
	},
);

/** Without a library, so that it builds where none for 32-bit programs is installed. Forks, writes known pages and pauses. */
const small = `
static int call(int number, int a, int b, int c) {
	int answer;
	__asm__ volatile("int $0x80" : "=a"(answer) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
	return answer;
}
static char pages[300 << 12] __attribute__((aligned(4096)));
void _start(void) {
	for (int i = 0; i < 300; i++) pages[i << 12] = 1;
	int from = call(2, 0, 0, 0) == 0 ? 50 : 250;
	for (int i = from; i < from + 40; i++) pages[i << 12] = 2;
	for (;;) call(29, 0, 0, 0);
}
`;
const build32 = [
	'gcc',
	'-m32',
	'-nostdlib',
	'-static',
	'-fno-stack-protector',
	'-fno-pie',
	'-no-pie',
	'-x',
	'c',
];

test.skipIf(
	!can(['sh', '-c', `echo 'void _start(void) {}' | ${build32.join(' ')} -o /dev/null -`], '32-bit processes'),
)('32-bit processes come out as /proc tells them', async () => {
	const file = path.join(programs.folder, 'small');
	expect(spawnSync(build32[0], [...build32.slice(1), '-o', file, '-'], {input: small}).status).toBe(0);
	spawnSync('sync', [file]);
	const tree = await untilAsleep(start([file]), 'small', 2);
	expectFigures(tree, '/proc', readRunning([tree[0]]));
});

const leaderEnds = `
#include <pthread.h>
#include <unistd.h>
#include <stdlib.h>
#include <string.h>
static void *stay(void *memory) { memset(memory, 1, 1 << 20); for (;;) pause(); }
int main(void) {
	pthread_t thread;
	pthread_create(&thread, NULL, stay, malloc(1 << 20));
	pthread_exit(NULL);
}
`;

test.skipIf(!can(['gcc', '--version'], 'A process whose first thread has ended'))(
	'a process whose first thread has ended is read by the others',
	async () => {
		const file = path.join(programs.folder, 'leader');
		expect(spawnSync('gcc', ['-pthread', '-x', 'c', '-o', file, '-'], {input: leaderEnds}).status).toBe(0);
		spawnSync('sync', [file]);
		const pid = start([file]);
		const isAlone = () => / \(leader\) Z /.test(statOf(pid));
		while (!isAlone() || readdirSync(`/proc/${pid}/task`).length < 2) {
			await sleep(5);
		}

		const thread =
			readdirSync(`/proc/${pid}/task`)
				.map(Number)
				.find((each) => each !== pid) ?? 0;
		while (!isAsleep(thread)) {
			await sleep(5);
		}

		const report = simulated(readRunning([pid]).program).get(pid);
		expect(withoutOutside(report && figuresOfReport(report))).toEqual(
			withoutOutside(figuresOfProc(`/proc/${pid}/task`, thread)),
		);
		expect(() => readRunning([thread])).toThrow(`${thread} is a thread of the process ${pid}`);
	},
);

const hasPython = can(['python3', '--version'], 'Processes that come and go');
/** Who has this name is the program, and not what has started it. */
const named = "open('/proc/self/comm', 'w').write('named')";
const zombie = `
import os, signal
if os.fork() == 0: os._exit(3)
${named}
while True: signal.pause()
`;

test.skipIf(!hasPython)('a zombie has nothing left to ask about, and is there below its parent', async () => {
	const pid = start(['python3', '-c', zombie]);
	while (!/\(named\) S /.test(statOf(pid)) || !/\) Z /.test(statOf(childrenOf(pid)[0]))) {
		await sleep(5);
	}

	const [child] = childrenOf(pid);
	expect(() => readRunning([child])).toThrow(`${child} (python3) has ended and has no memory left`);
	expectFigures([pid], '/proc', readRunning([pid, child]));
});

const storm = `
import os, signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
${named}
pages = bytearray(1 << 20)
for spawner in range(2):
    if os.fork() == 0:
        while True:
            if os.fork() == 0:
                for i in range(0, 1 << 18, 4096): pages[i] = 1
                os._exit(0)
while True: signal.pause()
`;

test.skipIf(!hasPython)(
	'where children come and go all the time, what can be read is, and the rest is told',
	async () => {
		const pid = start(['python3', '-c', storm]);
		while (!/\(named\) S /.test(statOf(pid)) || childrenOf(pid).length < 2) {
			await sleep(5);
		}

		const spawners = childrenOf(pid);
		for (let i = 0; i < 3; i += 1) {
			const {program} = readRunning([pid]);
			const reports = simulated(program);
			expect([pid, ...spawners].map((each) => reports.get(each)?.vmas.length ?? 0)).not.toContain(0);
		}
	},
);

const saved = path.resolve('fixtures/proc/python-tree');

function savedWithout(name: string): string {
	cpSync(saved, programs.folder, {recursive: true});
	writeFileSync(path.join(programs.folder, name), '');
	return programs.folder;
}

test('a process that ends while it is read is left out and told by its name, and is a sentence where it was asked for', () => {
	const proc = savedWithout('8505/smaps');
	const {program} = readRunning([8503], {proc});
	expect([...simulated(program).keys()]).not.toContain(8505);
	expect(program.header.limits?.map(limitSentence)).toContain(
		'1 process ended while they were read and is left out: python3 1.',
	);
	expect(() => readRunning([8505], {proc})).toThrow('The process 8505 (python3) ended while it was read.');
});

test('a thread of the kernel has no memory', () => {
	const proc = savedWithout('8505/smaps');
	const stat = readFileSync(path.join(proc, '8505/stat'), 'utf8').split(' ');
	stat[8] = String(Number(stat[8]) | 0x20_0000);
	writeFileSync(path.join(proc, '8505/stat'), stat.join(' '));
	expect(() => readRunning([8505], {proc})).toThrow('8505 (python3) is a thread of the kernel');
});

const reader = new URL('../../../source/readers/proc/index.ts', import.meta.url).href;

/** What a user without rights is told, in a mount namespace with a /proc of these options. */
function askAsNobody(script: string, options: string): SpawnSyncReturns<string> {
	const read = `const {readRunning} = await import('${reader}'); const told = (pids) => { try { return JSON.stringify(readRunning(pids).program.header.limits); } catch (error) { return error.message; } }; ${script}`;
	const asNobody = 'exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"';
	return spawnSync(
		'unshare',
		[
			'-m',
			'sh',
			'-c',
			`mount -t proc -o ${options} proc /proc && ${asNobody}`,
			'sh',
			realpathSync(process.execPath),
			'-e',
			read,
		],
		{encoding: 'utf8'},
	);
}

const isNobodyServed = () => askAsNobody('console.log("yes")', 'hidepid=2').stdout === 'yes\n';
const canHide = process.getuid?.() === 0 && isNobodyServed();
if (!canHide) {
	process.stderr.write(
		'hidepid: not tested, as it takes root, unshare and setpriv, and a folder that all may read\n',
	);
}

/** A process of nobody with a child of root. */
const mixed = `
import os, signal
if os.fork() == 0:
    while True: signal.pause()
os.setgid(65534)
os.setuid(65534)
os.execvp('sleep', ['sleep', '1000'])
`;

test.skipIf(!canHide || !hasPython)(
	'processes that /proc hides or that may not be read are told',
	async () => {
		const pid = start(['python3', '-c', mixed]);
		while (!/\(sleep\) S /.test(statOf(pid)) || !isAsleep(childrenOf(pid)[0])) {
			await sleep(5);
		}

		const [child] = childrenOf(pid);
		const script = `console.log(told([${pid}])); console.log(told([${child}]));`;
		const hidden = askAsNobody(script, 'hidepid=2').stdout;
		expect(hidden).toContain('"unreadable-processes","count":1,"names":{"hidden by hidepid":1}');
		expect(hidden).toContain(`The process ${child} is hidden from you: /proc is mounted with hidepid`);
		const open = askAsNobody(script, 'rw').stdout;
		expect(open).toContain('"unreadable-processes","count":1,"names":{"python3":1}');
		expect(open).toContain(`The process ${child} (python3) may not be read`);
	},
);
