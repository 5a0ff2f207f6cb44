/** Dissolving folios: which are taken apart, what becomes of their pages, and where zeros are not replaced. */
import {describe, expect, test} from 'vitest';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {folioOf} from '../../../source/kernel/frames/folio.ts';
import {residentPages} from '../../../source/kernel/frames/rss.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {Folio, Mm, Vpn} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {pteBits, pteFrame} from '../../../source/kernel/state/pte.ts';
import {dissolveFolios, dissolveOwnFolios} from '../../../source/kernel/tables/dissolve.ts';
import {findHugeEntry} from '../../../source/kernel/tables/huge.ts';
import {readEntry} from '../../../source/kernel/tables/table.ts';
import {workDone} from '../../helpers/bare-kernel.ts';
import {checkStory} from '../../helpers/story.ts';

const base = 2 ** 32;
const at = (page: number) => (base + page) as Vpn;

function play(story: string): {kernel: Kernel; mm: Mm; child: Mm} {
	const {kernel} = checkStory(story, {hugePages: 'always'});
	return {kernel, mm: kernel.task.mm[findTask(kernel, 1)], child: kernel.task.mm[findTask(kernel, 2)]};
}

/** Whether each page is one of a folio (f), in one piece with 511 others (h), alone (a), the page of zeros (z), or not there. */
function look(kernel: Kernel, mm: Mm, pages: readonly number[]): string {
	return pages
		.map((page) => {
			const word = readEntry(kernel, mm, at(page));
			if (word === 0) {
				return '-';
			}

			if ((word & pteBits.special) !== 0) {
				return findHugeEntry(kernel, mm, at(page)) === 0 ? 'z' : 'Z';
			}

			const isPart = folioOf(kernel, pteFrame(word)) !== 0;
			return findHugeEntry(kernel, mm, at(page)) === 0 ? (isPart ? 'f' : 'a') : 'h';
		})
		.join('');
}

const folioAt = (kernel: Kernel, mm: Mm, page: number): Folio =>
	folioOf(kernel, pteFrame(readEntry(kernel, mm, at(page))));

const two = `
	1 map 0 1024 rw     | ok
	1 write 0 2         | 1 hugeFill
	1 write 512 512     | 1 hugeFill`;

test('a folio that is wanted is taken apart, another one stays in one piece', () => {
	const {kernel, mm} = play(two);
	const wanted = folioAt(kernel, mm, 512);
	dissolveFolios(kernel, (folio) => folio === wanted);
	expect(look(kernel, mm, [0, 511, 512, 1023])).toBe('hhaa');
	expect([kernel.folio.live, residentPages(kernel, mm), checkKernel(kernel)]).toEqual([1, 1024, undefined]);
});

test('pages that hold nothing but zeros become the page of zeros, and are freed', () => {
	const {kernel, mm} = play(two);
	const before = kernel.frame.live;
	dissolveFolios(kernel, () => true);
	expect(look(kernel, mm, [0, 1, 2, 511, 512, 1023])).toBe('aazzaa');
	// 510 pages less, and the page of zeros.
	expect([before - kernel.frame.live, residentPages(kernel, mm)]).toEqual([509, 514]);
	expect([kernel.folio.live, checkKernel(kernel)]).toEqual([0, undefined]);
});

test('in locked memory they stay', () => {
	const {kernel, mm} = play(`${two}\n1 lock 0 512 | ok`);
	dissolveFolios(kernel, () => true);
	expect(look(kernel, mm, [0, 2, 511])).toBe('aaa');
	expect([residentPages(kernel, mm), checkKernel(kernel)]).toEqual([1024, undefined]);
});

test('everywhere it is mapped, in one piece or page by page', () => {
	const {kernel, mm, child} = play(`
		1 map 0 512 rw      | ok
		1 write 0 512       | 1 hugeFill
		1 fork 2            | ok
		2 write 3 1         | 1 splitHuge, 1 copy`);
	expect([look(kernel, mm, [3, 4]), look(kernel, child, [3, 4])]).toEqual(['hh', 'af']);
	dissolveFolios(kernel, () => true);
	expect([look(kernel, mm, [3, 4]), look(kernel, child, [3, 4])]).toEqual(['aa', 'aa']);
	expect(pteFrame(readEntry(kernel, mm, at(4)))).toBe(pteFrame(readEntry(kernel, child, at(4))));
	expect([kernel.folio.live, checkKernel(kernel)]).toEqual([0, undefined]);
});

test('pages that nobody maps any more are freed with it', () => {
	const {kernel, mm} = play(`
		1 map 0 512 rw      | ok
		1 write 0 512       | 1 hugeFill
		1 munmap 10 502     | 1 splitHuge`);
	const before = kernel.frame.live;
	dissolveFolios(kernel, () => true);
	expect([look(kernel, mm, [0, 9, 10]), before - kernel.frame.live]).toEqual(['aa-', 502]);
	expect(checkKernel(kernel)).toBeUndefined();
});

test('of one that has a single page mapped that page is left; one that was given back is not taken apart', () => {
	const {kernel, mm} = play(`${two}
		1 munmap 512 512    | ok
		1 munmap 1 511      | 1 splitHuge`);
	dissolveFolios(kernel, () => true);
	expect([look(kernel, mm, [0, 1]), kernel.folio.live, checkKernel(kernel)]).toEqual(['a-', 0, undefined]);
});

test('the folio of zeros is none that can be taken apart', () => {
	const {kernel, mm} = play('1 map 0 512 rw | ok\n1 read 0 1 | 1 hugeZero');
	dissolveFolios(kernel, () => true);
	expect([look(kernel, mm, [0, 511]), kernel.folio.live, checkKernel(kernel)]).toEqual(['ZZ', 1, undefined]);
});

test('where there is none, nothing is done', () => {
	const {kernel, mm} = play('1 map 0 4 rw | ok\n1 write 0 4 | 4 zeroFill');
	dissolveFolios(kernel, () => true);
	dissolveOwnFolios(kernel, mm, at(0), at(4));
	expect(look(kernel, mm, [0, 3])).toBe('aa');
});

describe('of a range', () => {
	test.each([
		['both', 0, 1024, 'aa'],
		['a page of the first', 100, 101, 'ah'],
		['from the second on', 512, 1024, 'ha'],
		['nothing', 0, 0, 'hh'],
	])('the folios that it touches: %s', (_, start, end, left) => {
		const {kernel, mm} = play(two);
		dissolveOwnFolios(kernel, mm, at(start), at(end));
		expect(look(kernel, mm, [0, 512])).toBe(left);
	});

	test('the only one that there is', () => {
		const {kernel, mm} = play('1 map 0 512 rw | ok\n1 write 0 512 | 1 hugeFill');
		dissolveOwnFolios(kernel, mm, at(3), at(4));
		expect(look(kernel, mm, [0, 511])).toBe('aa');
	});

	test('those that another address space has too stay', () => {
		const {kernel, mm, child} = play(`
			1 map 0 512 rw      | ok
			1 write 0 512       | 1 hugeFill
			1 fork 2            | ok
			1 map 512 512 rw    | ok
			1 write 512 512     | 1 hugeFill`);
		dissolveOwnFolios(kernel, mm, at(0), at(1024));
		expect([look(kernel, mm, [0, 512]), look(kernel, child, [0])]).toEqual(['ha', 'h']);
	});
});

test('what is replaced by zeros is taken off the reverse maps', () => {
	const {kernel} = play(two);
	const before = [workDone(kernel, 'rmap_remove'), workDone(kernel, 'page_unref')];
	dissolveFolios(kernel, () => true);
	const after = [workDone(kernel, 'rmap_remove'), workDone(kernel, 'page_unref')];
	expect(after.map((count, i) => count - before[i])).toEqual([510, 510]);
});
