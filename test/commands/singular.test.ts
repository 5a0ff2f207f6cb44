/** One of a thing is told in the singular, in all that commands print and screens show of worlds with one of everything. */
import {Readable} from 'node:stream';
import {expect, test} from 'vitest';
import {mainDesigns} from '../../source/designs/index.ts';
import {machineOptions} from '../../source/inquiry/choices.ts';
import {openRun} from '../../source/inquiry/run.ts';
import {openWorkload} from '../../source/readers/open.ts';
import {panes} from '../../source/ui/panes/index.ts';
import {createScreen, frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {workloads} from '../../source/workloads/index.ts';
import {runCommand} from '../helpers/run-command.ts';

/** No plurals, though they end as such. */
const singular = new Set([
	'process',
	'access',
	'address',
	'is',
	'was',
	'has',
	'as',
	'this',
	'anonymous',
	'yes',
	'less',
]);

/** What stands between a number and its noun. */
const attributes = new Set(
	'page major minor huge private shared recorded forked more other first last directory living frame'.split(
		' ',
	),
);

/** `1 pages` and `1 private pages`, each with what stands around it. */
function mistakes(text: string): string[] {
	return [...text.matchAll(/(?<![\w.,:#/+-])1 ([a-z-]+)(?: ([a-z-]+))?/g)]
		.filter(([, first, second = '']) => isPlural(first) || (attributes.has(first) && isPlural(second)))
		.map(({index}) => text.slice(Math.max(0, index - 30), index + 40));
}

function isPlural(word: string): boolean {
	return /[a-z]s$/i.test(word) && !singular.has(word.toLowerCase());
}

const addr = 0x10000;
const world = [
	{forkscope: 1, name: 'one', memory: '64M', swap: '1M'},
	{op: 'start', pid: 1, comm: 'init'},
	{op: 'limit', pid: 1, processes: 9},
	{pid: 1, op: 'mmap', addr, len: '4K', prot: 'rw-', share: 'private'},
	{pid: 1, op: 'mmap', addr: addr + 8192, len: '4K', prot: 'rw-', share: 'shared'},
	{pid: 1, op: 'mmap', addr: addr + 16_384, len: '4K', prot: 'r--', share: 'private', file: 'file'},
	{pid: 1, op: 'write', addr, len: '4K'},
	{pid: 1, op: 'write', addr: addr + 8192, len: '4K'},
	{pid: 1, op: 'read', addr: addr + 16_384, len: '4K'},
	{pid: 1, op: 'fork', child: 2},
	{pid: 2, op: 'write', addr, len: '4K'},
	{pid: 1, op: 'write', addr, len: '4K'},
	{pid: 2, op: 'exit'},
	{pid: 1, op: 'wait', child: 2},
	{pid: 1, op: 'vfork', child: 3},
	{pid: 3, op: 'exec', comm: 'sh'},
	{pid: 3, op: 'exit', signal: 9},
	{op: 'reclaim', pages: 1},
	{pid: 1, op: 'munmap', addr, len: '4K'},
	{op: 'mark', label: 'over'},
];
const stdin = world.map((line) => JSON.stringify(line)).join('\n');

const commands = [
	'report -',
	'sharing -',
	'maps -',
	'frames -',
	'tables -',
	'map -',
	'check -',
	'run -',
	'view -',
];

test.each(mainDesigns.map(({id}) => id))('what commands print of one of everything on %s', async (kernel) => {
	for (const line of commands) {
		const {stdout, stderr} = await runCommand(`${line} --kernel ${kernel}`, {stdin});
		expect(mistakes(stdout + stderr), line).toEqual([]);
	}

	const {stdout, stderr} = await runCommand(`compare - --kernels ${kernel}`, {stdin});
	expect(mistakes(stdout + stderr)).toEqual([]);
});

test('at every moment', async () => {
	for (const at of world.keys()) {
		for (const line of ['report -', 'maps -', 'frames -', 'tables -', 'tree - --stats']) {
			const {stdout, stderr} = await runCommand(`${line} --at ${at}`, {stdin});
			expect(mistakes(stdout + stderr), `${line} --at ${at}`).toEqual([]);
		}
	}
});

test.each(['linux-6', 'shared-pt', 'svr4'])('every pane at every moment on %s', async (kernel) => {
	const {program} = await openWorkload(['-'], Readable.from([stdin]));
	for (const pane of panes.keys()) {
		const session = createSession(openRun(program, machineOptions(program, {kernel})));
		session.lookAhead(Number.POSITIVE_INFINITY);
		const store = createScreen(session, {columns: 200, rows: 50});
		pressKeys(store, pane < 9 ? `${pane + 1} z` : `0 ${'down '.repeat(pane)}enter z`);
		for (let position = 0; position < session.end; position += 1) {
			const text = frameOf(store).map(plainText).join('\n');
			expect(mistakes(text), `${panes[pane].id} at ${position}`).toEqual([]);
			pressKeys(store, pane === 6 ? 'w .' : '.');
		}
	}
});

/** The least of every parameter. */
test.each(workloads)('the smallest $id', async ({id, parameters, build}) => {
	const least = Object.entries(parameters).flatMap(([name, parameter]) =>
		parameter.type === 'number' && name !== 'seed' ? [[name, Math.max(1, parameter.least)] as const] : [],
	);
	const {header} = build(Object.fromEntries(least));
	const flags = least.flatMap(([name, value]) => [`--${name}`, String(value)]);
	const {code, stdout, stderr} = await runCommand(['view', id, ...flags]);
	expect([code, mistakes(`${header.description} ${stdout} ${stderr}`)]).toEqual([0, []]);
});
