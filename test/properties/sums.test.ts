/**
 * The parts of every total that the screen and the commands show add up to it, told by the rows that they draw, on every
 * main kernel: at moments of built-in workloads, and after random programs with swap and hardly any memory.
 */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {groupMemory} from '../../source/analysis/memory/group-memory.ts';
import {type MemoryView, type ProcessMemory, viewMemory} from '../../source/analysis/memory/memory.ts';
import {subtreeMemory} from '../../source/analysis/memory/subtree-memory.ts';
import {visitMapped, visitUnmapped} from '../../source/analysis/memory/walk.ts';
import {frameRows, listFrames} from '../../source/analysis/rows/frames.ts';
import {mapRows, recordedKb, sharedInSwapBytes} from '../../source/analysis/rows/maps.ts';
import {pageTableRows} from '../../source/analysis/rows/page-tables.ts';
import {type ProcessRow, processRow} from '../../source/analysis/rows/processes.ts';
import {type Statistics, statistics} from '../../source/analysis/rows/stats.ts';
import {treeRows, withDescendants} from '../../source/analysis/rows/tree.ts';
import type {Design} from '../../source/designs/design.ts';
import {mainDesigns} from '../../source/designs/index.ts';
import {openRun} from '../../source/inquiry/run.ts';
import {answerAt} from '../../source/inquiry/sharing/answer.ts';
import {blameMappings} from '../../source/inquiry/sharing/erosion.ts';
import type {Task} from '../../source/kernel/state/ids.ts';
import {pteBits, pteFrame} from '../../source/kernel/state/pte.ts';
import {createMachine, runMachine, stepMachine} from '../../source/machine/machine.ts';
import {adviceKinds, opFlags} from '../../source/machine/op.ts';
import type {Program} from '../../source/machine/program.ts';
import {createProgramBuilder, type OpRow} from '../../source/machine/program-builder.ts';
import {refusalOf} from '../../source/machine/refusal.ts';
import type {Machine} from '../../source/machine/state.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {holds} from '../helpers/property.ts';
import {scenarios} from './scenario.ts';

const page = 4096;
const kilobyte = 1024;

const cases: readonly (readonly [workload: string, parameters: Readonly<Record<string, number>>])[] = [
	['build', {units: 2, jobs: 2}],
	['pressure', {units: 3, jobs: 2}],
	['pipeline', {runs: 1}],
	['prefork', {workers: 3, requests: 12}],
	['snapshot', {dataset: 4, writes: 20}],
	['deep-chain', {depth: 4}],
	['many-maps', {maps: 40, forks: 2}],
	['cow', {}],
	['vfork', {}],
	['threads', {}],
	['zombies-and-orphans', {}],
];

const moments = 6;

const place = (start: number, pages: number) => ({address: 2 ** 30 + start * page, length: pages * page});
const plain = opFlags.read | opFlags.write;

/** One process has a page of a file twice; a child has been left what fork leaves out beside what it copies, in one table. */
const crowded: readonly OpRow[] = [
	{op: 'start', pid: 1, comm: 'init'},
	{op: 'mmap', pid: 1, ...place(0, 4), flags: plain, file: 'lib', offset: 0},
	{op: 'mmap', pid: 1, ...place(8, 4), flags: opFlags.read, file: 'lib', offset: 0},
	{op: 'mmap', pid: 1, ...place(16, 4), flags: plain},
	{op: 'mmap', pid: 1, ...place(24, 4), flags: plain},
	{op: 'read', pid: 1, ...place(0, 4)},
	{op: 'read', pid: 1, ...place(8, 4)},
	{op: 'write', pid: 1, ...place(16, 4)},
	{op: 'write', pid: 1, ...place(24, 4)},
	{op: 'madvise', pid: 1, ...place(24, 4), advice: adviceKinds.dontfork},
	{op: 'fork', pid: 1, child: 2},
	{op: 'write', pid: 1, ...place(24, 1)},
	{op: 'write', pid: 2, ...place(16, 1)},
];

function programOf(ops: readonly OpRow[]): Program {
	const builder = createProgramBuilder();
	for (const op of ops) {
		builder.add(op);
	}

	return builder.finish({name: 'crowded', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
}

/** `within` is what rounding may take: fair shares are fractions of pages. */
type Sum = readonly [what: string, total: number, parts: number, within?: number];

function sum<Thing>(things: readonly Thing[], read: (thing: Thing) => number): number {
	return things.reduce((all, thing) => all + read(thing), 0);
}

/** Sums that are wrong at this moment, in words. */
function wrongSums(machine: Machine): string[] {
	const view = viewMemory(machine);
	const numbers = statistics(view);
	const processes = treeRows(view).filter(({isThread}) => !isThread);
	const totals = subtreeMemory(view).bytes;
	const sums = [
		...sumsOfFrames(view, numbers),
		...sumsOfProcesses(view, numbers, processes),
		...processes.flatMap((row) => [...sumsOfProcess(view, row), ...sumsBelow(view, row, totals)]),
	];
	return sums
		.filter(([, total, parts, within = 0]) => !(Math.abs(total - parts) <= within))
		.map(([what, total, parts]) => `${what}: ${total}, its parts ${parts}`);
}

/** Stats and `report` against Frames. */
function sumsOfFrames(view: MemoryView, {frames, tables, ...numbers}: Statistics): Sum[] {
	const {private: anonymous, file, shared, zero, device} = frames;
	const rows = frameRows(view, listFrames(view, 'number'));
	const count = (...kinds: string[]) => rows.filter(({kind}) => kinds.includes(kind)).length;
	const pages = rows.filter(({kind}) => ['private memory', 'file page', 'shared memory'].includes(kind));
	const mapped = sum(numbers.pageReferences, ({count}) => count);
	return [
		['frames', frames.inUse, anonymous + file + shared + frames.tables + zero + device],
		['frames that are listed', frames.inUse, rows.length],
		['private', anonymous, count('private memory')],
		['of files', file, count('file page')],
		['shared', shared, count('shared memory')],
		['zero page and devices', zero + device, count('zero page', 'device')],
		['page tables', tables.inUse, count('page table')],
		['frames of page tables', frames.tables, tables.inUse],
		['pages by the entries that map them', anonymous + file + shared, numbers.unmappedPages + mapped],
		['mapped by 0', numbers.unmappedPages, pages.filter(({mapcount}) => mapcount === 0).length],
		['tables by what points at them', tables.inUse, sum(numbers.tableReferences, ({count}) => count)],
	];
}

/** All processes together against the machine: memory that is lent counts once, a shared table once and what it saves. */
function sumsOfProcesses(view: MemoryView, {tables}: Statistics, processes: readonly ProcessRow[]): Sum[] {
	const {mm} = view.kernel.task;
	const owners = processes.filter(
		({task}, i) => processes.findIndex((other) => mm[other.task] === mm[task]) === i,
	);
	const all = groupMemory(
		view,
		processes.map(({task}) => task),
	);
	const reached = frameRows(view, listFrames(view, 'number')).filter(
		({kind, paths}) => kind !== 'page table' && paths > 0,
	);
	const shares = sum(processes, ({memory}) => memory?.pssBytes ?? 0);
	const counted = sum(owners, ({memory}) => (memory === undefined ? 0 : memory.tablePages + 1));
	return [
		['top tables', tables.top, all.topTablePages],
		['tables of all', tables.inUse, all.topTablePages + all.tablePages],
		['tables and what sharing saves', tables.inUse + tables.saved, counted],
		['pages that are reached', reached.length * page, all.rssBytes],
		['fair shares', all.rssBytes, shares, processes.length],
		['what nobody else reaches', all.rssBytes, all.ussBytes],
	];
}

/** A row of the tree against Maps and Tables of the same process. */
function sumsOfProcess(view: MemoryView, {task, pid, memory}: ProcessRow): Sum[] {
	const tables = pageTableRows(view, task);
	const maps = mapRows(view, task);
	return memory === undefined
		? [[`what zombie ${pid} has mapped`, 0, tables.length + maps.length]]
		: [
				[`PT of ${pid}`, memory.tablePages, tables.length - 1],
				...sumsOfMaps(maps, memory).map(([what, ...rest]): Sum => [`${what} of ${pid}`, ...rest]),
			];
}

type Rows = ReturnType<typeof mapRows>;

function sumsOfMaps(maps: Rows, memory: ProcessMemory): Sum[] {
	const all = (read: (row: Rows[number]) => number) => sum(maps, read) * kilobyte;
	const together = maps.filter(({perms}) => perms.endsWith('s'));
	const swapped = sum(together, ({smaps}) => smaps.Swap) * kilobyte;
	return [
		['VSZ', memory.virtualBytes, all(({sizeKb}) => sizeKb)],
		['RSS', memory.rssBytes, all(({rssKb}) => rssKb)],
		['PSS', memory.pssBytes, all(({pssKb}) => pssKb), maps.length * kilobyte],
		['USS', memory.ussBytes, all(({ussKb}) => ussKb)],
		['SWAP of shared memory', swapped, sharedInSwapBytes(maps, memory.swappedBytes)],
		['private', memory.reported.ussBytes, all(({smaps}) => smaps.Private_Clean + smaps.Private_Dirty)],
		...maps.flatMap(sumsOfMap),
	];
}

function sumsOfMap(row: Rows[number]): Sum[] {
	const {start, smaps, rssKb, pssKb, ussKb} = row;
	const {Shared_Clean, Shared_Dirty, Private_Clean, Private_Dirty} = smaps;
	const parts = Shared_Clean + Shared_Dirty + Private_Clean + Private_Dirty + recordedKb(row);
	const at = start.toString(16);
	return [
		[`RSS at ${at}`, rssKb, parts],
		[`PSS at ${at}, not below USS`, pssKb, Math.max(pssKb, ussKb)],
		[`RSS at ${at}, not below PSS`, rssKb, Math.max(rssKb, pssKb)],
	];
}

/** TOTAL against the process and all below it as one; RSS counts a page again that a process maps twice. */
function sumsBelow(view: MemoryView, {task, pid, memory}: ProcessRow, totals: Float64Array): Sum[] {
	const tasks = withDescendants(view.kernel, task);
	const alone = groupMemory(view, tasks).rssBytes;
	const most = sum(tasks, (each) => processRow(view, each).memory?.rssBytes ?? 0);
	return [
		[`TOTAL of ${pid}`, totals[task], alone],
		[`RSS of all below ${pid}, not below TOTAL`, most, Math.max(most, alone)],
		...(tasks.length > 1 || memory === undefined
			? []
			: [[`RSS of ${pid}`, memory.rssBytes, alone + mappedAgain(view, task)] satisfies Sum]),
	];
}

/** Bytes of pages that a process maps once more than once. */
function mappedAgain({kernel}: MemoryView, task: Task): number {
	const met = new Set<number>();
	let again = 0;
	const meet = (frame: number) => {
		again += met.has(frame) ? page : 0;
		met.add(frame);
	};
	visitMapped(kernel, kernel.task.mm[task], (_table, first, count) => {
		for (const word of kernel.strip.entry.subarray(first, first + count)) {
			if ((word & pteBits.present) !== 0 && (word & pteBits.special) === 0) {
				meet(pteFrame(word));
			}
		}
	});
	visitUnmapped(kernel, kernel.task.mm[task], 0, kernel.geometry.endVpn, meet);
	return again;
}

function built(workload: string, parameters: Readonly<Record<string, number>>, design: Design) {
	const program = findWorkload(workload)?.build(parameters);
	expect(program, workload).toBeDefined();
	return program === undefined || refusalOf(design, program) !== undefined ? [] : [program];
}

describe.each(mainDesigns.map((design) => [design.id, design] as const))('%s', (_, design) => {
	test('at moments of workloads every total is the sum of its parts', () => {
		for (const [workload, parameters] of cases) {
			for (const program of built(workload, parameters, design)) {
				const machine = createMachine(program, {design});
				for (let moment = 1; moment <= moments; moment += 1) {
					runMachine(machine, Math.ceil(program.count / moments));
					expect(wrongSums(machine), `${workload}, moment ${moment}`).toEqual([]);
				}
			}
		}
	});

	test('where a process has a page twice, and fork leaves out a part of a table', () => {
		const program = programOf(crowded);
		const machine = createMachine(program, {design});
		for (let op = 0; refusalOf(design, program) === undefined && stepMachine(machine); op += 1) {
			expect(wrongSums(machine), `after op ${op}`).toEqual([]);
		}
	});

	test('of random programs too, where memory is short and there is swap', () => {
		const check = ({program}: {readonly program: Program}) => {
			const machine = createMachine(program, {design});
			for (let position = 1; stepMachine(machine); position += 1) {
				expect(position % 5 === 0 ? wrongSums(machine) : []).toEqual([]);
			}
		};
		const arbitrary = scenarios({isWild: true, swapPages: 600, memoryPages: 100});
		holds(
			fc.property(
				arbitrary.filter(({program}) => refusalOf(design, program) === undefined),
				check,
			),
			20,
		);
	});

	test('what children were born with is what they share, copied and let go; mappings have all that was copied', () => {
		for (const program of built('prefork', {workers: 3, requests: 12}, design)) {
			const {erosion, family} = answerAt(openRun(program, {design}).timeline, undefined, undefined);
			const {copies} = erosion;
			const sharing = family.order.map((index) => family.row(index).sharing);
			expect(sharing.length).toBeGreaterThan(0);
			expect(sharing.map((each) => each.inherited)).toEqual(
				sharing.map((each) => each.shared + each.copiedByChild + each.copiedByParent + each.letGo),
			);
			const copied = copies.filter(({event}) => event <= family.position);
			const blamed = sum(
				blameMappings(erosion, family.position),
				(blame) => blame.byChildren + blame.byParent,
			);
			expect(blamed).toBe(sum(copied, ({pages}) => pages));
		}
	});
});
