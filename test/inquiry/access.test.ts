/** What a walk says of a read and a write is what the kernel then does, on every kernel; and asking changes nothing. */
import {describe, expect, test} from 'vitest';
import {viewMemory} from '../../source/analysis/memory/memory.ts';
import {designs} from '../../source/designs/index.ts';
import {type AccessAnswer, answerWalk} from '../../source/inquiry/access.ts';
import {findTask} from '../../source/kernel/processes/task.ts';
import {pageBytes} from '../../source/kernel/state/geometry.ts';
import {saveColumns} from '../../source/kernel/state/snapshot.ts';
import {vmaFlags} from '../../source/kernel/state/vmas.ts';
import {createMachine, runMachine, stepMachine} from '../../source/machine/machine.ts';
import type {Program} from '../../source/machine/program.ts';
import {createProgramBuilder, type OpRow} from '../../source/machine/program-builder.ts';
import {refusalOf} from '../../source/machine/refusal.ts';
import type {Machine} from '../../source/machine/state.ts';
import {runCommand} from '../helpers/run-command.ts';
import {checkStory} from '../helpers/story.ts';

const {read, write} = vmaFlags;
const placeOf = (pid: number, page: number, pages = 1) => ({
	pid,
	address: 0x100000000000 + page * pageBytes,
	length: pages * pageBytes,
});

/** Touches of one page: zero pages, copies by child and parent, take-overs, read-only memory, what nobody has mapped. */
const rows: readonly OpRow[] = [
	{op: 'start', pid: 1, comm: 'parent'},
	{op: 'mmap', ...placeOf(1, 0, 8), flags: read | write},
	{op: 'mmap', ...placeOf(1, 1024, 2), flags: read},
	{op: 'read', ...placeOf(1, 0)},
	{op: 'write', ...placeOf(1, 0)},
	{op: 'write', ...placeOf(1, 0)},
	{op: 'write', ...placeOf(1, 1, 4)},
	{op: 'fork', pid: 1, child: 2},
	{op: 'read', ...placeOf(2, 1)},
	{op: 'read', ...placeOf(1, 6)},
	{op: 'write', ...placeOf(2, 1)},
	{op: 'write', ...placeOf(2, 2)},
	{op: 'write', ...placeOf(1, 1)},
	{op: 'write', ...placeOf(1, 3)},
	{op: 'read', ...placeOf(2, 1025)},
	{op: 'fork', pid: 1, child: 3},
	{op: 'write', ...placeOf(3, 1024)},
	{op: 'read', ...placeOf(2, 900)},
	{op: 'write', ...placeOf(1, 4)},
];

function programOf(): Program {
	const builder = createProgramBuilder();
	for (const row of rows) {
		builder.add(row);
	}

	return builder.finish({name: 'touches', cpus: 1, swapBytes: 0, geometry: 'x86-64', hugePages: 'never'});
}

type Done = Pick<AccessAnswer, 'ending' | 'faults' | 'sysUs'>;

function doneBy({outcome: {access, sysUs}}: Machine): Done {
	const faults = access.minorFaults + access.majorFaults;
	const ending = access.segv ? 'segv' : access.killed ? 'killed' : faults > 0 ? 'served' : 'through';
	return {ending, faults, sysUs};
}

describe('the answer is what the next op does', () => {
	const program = programOf();
	const runnable = designs.filter((design) => refusalOf(design, program) === undefined);
	test.each(runnable.map((design) => [design.id, design] as const))('%s', (_id, design) => {
		const machine = createMachine(program, {design});
		for (const row of rows) {
			if ((row.op !== 'read' && row.op !== 'write') || row.length !== pageBytes) {
				expect(stepMachine(machine)).toBe(true);
				continue;
			}

			const task = findTask(machine.kernel, row.pid ?? 0);
			const ask = () => answerWalk(machine, viewMemory(machine), task, row.address ?? 0);
			// Looking for who maps a page remembers the map entry that was looked up last, and that is state too.
			ask();
			const before = saveColumns(machine.columns);
			const answer = ask()[row.op];
			expect(saveColumns(machine.columns).bytes).toEqual(before.bytes);
			stepMachine(machine);
			const done = doneBy(machine);
			expect({ending: answer.ending, faults: answer.faults}, JSON.stringify(row)).toEqual({
				ending: done.ending,
				faults: done.faults,
			});
			// The death of a process is no part of the access.
			expect(answer.ending === 'segv' ? done.sysUs : answer.sysUs, JSON.stringify(row)).toBeCloseTo(
				done.sysUs,
			);
		}
	});
});

test('the walk ends where an entry is empty, and at the frame where none is', () => {
	const machine = createMachine(programOf());
	runMachine(machine, 9);
	const view = viewMemory(machine);
	const walk = (page: number) =>
		answerWalk(machine, view, findTask(machine.kernel, 2), placeOf(2, page).address);
	const ways = (page: number) => walk(page).steps.map(({levelName, right}) => `${levelName} ${right}`);
	expect(ways(1)).toEqual(['PGD write', 'PUD write', 'PMD write', 'PTE read']);
	expect(ways(7)).toEqual(['PGD write', 'PUD write', 'PMD write', 'PTE empty']);
	expect(ways(4096)).toEqual(['PGD write', 'PUD write', 'PMD empty']);
	expect(walk(1).frame).toMatchObject({kind: 'private memory', word: 7, paths: 2});
	expect(walk(4096)).toMatchObject({mapping: undefined, frame: undefined});
});

test('what lies behind the end of shared memory kills with SIGBUS, and the answer says why', () => {
	const machine = checkStory('1 map 0 2 rws\n1 remap 0 2 4\n1 write 0 2');
	const task = findTask(machine.kernel, 1);
	const answer = answerWalk(machine, viewMemory(machine), task, placeOf(1, 3).address);
	expect(answer.read).toMatchObject({ending: 'sigbus', faults: 0});
	expect(answer.write.sentence).toBe(
		'A write now kills the process (SIGBUS): 1 page was asked for behind the end of shared memory.',
	);
});

describe('on the command line', () => {
	test('the directory refuses where the directory is what is protected', async () => {
		const line = 'tables cow --pid 1 --address 0x7effffff8000 --at 8 --kernel shared-pt-dir';
		const {code, stdout} = await runCommand(line);
		expect(code).toBe(0);
		expect(stdout).toMatch(/PMD #3 +1 +511 +ro +table #4/);
		expect(stdout).toMatch(/PTE #4 +2 +504 +rw +frame #6 +1 2/);
		expect(stdout).toContain('A write now faults (the PMD entry lets no write through):');
		expect(stdout.split('\n').filter((each) => each.length > 80)).toEqual([]);
	});

	test('the same as JSON', async () => {
		const line = 'tables cow --pid 1 --address 0x7effffff8000 --at 8 --json';
		const {walk} = JSON.parse((await runCommand(line)).stdout);
		expect(walk.steps.at(-1)).toMatchObject({levelName: 'PTE', right: 'read', to: {what: 'frame'}});
		expect(walk.write).toMatchObject({ending: 'served', faults: 1});
		expect(walk.frame.owners.map(({writable}: {writable: string}) => writable)).toEqual(['no', 'no']);
	});

	test.each([
		['tables cow --address 0x1000', '--address needs the process'],
		[
			'tables cow --pid 1 --address here',
			'"here" is no address; expected 0x and up to 13 hexadecimal digits',
		],
	])('%s', async (line, told) => {
		const {code, stderr} = await runCommand(line);
		expect({code, isTold: stderr.includes(told)}).toEqual({code: 2, isTold: true});
	});
});
