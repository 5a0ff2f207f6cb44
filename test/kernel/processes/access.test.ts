/** Loads and stores: what they leave in entries and pages, which entries let them through, and where they stop. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {readPages, writePages} from '../../../source/kernel/processes/access.ts';
import {createAccess} from '../../../source/kernel/processes/take-fault.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {Vpn} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {pteBits, pteFrame} from '../../../source/kernel/state/pte.ts';
import {findTable, readEntry} from '../../../source/kernel/tables/table.ts';
import {checkStory, type StoryOptions} from '../../helpers/story.ts';

/** First page of stories, which begins a table. */
const base = 2 ** 32;
const at = (page: number) => (base + page) as Vpn;

/** Process 1 after a story, and ways to have it read and write and to look at its pages. */
function play(story: string, options: StoryOptions = {}) {
	const {kernel} = checkStory(story, options);
	const task = findTask(kernel, 1);
	const mm = kernel.task.mm[task];
	const access = createAccess();
	return {
		kernel,
		access,
		mm,
		read: (start: number, end: number) => readPages(kernel, task, at(start), at(end), access),
		write: (start: number, end: number, stamp: number) =>
			writePages(kernel, task, at(start), at(end), stamp, access),
		bits: (page: number) =>
			readEntry(kernel, mm, at(page)) & (pteBits.accessed | pteBits.dirty | pteBits.write),
		words: (start: number, end: number) => wordsOf(kernel, mm, start, end),
	};
}

function wordsOf(kernel: Kernel, mm: Kernel['mm']['free'], start: number, end: number): readonly number[] {
	return Array.from(
		{length: end - start},
		(_, i) => kernel.frame.word[pteFrame(readEntry(kernel, mm, at(start + i)))],
	);
}

/** digest × 1000003 + word, modulo 2^64, over some words. */
function digestOf(words: readonly number[]): {digestLow: number; digestHigh: number} {
	const digest = words.reduce((sum, word) => (sum * 1000003n + BigInt(word)) % 2n ** 64n, 0n);
	return {digestLow: Number(digest % 2n ** 32n), digestHigh: Number(digest / 2n ** 32n)};
}

describe('a store', () => {
	test('leaves its stamp in each page and says in the entry that it was there', () => {
		const {write, words, bits} = play('1 map 0 4 rw | ok\n1 write 0 4 | 4 zeroFill');
		expect(write(1, 3, 77)).toBe(2);
		expect(words(0, 4).slice(1, 3)).toEqual([77, 77]);
		expect([words(0, 1)[0], words(3, 4)[0]]).not.toContain(77);
		expect(bits(1)).toBe(pteBits.accessed | pteBits.dirty | pteBits.write);
	});

	test('faults where the entry is read-only, and goes on behind the fault', () => {
		const {kernel, write, words, access} = play(`
			1 map 0 4 rw        | ok
			1 write 0 4         | 4 zeroFill
			1 fork 2            | ok
			1 write 1 1         | 1 copy`);
		expect(write(0, 4, 88)).toBe(4);
		expect([access.minorFaults, access.protectedWrites]).toEqual([3, 3]);
		expect(words(0, 4)).toEqual([88, 88, 88, 88]);
		const child = kernel.task.mm[findTask(kernel, 2)];
		expect(wordsOf(kernel, child, 0, 4)).not.toContain(88);
	});

	test('goes from table to table, with a fault in each page that is not there', () => {
		const {kernel, mm, write, access, words} = play('1 map 500 600 rw | ok\n1 write 511 2 | 2 zeroFill');
		expect(write(510, 1026, 9)).toBe(516);
		expect(access.minorFaults).toBe(514);
		expect(words(510, 514)).toEqual([9, 9, 9, 9]);
		expect([511, 512, 1024].map((page) => findTable(kernel, mm, at(page)) !== 0)).toEqual([true, true, true]);
		expect(write(510, 1026, 10)).toBe(516);
		expect([access.minorFaults, ...words(1023, 1026)]).toEqual([0, 10, 10, 10]);
	});

	test('stops where it is refused: what comes before is written', () => {
		const {write, words, access} = play('1 map 0 4 rw | ok\n1 map 4 4 r | ok\n1 write 0 1 | 1 zeroFill');
		expect(write(2, 6, 5)).toBe(2);
		expect([access.segv, access.absentWrites, access.minorFaults]).toEqual([true, 3, 2]);
		expect(words(2, 4)).toEqual([5, 5]);
	});

	test('does not touch the pages of others through a table that is closed to it', () => {
		const {kernel, access, write, words} = play('1 map 0 4 rw\n1 write 0 4\n1 fork 2\n1 table 0 | 2 closed', {
			design: findDesign('cow-pte'),
		});
		const child = kernel.task.mm[findTask(kernel, 2)];
		const before = wordsOf(kernel, child, 0, 4);
		readPages(kernel, findTask(kernel, 2), at(0), at(4), access);
		expect([access.minorFaults, kernel.table.refs[findTable(kernel, child, at(0))]]).toEqual([0, 2]);
		// The least of stamps is a store too.
		write(0, 2, 1);
		expect(words(0, 2)).toEqual([1, 1]);
		expect(wordsOf(kernel, child, 0, 4)).toEqual(before);
	});

	test('to a part of 2 MiB in one piece makes all of it dirty, which a load does not', () => {
		const {read, write, bits, access} = play(
			`
			1 map 0 512 rw      | ok
			1 write 0 1         | 1 hugeFill
			1 advise 0 512 free | ok
			1 entries 0 2       | w w`,
			{hugePages: 'always'},
		);
		const dirt = () => [0, 5, 511].map((page) => (bits(page) & pteBits.dirty) !== 0);
		read(3, 4);
		expect(dirt()).toEqual([false, false, false]);
		write(5, 6, 1);
		expect([access.minorFaults, ...dirt()]).toEqual([0, true, true, true]);
	});

	test('finds its table in a row that was a root before', () => {
		const {kernel} = checkStory('1 exec sh | ok\n1 map 0 1 rw | ok\n1 write 0 1 | 1 zeroFill', {
			geometry: 'i386',
		});
		const task = findTask(kernel, 1);
		const vpn: Vpn = 2 ** 18;
		expect(findTable(kernel, kernel.task.mm[task], vpn)).toBe(1);
		const access = createAccess();
		expect([writePages(kernel, task, vpn, vpn + 1, 9, access), access.minorFaults]).toEqual([1, 0]);
	});

	test('gives every mapping on its way an anon_vma, none behind where it stopped', () => {
		const {kernel, mm, write} = play(
			`
			1 map 0 4 rw        | ok
			1 map 4 4 r         | ok
			1 map 8 4 rw        | ok`,
			{design: findDesign('4.4bsd')},
		);
		write(0, 12, 5);
		const anonVmas: boolean[] = [];
		for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
			anonVmas.push(kernel.vma.anonVma[vma] !== 0);
		}

		expect(anonVmas).toEqual([true, false, false]);
	});
});

describe('a load', () => {
	test('marks the entry as used and changes nothing else', () => {
		const {kernel, mm, read, words} = play(`
			1 map 0 3 rw        | ok
			1 write 0 3         | 3 zeroFill
			1 fork 2            | ok`);
		const child = kernel.task.mm[findTask(kernel, 2)];
		const [word, other] = [readEntry(kernel, mm, at(1)), readEntry(kernel, child, at(1))];
		const before = words(0, 3);
		expect(other & pteBits.accessed).toBe(0);
		readPages(kernel, findTask(kernel, 2), at(1), at(2), createAccess());
		expect(readEntry(kernel, child, at(1))).toBe(other | pteBits.accessed);
		read(0, 3);
		expect([readEntry(kernel, mm, at(1)), words(0, 3)]).toEqual([word | pteBits.accessed, before]);
	});

	test('digests the words in their order, in 64 bits', () => {
		const {read, write, access} = play('1 map 0 6 rw | ok');
		const stamps = [5, 2 ** 32 - 1, 7, 2 ** 31, 1, 4_000_000_000];
		for (const [page, stamp] of stamps.entries()) {
			write(page, page + 1, stamp);
		}

		read(0, 6);
		expect(access).toMatchObject(digestOf(stamps));
		read(2, 4);
		expect(access).toMatchObject(digestOf(stamps.slice(2, 4)));
		read(0, 0);
		expect(access).toEqual(createAccess());
	});

	test('of what has no page finds zeros', () => {
		const {read, access} = play('1 map 0 4 rw | ok');
		read(0, 4);
		expect(access).toMatchObject({minorFaults: 4, absentReads: 4, digestLow: 0, digestHigh: 0});
	});

	test('stops where it is refused, and forgets that with the next one', () => {
		const {read, access} = play('1 map 0 2 rw | ok\n1 write 0 2 | 2 zeroFill');
		read(0, 5);
		expect([access.segv, access.absentReads]).toEqual([true, 1]);
		read(0, 2);
		expect([access.segv, access.absentReads]).toEqual([false, 0]);
	});

	test('does not get through where the mapping gives no right, though the page is there', () => {
		const {read, access} = play(`
			1 map 0 2 rw        | ok
			1 write 0 2         | 2 zeroFill
			1 protect 1 1 -     | ok`);
		read(0, 2);
		expect([access.segv, access.minorFaults]).toEqual([true, 0]);
		expect(access).toMatchObject(digestOf([3]));
	});
});
