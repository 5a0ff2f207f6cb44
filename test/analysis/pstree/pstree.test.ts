/** pstree draws what the real one printed, and keeps its promises on any tree. */
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type PstreeFlags, parsePstreeFlags} from '../../../source/analysis/pstree/flags.ts';
import {pstreeWidth} from '../../../source/analysis/pstree/line.ts';
import type {PstreeProcess} from '../../../source/analysis/pstree/process.ts';
import {pstree} from '../../../source/analysis/pstree/pstree.ts';
import {holds} from '../../helpers/property.ts';

type Recording = {
	readonly name: string;
	readonly tree: PstreeProcess;
	readonly runs: ReadonlyArray<{
		readonly args: readonly string[];
		readonly columns: number | null;
		readonly stdout: string;
	}>;
};

describe.each(['pstree-23.6', 'pstree-more'])('%s', (file) => {
	const url = new URL(`../../../fixtures/pstree/${file}.json`, import.meta.url);
	const recordings: Recording[] = JSON.parse(readFileSync(url, 'utf8'));
	test.each(recordings)('$name', ({name, tree, runs}) => {
		for (const {args, columns, stdout} of runs) {
			const where = `${name}: COLUMNS=${columns ?? ''} pstree ${args.join(' ')}`;
			expect(print(tree, args, columns ?? undefined), where).toBe(stdout);
		}
	});
});

/** As a shell would call it, with a pid or a user as the operand. */
function print(tree: PstreeProcess, args: readonly string[], columns?: number): string {
	const {flags, rest} = parsePstreeFlags(args);
	const [start] = rest;
	const operand = /^\d+$/.test(start ?? '') ? {pid: Number(start)} : {user: start};
	return pstree(tree, {...flags, ...operand}, pstreeWidth(columns?.toString(), undefined));
}

/** A process of which only the name and the children matter. */
function family(comm: string, ...children: PstreeProcess[]): PstreeProcess {
	return {pid: 1, pgid: 1, uid: 0, user: 'root', comm, argv: [comm], threads: [], children};
}

test.each([
	['a process that does not exist', {pid: 7}, ''],
	['a user without processes', {user: 'nobody'}, ''],
	['ASCII when nobody asks', {}, 'a---b\n'],
	['a highlight of nobody', {highlightPid: 7}, 'a---b\n'],
] as const)('%s', (_, flags, text) => {
	expect(pstree(family('a', family('b')), flags)).toBe(text);
});

test('a zombie has no command line, even if the caller still knows one', () => {
	const zombie = {...family('b'), argv: ['b', '-x'], zombie: true};
	expect(pstree(family('a', zombie), {showArguments: true})).toBe('a\n `-(b)\n');
});

test('-l reads 8 KiB of a command line, and no more', () => {
	const process = {...family('k'), argv: ['k', 'x'.repeat(8185), 'tail', 'more']};
	const flags = {showArguments: true, uncut: true};
	// "k", NUL, the long one, NUL: what is left for "tail" are four bytes, and a last piece has no blank before it.
	expect(pstree(process, flags)).toBe(`k ${'x'.repeat(8185)}tail\n`);
});

test.each([{}, {showArguments: true}, {uncut: true}])(
	'a chain of ten thousand processes with %j',
	(flags) => {
		let chain = family('p0');
		for (let i = 1; i < 10_000; i += 1) {
			chain = family(`p${i % 7}`, chain);
		}

		expect(pstree(chain, flags, 80)).toContain('p1');
	},
);

const name = fc.constantFrom('a', 'b', 'sh', 'make', 'cc1');
const thread = fc.record({tid: fc.nat(99), comm: name});

const processes: (depth: number) => fc.Arbitrary<PstreeProcess> = fc.memo((depth) =>
	fc.record({
		pid: fc.nat(99_999),
		pgid: fc.nat(99),
		uid: fc.constantFrom(0, 1000),
		user: fc.constant('dév'),
		comm: name,
		argv: fc.array(fc.string({unit: 'grapheme', maxLength: 8}), {maxLength: 4}),
		threads: fc.array(thread, {maxLength: 2}),
		children: depth === 1 ? fc.constant([]) : fc.array(processes(depth - 1), {maxLength: 4}),
	}),
);

const tree = processes(5);

const anyFlags = fc.record(
	{
		showArguments: fc.boolean(),
		glyphs: fc.constantFrom('ascii', 'unicode', 'vt100'),
		expandAll: fc.boolean(),
		showPgids: fc.boolean(),
		showPids: fc.boolean(),
		sortByPid: fc.boolean(),
		showThreadNames: fc.boolean(),
		hideThreads: fc.boolean(),
		showUsers: fc.boolean(),
	} as const,
	{requiredKeys: []},
);

function count(process: PstreeProcess): number {
	return 1 + process.threads.length + process.children.reduce((sum, child) => sum + count(child), 0);
}

/**
 * How many nodes an uncut ASCII drawing stands for. A parent is the last node whose label ends one column left of
 * the branch; where a node is repeated, so is everything below it.
 */
function countDrawn(text: string): number {
	let total = 0;
	const times = new Map<number, number>();
	for (const line of text.split('\n')) {
		for (const match of line.matchAll(/(?:-(?:[-+]-)|[|`]-|^)(?:(\d+)\*\[)?([a-z0-9{}]+)/g)) {
			const isBelow = match[0].startsWith('|') || match[0].startsWith('`');
			const parent = times.get(isBelow ? match.index - 1 : match.index) ?? 1;
			const here = parent * Number(match[1] ?? 1);
			times.set(match.index + match[0].length, here);
			total += here;
		}
	}

	return total;
}

test('grouping equal subtrees loses and adds no process', () => {
	holds(
		fc.property(tree, fc.boolean(), (root, sortByPid) => {
			expect(countDrawn(pstree(root, {uncut: true, sortByPid}))).toBe(count(root));
		}),
	);
});

test('without grouping every node is drawn once', () => {
	holds(
		fc.property(tree, (root) => {
			const text = pstree(root, {expandAll: true, uncut: true});
			expect(text).not.toContain('*[');
			expect(countDrawn(text)).toBe(count(root));
		}),
	);
});

test('no line is longer than the width, not counting what one cut character leaves behind', () => {
	holds(
		fc.property(tree, anyFlags, fc.integer({min: 1, max: 100}), (root, flags: PstreeFlags, width) => {
			for (const line of pstree(root, flags, width).split('\n')) {
				expect([...line.replace(/\++$/, '+')].length).toBeLessThanOrEqual(width);
			}
		}),
	);
});

test('a wider output begins like a narrower one, up to the cut', () => {
	holds(
		fc.property(tree, fc.integer({min: 20, max: 60}), (root, width) => {
			const [narrow] = pstree(root, {}, width).split('\n');
			const [wide] = pstree(root, {}, width + 10).split('\n');
			expect(wide.startsWith(narrow.slice(0, width - 1))).toBe(true);
		}),
	);
});

test('the order in which children are given does not matter where pids differ', () => {
	holds(
		fc.property(tree, anyFlags, (root, flags: PstreeFlags) => {
			const numbered = renumber(root);
			expect(pstree(reverse(numbered), flags)).toBe(pstree(numbered, flags));
		}),
	);
});

function renumber(root: PstreeProcess, counter = {pid: 0}): PstreeProcess {
	counter.pid += 1;
	const {pid} = counter;
	const threads = root.threads.map((one) => ({...one, tid: ++counter.pid}));
	return {...root, pid, threads, children: root.children.map((child) => renumber(child, counter))};
}

function reverse(root: PstreeProcess): PstreeProcess {
	return {...root, threads: root.threads.toReversed(), children: root.children.map(reverse).reverse()};
}
