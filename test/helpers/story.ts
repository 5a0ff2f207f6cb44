/**
 * Stories: tests of the kernel in a small language. Each line is one op of one process and, behind a bar, what it must
 * come to; lines that ask (maps, pages, tables, resident, faults, work) change nothing. Pages are counted from 0x100000000000.
 *
 *     1 map 0 4 rw          | ok
 *     1 write 0 4           | 4 zeroFill
 *     1 fork 2              | ok
 *     2 write 0 1           | 1 copy
 *     1 pages 0 2           | a1 b2          letter: frame, number: entries that map it, - for none, z the zero page, g a guard
 *                                            s2: in a slot of swap that 2 entries name, sx: that this one has for itself
 *     1 maps                | 0-4 rw
 *     1 entries 0 3         | wd . -         what each entry allows and has met: w writable, d dirty, . neither, - none
 *     1 dirty 0 3           | d . -          whether the page was written, by this entry or another
 *     1 tables              | 3
 *     1 table 0             | 2 closed       directory entries that point at the table of page 0; may process 1 write it
 *     1 huge                | 0 1024z         huge entries by their first page, z for the folio of zeros
 *     1 resident            | 4
 *     1 swap                | 2              slots of swap in use
 *     1 charged web         | 4 1            pages of memory and of swap charged to a memory cgroup
 *     1 pool                | 3 1            huge pages of the pool that are free, and reserved
 *     1 hugetlb             | 2              huge pages of the pool that the process maps
 *     1 faults              | 5              minor faults that count for the process so far
 *     1 work page_copy      | 1              how much of each unit the last op took
 *
 * Rights of a map, and of a protect, which may set a protection key (`1 protect 0 4 rw 3`): r w x, s shared, d grows down, t for a stack, n without reserve, v of a device, h of huge pages of the pool.
 * A read may be told of the pages around it (`uncached=-1,2`, `folio=1`, `alone`), exec of its image (`0+2:rw`, `4+1:r:lib`).
 * Ops: start map munmap protect advise remap brk lock unlock lockall userfault read write fork vfork spawn thread exec exit exit() return
 * wait, setuid, limit (to so many processes), cgroup (NAME, pages of memory, of swap), and evict and reclaim (of a cgroup, if it is named), which no process does (0 evict). A wait without a
 * zombie `sleeps`, and is tried again in the line `1 wakes`.
 */

import {expect} from 'vitest';
import {hugeRows} from '../../source/analysis/memory/huge.ts';
import type {Design} from '../../source/designs/design.ts';
import {lockAllBits} from '../../source/kernel/calls/lock.ts';
import {userfaultBits} from '../../source/kernel/calls/userfault.ts';
import {checkKernel} from '../../source/kernel/check/check.ts';
import {frameFlags} from '../../source/kernel/frames/frame.ts';
import {freeInPool} from '../../source/kernel/frames/hugetlb.ts';
import {residentPages} from '../../source/kernel/frames/rss.ts';
import {exitTask} from '../../source/kernel/processes/exit.ts';
import {findTask, isAlive, isThread} from '../../source/kernel/processes/task.ts';
import {nextRow} from '../../source/kernel/state/columns.ts';
import {nextCounted} from '../../source/kernel/state/counted.ts';
import {defects} from '../../source/kernel/state/defects.ts';
import {effectKinds, effectName} from '../../source/kernel/state/effects.ts';
import {errnoName} from '../../source/kernel/state/errno.ts';
import type {Geometry} from '../../source/kernel/state/geometry.ts';
import {pageBytes} from '../../source/kernel/state/geometry.ts';
import type {Mm, Vpn} from '../../source/kernel/state/ids.ts';
import type {Kernel} from '../../source/kernel/state/kernel.ts';
import type {HugePageMode} from '../../source/kernel/state/limits.ts';
import {uncachedReach} from '../../source/kernel/state/policies.ts';
import {isGuard, isSwapped, pteBits, pteFrame, pteSlot} from '../../source/kernel/state/pte.ts';
import {totals} from '../../source/kernel/state/schema.ts';
import {vmaFlags} from '../../source/kernel/state/vmas.ts';
import type {WorkUnit} from '../../source/kernel/state/work.ts';
import {workUnits} from '../../source/kernel/state/work.ts';
import {findTable, reachTable, readEntry} from '../../source/kernel/tables/table.ts';
import {createMachine, stepMachine, stepScript} from '../../source/machine/machine.ts';
import type {AdviceName} from '../../source/machine/op.ts';
import {adviceKinds, opFlags} from '../../source/machine/op.ts';
import {opName} from '../../source/machine/ops/index.ts';
import type {ImageMapping} from '../../source/machine/program.ts';
import {createProgramBuilder, type OpRow} from '../../source/machine/program-builder.ts';
import {runnable} from '../../source/machine/schedule.ts';
import type {Machine} from '../../source/machine/state.ts';
import {lastOp} from '../../source/machine/state.ts';
import {type Changed, type Contents, contentsOf, firstContentsDifference} from './contents-oracle.ts';
import {firstFalseEffect} from './effect-oracle.ts';
import {firstForkDifference} from './fork-oracle.ts';
import {undone} from './undone.ts';

export type StoryOptions = {
	readonly design?: Design;
	readonly geometry?: Geometry['id'];
	readonly memoryBytes?: number;
	readonly swapBytes?: number;
	readonly hugePages?: HugePageMode;
	readonly hugetlbPages?: number;
	readonly overcommit?: number;
	readonly overcommitRatio?: number;
};

type Line = {
	readonly text: string;
	readonly pid: number;
	readonly verb: string;
	readonly words: readonly string[];
	readonly expected: string | undefined;
};

/** First page of stories; on i386 there is room only further down. */
const bases = {'x86-64': 2 ** 44 / pageBytes, arm64: 2 ** 47 / pageBytes, i386: 2 ** 30 / pageBytes} as const;

function parseLine(text: string): Line {
	const [ask, expected] = text.split('|').map((part) => part.trim().replace(/\s+/g, ' '));
	const [pid, verb, ...words] = ask.split(' ');
	return {text: text.trim(), pid: Number(pid), verb, words, expected};
}

const questions = new Set([
	'charged',
	'pool',
	'hugetlb',
	'huge',
	'swap',
	'maps',
	'pages',
	'tables',
	'table',
	'resident',
	'faults',
	'entries',
	'dirty',
	'work',
]);

/**
 * Runs a story on a machine and holds every answer against what the story says; process 1 is there from the start. After
 * every op all counts must agree, what the op said be true, what it did not touch be as before, and a child that was forked
 * read what its parent reads; and in the end nothing be left.
 */
export function checkStory(story: string, options: StoryOptions = {}): Machine {
	const lines = story
		.split('\n')
		.filter((line) => line.trim() !== '' && !line.trim().startsWith('#'))
		.map(parseLine);
	const base = bases[options.geometry ?? 'x86-64'];
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, comm: 'init'});
	for (const line of lines) {
		if (!questions.has(line.verb) && line.verb !== 'wakes') {
			builder.add(toOp(line, base));
		}
	}

	const header = {
		name: 'story',
		cpus: 1,
		swapBytes: options.swapBytes ?? 0,
		geometry: options.geometry ?? 'x86-64',
		memoryBytes: options.memoryBytes,
		hugePages: options.hugePages,
		hugetlbPages: options.hugetlbPages,
		overcommit: options.overcommit,
		overcommitRatio: options.overcommitRatio,
	} as const;
	const machine = createMachine(builder.finish(header), {design: options.design});
	stepMachine(machine);
	const told: string[] = [];
	const problems: string[] = [];
	for (const line of lines) {
		const isQuestion = questions.has(line.verb);
		const before = isQuestion ? undefined : contentsOf(machine);
		const answer = isQuestion ? ask(machine, line, base) : step(machine);
		told.push(line.expected === undefined ? line.text : `${line.text.split('|')[0].trim()} | ${answer}`);
		const problem = before === undefined ? undefined : problemOf(machine, before);
		if (problem !== undefined) {
			problems.push(`${line.text}: ${problem}`);
		}
	}

	expect(told.join('\n')).toBe(
		lines
			.map(({text, expected}) =>
				expected === undefined ? text : `${text.split('|')[0].trim()} | ${expected}`,
			)
			.join('\n'),
	);
	expect([...problems, ...leftOf(machine)]).toEqual([]);
	return machine;
}

/** What is wrong after an op, as a sentence. */
function problemOf(machine: Machine, before: Contents): string | undefined {
	const {kernel, program, outcome} = machine;
	const op = lastOp(machine);
	const isFork = opName(program.kind[op]) === 'fork' && outcome.result >= 0;
	const isRoomy = program.header.memoryBytes === undefined;
	return (
		checkKernel(kernel) ??
		firstFalseEffect(kernel) ??
		(isRoomy && !losesContents(kernel)
			? firstContentsDifference(machine, before, changedBy(machine))
			: undefined) ??
		(isFork && isRoomy ? firstForkDifference(machine, program.pid[op], program.child[op]) : undefined)
	);
}

/** Whether a defect of the design has been met, or a huge page was taken from a child: others lose what they have by that. */
function losesContents({total, effects}: Kernel): boolean {
	const kinds = effects.kind.subarray(0, effects.count);
	return total.value[totals.defects] !== 0 || kinds.includes(effectKinds.hugetlbTaken);
}

/** Ops that leave what their process has in memory as it is. */
const keeping = new Set([
	'mprotect',
	'mlock',
	'munlock',
	'mlockall',
	'read',
	'fork',
	'wait',
	'limit',
	'cgroup',
	'evict',
	'reclaim',
]);

/** The part of memory that the last op may have changed. */
function changedBy({program, ...machine}: Machine): Changed | undefined {
	const op = lastOp({program, ...machine});
	const name = opName(program.kind[op]);
	const pid = program.pid[op];
	const isKept =
		keeping.has(name) || (name === 'madvise' && !/^(dontneed|free)$/.test(adviceName(program.value[op])));
	if (isKept) {
		return undefined;
	}

	const start = program.address[op] / pageBytes;
	return name === 'write' || name === 'munmap' || name === 'madvise'
		? {pid, start, end: start + program.length[op] / pageBytes}
		: {pid, start: 0, end: Number.POSITIVE_INFINITY};
}

function adviceName(kind: number): string {
	return Object.entries(adviceKinds).find(([, number]) => number === kind)?.[0] ?? '';
}

/** What is wrong once all have exited, parents before their children; the machine is as before then. */
function leftOf(machine: Machine): string[] {
	const {kernel} = machine;
	const problem = undone(machine, () => {
		for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
			if (isAlive(kernel, task) && !isThread(kernel, task)) {
				exitTask(kernel, task, 0, 0);
			}
		}

		return checkKernel(kernel);
	});
	return problem === undefined ? [] : [`in the end: ${problem}`];
}

/** The protection key that an mprotect sets, if any. */
function keyOf(word: string | undefined): {readonly key?: number} {
	return word === undefined ? {} : {key: Number(word)};
}

function rights(text: string): number {
	return (
		(text.includes('r') ? opFlags.read : 0) |
		(text.includes('w') ? opFlags.write : 0) |
		(text.includes('x') ? opFlags.exec : 0) |
		(text.includes('s') ? opFlags.shared : 0) |
		(text.includes('d') ? opFlags.growsDown : 0) |
		(text.includes('t') ? opFlags.stack : 0) |
		(text.includes('n') ? opFlags.noReserve : 0) |
		(text.includes('v') ? opFlags.device : 0) |
		(text.includes('h') ? opFlags.hugetlb : 0)
	);
}

/** What a recording would tell of the pages around a read: `uncached=-1,2`, `folio=1`, `alone`. */
function around(words: readonly string[]): Partial<OpRow> {
	const distances = (name: string, first: number) =>
		words
			.filter((word) => word.startsWith(`${name}=`))
			.flatMap((word) => word.slice(name.length + 1).split(','))
			.reduce((bits, page) => bits | (1 << (Number(page) - first)), 0);
	return {
		uncached: distances('uncached', -uncachedReach),
		folio: distances('folio', 1),
		flags: words.includes('alone') ? opFlags.alone : 0,
	};
}

/** A mapping of an image: `4+2:rw` or `4+2:r:lib`, where it begins, its pages, rights and file. */
function imageOf(word: string, base: number): ImageMapping {
	const [place, letters, file] = word.split(':');
	const [start, pages] = place.split('+').map(Number);
	return {
		address: (start + base) * pageBytes,
		length: pages * pageBytes,
		flags: rights(letters),
		file,
		offset: 0,
	};
}

/** The op that a line asks for; page numbers become addresses. */
function toOp({pid, verb, words}: Line, base: number): OpRow {
	const address = (Number(words[0]) + base) * pageBytes;
	const length = Number(words[1]) * pageBytes;
	switch (verb) {
		case 'map': {
			const [file, offset] = (words[3] ?? '').split('+');
			return {
				op: 'mmap',
				pid,
				address,
				length,
				flags: rights(words[2]),
				file: file === '' ? undefined : file,
				offset: Number(offset ?? 0) * pageBytes,
			};
		}

		case 'munmap':
		case 'write':
			return {op: verb, pid, address, length};
		case 'read':
			return {op: verb, pid, address, length, ...around(words.slice(2))};
		case 'lock':
			return {op: 'mlock', pid, address, length};
		case 'unlock':
			return {op: 'munlock', pid, address, length};
		case 'protect':
			return {op: 'mprotect', pid, address, length, flags: rights(words[2]), ...keyOf(words[3])};
		case 'advise':
			return {op: 'madvise', pid, address, length, advice: adviceKinds[words[2] as AdviceName]};
		case 'remap': {
			const to = words[3] === undefined ? undefined : (Number(words[3]) + base) * pageBytes;
			return {op: 'mremap', pid, address, length, newLength: Number(words[2]) * pageBytes, to};
		}

		case 'userfault':
			return {
				op: 'userfault',
				pid,
				address,
				length,
				flags: words
					.slice(2)
					.reduce((all, word) => all | userfaultBits[word as keyof typeof userfaultBits], 0),
			};
		case 'lockall':
			return {
				op: 'mlockall',
				pid,
				flags: words.reduce((all, word) => all | lockAllBits[word as keyof typeof lockAllBits], 0),
			};
		case 'evict':
			return {op: 'evict'};
		case 'reclaim':
			return {op: 'reclaim', pages: Number(words[0]), ...(words[1] === undefined ? {} : {cgroup: words[1]})};
		case 'setuid':
			return {op: 'setuid', pid, uid: Number(words[0])};
		case 'cgroup': {
			const [memory, swap] = words.slice(1).map((pages) => Number(pages) * pageBytes);
			return {op: 'cgroup', pid, cgroup: words[0], memory, swap};
		}

		case 'limit':
			return {op: 'limit', pid, processes: Number(words[0])};
		case 'brk':
			return {op: 'brk', pid, address};
		case 'thread':
			return {op: 'clone', pid, child: Number(words[0]), flags: opFlags.thread | opFlags.vm};
		case 'exit()':
			return {op: 'exit', pid, flags: opFlags.atExit};
		case 'exec':
			return {op: 'exec', pid, comm: words[0], image: words.slice(1).map((word) => imageOf(word, base))};
		case 'spawn':
			return {op: 'spawn', pid, child: Number(words[0]), comm: words[1]};
		case 'start':
			return {
				op: 'start',
				pid,
				comm: words[0],
				parent: words[1] === undefined ? undefined : Number(words[1]),
			};
		case 'exit':
		case 'return':
			return {op: verb, pid};
		case 'fork':
		case 'vfork':
		case 'wait':
			return {op: verb, pid, child: words[0] === undefined ? undefined : Number(words[0])};
		default:
			throw new Error(`no such op in a story: ${verb}`);
	}
}

const defectNames = Object.fromEntries(Object.entries(defects).map(([name, number]) => [number, name]));

/** Takes one step; the answer is the error, or the effects counted by kind in order of first appearance. */
function step(machine: Machine): string {
	const [script] = runnable(machine);
	if (script === undefined) {
		return 'nothing can run';
	}

	if (!stepScript(machine, script)) {
		return 'sleeps';
	}

	const {outcome, kernel} = machine;
	const counts = new Map<string, number>();
	for (let i = 0; i < kernel.effects.count; i += 1) {
		const kind = effectName(kernel.effects.kind[i]);
		const name = kind === 'defect' ? `defect ${defectNames[kernel.effects.other[i]]}` : kind;
		if (name !== 'freeFrame') {
			counts.set(name, (counts.get(name) ?? 0) + 1);
		}
	}

	const effects = [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
	const {result} = outcome;
	const answer = result < 0 ? errnoName(result) : result > 0 ? `answers ${result}` : undefined;
	return [answer, effects].filter((part) => part !== undefined && part !== '').join(' ') || 'ok';
}

function ask(machine: Machine, {pid, verb, words}: Line, base: number): string {
	const {kernel} = machine;
	const mm = kernel.task.mm[findTask(kernel, pid)];
	switch (verb) {
		case 'maps':
			return mapsText(kernel, mm, base);
		case 'huge':
			return hugeText(kernel, mm, base);
		case 'tables':
			return String(kernel.mm.tables[mm]);
		case 'table':
			return tableText(kernel, mm, base + Number(words[0]));
		case 'pool':
			return `${freeInPool(kernel)} ${kernel.total.value[totals.hugetlbReserved]}`;
		case 'hugetlb':
			return String(kernel.mm.hugetlb[mm]);
		case 'charged':
			return chargedText(machine, words[0]);
		case 'swap':
			return String(kernel.swap.live);
		case 'resident':
			return String(residentPages(kernel, mm));
		case 'faults':
			return String(kernel.task.minorFaults[findTask(kernel, pid)]);
		case 'work':
			return words.map((unit) => workOf(machine, unit as WorkUnit)).join(' ');
		case 'dirty':
			return dirtText(kernel, mm, base + Number(words[0]), Number(words[1]));
		case 'pages':
			return pagesText(kernel, mm, base + Number(words[0]), Number(words[1]));
		default:
			return entriesText(kernel, mm, base + Number(words[0]), Number(words[1]));
	}
}

function chargedText({kernel: {cgroup}, program}: Machine, name: string): string {
	const row = cgroup.name.indexOf(program.numbers.get(name) ?? -1);
	return `${cgroup.pages[row]} ${cgroup.slots[row]}`;
}

/** What the last op counted of a unit. */
function workOf({kernel: {counted, work}}: Machine, unit: WorkUnit): number {
	const row = workUnits[unit];
	return nextCounted(counted, row - 1) === row ? work.amount[row] - counted.before[row] : 0;
}

function mapsText(kernel: Kernel, mm: Mm, base: number): string {
	const parts: string[] = [];
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		const flags = kernel.vma.flags[vma];
		const letters = (['read', 'write', 'exec', 'shared'] as const).map((name) =>
			(flags & vmaFlags[name]) === 0 ? '' : name === 'exec' ? 'x' : name[0],
		);
		parts.push(`${kernel.vma.start[vma] - base}-${kernel.vma.end[vma] - base} ${letters.join('') || '-'}`);
	}

	return parts.join(', ') || 'nothing';
}

function pagesText(kernel: Kernel, mm: Mm, start: number, count: number): string {
	const letters = new Map<number, string>();
	const parts: string[] = [];
	for (let vpn = start; vpn < start + count; vpn += 1) {
		const word = readEntry(kernel, mm, vpn);
		if (word === 0) {
			parts.push('-');
		} else if (isSwapped(word)) {
			const isOwn = (word & pteBits.swapExclusive) !== 0;
			parts.push(isOwn ? 'sx' : `s${kernel.swap.users[pteSlot(word)]}`);
		} else if (isGuard(word)) {
			parts.push('g');
		} else if ((word & pteBits.special) !== 0) {
			parts.push('z');
		} else {
			const frame = pteFrame(word);
			letters.set(frame, letters.get(frame) ?? String.fromCharCode(97 + letters.size));
			parts.push(`${letters.get(frame)}${kernel.frame.mapcount[frame]}`);
		}
	}

	return parts.join(' ');
}

function hugeText(kernel: Kernel, mm: Mm, base: number): string {
	const rows = hugeRows(kernel, mm, 0, kernel.geometry.endVpn);
	return (
		rows.map(({address, isZero}) => `${address / pageBytes - base}${isZero ? 'z' : ''}`).join(' ') || 'none'
	);
}

function tableText(kernel: Kernel, mm: Mm, vpn: Vpn): string {
	const table = findTable(kernel, mm, vpn);
	const isOpen = reachTable(kernel, mm, vpn, true) !== 0;
	return table === 0 ? 'none' : `${kernel.table.refs[table]} ${isOpen ? 'open' : 'closed'}`;
}

/** Bits of each entry: w writable, d dirty, . neither, - none. */
function entriesText(kernel: Kernel, mm: Mm, start: number, count: number): string {
	const parts: string[] = [];
	for (let vpn = start; vpn < start + count; vpn += 1) {
		const word = readEntry(kernel, mm, vpn);
		const bits = `${(word & pteBits.write) === 0 ? '' : 'w'}${(word & pteBits.dirty) === 0 ? '' : 'd'}`;
		parts.push(word === 0 ? '-' : bits || '.');
	}

	return parts.join(' ');
}

function dirtText(kernel: Kernel, mm: Mm, start: number, count: number): string {
	return Array.from({length: count}, (_, i) => {
		const word = readEntry(kernel, mm, start + i);
		const isDirty =
			(word & pteBits.dirty) !== 0 || (kernel.frame.flags[pteFrame(word)] & frameFlags.dirty) !== 0;
		return word === 0 ? '-' : isDirty ? 'd' : '.';
	}).join(' ');
}
