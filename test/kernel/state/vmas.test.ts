/** Mappings as they are read: flags that do not get in each other's way, and which mapping holds a page or lies below it. */
import {describe, expect, test} from 'vitest';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {Mm, Vma} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {
	accessFlags,
	anonymousOffset,
	findVma,
	isAnonymous,
	isHugetlb,
	isLocked,
	isShared,
	keyFlags,
	seenVma,
	shapeOfVma,
	vmaAt,
	vmaBelow,
	vmaFlags,
	vmaName,
	vmaPages,
} from '../../../source/kernel/state/vmas.ts';
import {checkStory, type StoryOptions} from '../../helpers/story.ts';

const base = 2 ** 32;

type Mapped = {readonly kernel: Kernel; readonly mm: Mm; readonly vmas: readonly Vma[]};

/** The mappings that a story leaves to process 1, in their order. */
function mapped(story: string, options: StoryOptions = {}): Mapped {
	const {kernel} = checkStory(story, options);
	const mm = kernel.task.mm[findTask(kernel, 1)];
	const vmas: Vma[] = [];
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		vmas.push(vma);
	}

	return {kernel, mm, vmas};
}

describe('flags', () => {
	const {key, ...single} = vmaFlags;

	test('are a bit each beside the key, and none lies over another', () => {
		const flags = Object.values(single);
		expect(flags.filter((flag) => Math.log2(flag) % 1 !== 0)).toEqual([]);
		expect(flags.reduce((sum, flag) => sum + flag, 0)).toBe(flags.reduce((all, flag) => all | flag, 0));
		expect(flags.filter((flag) => (flag & key) !== 0)).toEqual([]);
	});

	test('hold each of sixteen keys', () => {
		const keys = Array.from({length: 16}, (_, i) => keyFlags(i));
		expect(new Set(keys).size).toBe(16);
		expect(keys.reduce((all, flag) => all | flag, 0)).toBe(key);
		expect(keyFlags(0)).toBe(0);
	});

	test('of access are the three rights', () => {
		expect(accessFlags).toBe(vmaFlags.read + vmaFlags.write + vmaFlags.exec);
	});
});

test('each kind of memory is told from the others', () => {
	const {kernel, vmas} = mapped(
		'1 map 0 1 rw\n1 map 2 1 rw lib\n1 map 4 1 rws\n1 map 512 512 rwsh\n1 map 2048 1 rw\n1 lock 2048 1',
		{hugetlbPages: 1},
	);
	const kinds = {isAnonymous, isShared, isHugetlb, isLocked};
	const told = vmas.map((vma) =>
		Object.entries(kinds)
			.filter(([, is]) => is(kernel, vma))
			.map(([name]) => name),
	);
	expect(told).toEqual([
		['isAnonymous'],
		[],
		['isShared'],
		['isShared', 'isHugetlb'],
		['isAnonymous', 'isLocked'],
	]);
	expect(vmas.map((vma) => vmaPages(kernel, vma))).toEqual([1, 1, 1, 512, 1]);
});

describe('whichever mapping was looked up last', () => {
	const island = () => mapped('1 map 2 2 rw\n1 map 4 1 r\n1 map 8 2 rw\n1 map 14 2 rw');
	const pages = Array.from({length: 20}, (_, page) => base + page);

	/** For each page what `find` answers, once after each mapping was looked up last and once after none was. */
	function answers({kernel, mm, vmas}: Mapped, find: typeof findVma): readonly (readonly Vma[])[] {
		return pages.map((vpn) =>
			[0 as const, ...vmas].map((last) => {
				kernel.mm.lookedUp[mm] = last;
				return find(kernel, mm, vpn);
			}),
		);
	}

	const always = ({vmas}: Mapped, expected: (vpn: number) => Vma | undefined) =>
		pages.map((vpn) => [0, ...vmas].map(() => expected(vpn) ?? 0));

	test('the first one that ends above a page is found', () => {
		const all = island();
		const {end} = all.kernel.vma;
		expect(answers(all, findVma)).toEqual(always(all, (vpn) => all.vmas.find((vma) => end[vma] > vpn)));
	});

	test('only one that holds the page is said to', () => {
		const all = island();
		const {start, end} = all.kernel.vma;
		const holds = (vma: Vma, vpn: number) => start[vma] <= vpn && vpn < end[vma];
		const holding = always(all, (vpn) => all.vmas.find((vma) => holds(vma, vpn)));
		expect(answers(all, vmaAt)).toEqual(holding);
		expect(answers(all, seenVma)).toEqual(holding);
	});

	test('the last one that ends at or below a page is found', () => {
		const all = island();
		const {end} = all.kernel.vma;
		expect(answers(all, vmaBelow)).toEqual(always(all, (vpn) => all.vmas.findLast((vma) => end[vma] <= vpn)));
	});

	test('what was found is where the next search begins, and what was not leaves it as it was', () => {
		const {kernel, mm, vmas} = island();
		const begins = [9, 19, 0].map((page) => {
			findVma(kernel, mm, base + page);
			return kernel.mm.lookedUp[mm];
		});
		expect(begins).toEqual([vmas[2], vmas[2], vmas[0]]);
	});

	test('who looks on leaves no trace of where it looked', () => {
		const {kernel, mm, vmas} = island();
		findVma(kernel, mm, base);
		expect(seenVma(kernel, mm, base + 6)).toBe(0);
		expect(seenVma(kernel, mm, kernel.vma.start[vmas[2]])).toBe(vmas[2]);
		expect(kernel.mm.lookedUp[mm]).toBe(vmas[0]);
	});
});

test('where nothing is mapped nothing is found', () => {
	const {kernel, mm} = mapped('1 map 2 2 rw\n1 munmap 2 2');
	const found = [findVma, vmaAt, seenVma, vmaBelow].map((find) => find(kernel, mm, base + 2));
	expect(found).toEqual([0, 0, 0, 0]);
});

test('the shape of a mapping is all that another like it needs', () => {
	const {kernel, vmas} = mapped('1 map 3 2 rw lib+5\n1 write 3 1\n1 brk 20\n1 brk 24');
	const shapes = vmas.map((vma) => shapeOfVma(kernel, vma));
	const {read, write, account} = vmaFlags;
	expect(shapes[0]).toEqual({
		start: base + 3,
		end: base + 5,
		flags: read | write | account,
		object: kernel.vma.object[vmas[0]],
		mapping: kernel.vma.mapping[vmas[0]],
		offset: 5,
		name: kernel.vma.name[vmas[0]],
		anonVma: kernel.vma.anonVma[vmas[0]],
		chain: 1,
	});
	expect(shapes[1].offset).toBe(anonymousOffset(base + 20));
	const {object, mapping, anonVma} = shapes[0];
	expect([object, mapping, anonVma].filter((id) => id <= 0)).toEqual([]);
});

describe('what a mapping is called', () => {
	test.each([
		['the heap itself', '', 22, true],
		['anonymous memory that lies in its bounds', '1 munmap 21 2\n1 map 21 1 r', 21, true],
		['a file that lies there', '1 munmap 21 2\n1 map 21 1 r lib', 21, false],
		['what begins where the heap ends', '1 map 24 1 r', 24, false],
		['what ends where it begins', '1 map 19 1 r', 19, false],
		['what reaches into it from below', '1 munmap 20 2\n1 map 19 2 r', 19, true],
	])('%s', (_, more, page, isHeap) => {
		const {kernel, mm, vmas} = mapped(`1 brk 20\n1 brk 24\n${more}`);
		const {start, end, name} = kernel.vma;
		const vma = vmas.find((each) => start[each] <= base + page && base + page < end[each]) ?? 0;
		kernel.mm.heapName[mm] = 77;
		expect(vmaName(kernel, vma)).toBe(isHeap ? 77 : name[vma]);
	});
});

test('pieces of anonymous memory that lie side by side are side by side in what they count by too', () => {
	expect(anonymousOffset(base + 8) - anonymousOffset(base + 5)).toBe(3);
});
