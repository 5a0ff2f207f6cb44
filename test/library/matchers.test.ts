/** The matchers: what passes, what does not, and that a message shows the rows. */
import {expect, test} from 'vitest';
import {run, workload} from '../../index.ts';
import {toCost, toHoldTogether, toMatchTree, toShare} from '../../source/library/matchers.ts';
import '../../source/library/vitest.ts';

const addr = '0x100000000000';
const pair = workload('pair')
	.start(1, 'sh')
	.mmap(1, {addr, len: '4M', prot: 'rw-', name: '[pool]'})
	.write(1, addr, '4M')
	.fork(1, 2)
	.comm(2, 'cc (1)')
	.write(2, addr, '1M');

test('a run is expected of in the words of its rows', async () => {
	const end = await run(pair);
	expect(end).toHoldTogether();
	expect(end).toShare(1, 2, '3M');
	expect(end).not.toShare(1, 2, '4M');
	expect(end).toCost({page_copy: 256}, end.position - 1);
	expect(end).not.toCost({page_copy: 256, fork: 0});
	expect(end).toMatchTree('sh\n  cc (1)(2)');
	expect(end).not.toMatchTree('sh\ncc (1)(2)');
	expect(end).not.toMatchTree('sh\n  cc (1)(3)');
	expect(end).not.toMatchTree('sh');
});

test.each(['linux-6', '4.4bsd', 'uvm', 'shared-pt', 'v7'])(
	'%s shares what it does not copy',
	async (kernel) => {
		const forked = await run(pair, {kernel, at: '4'});
		expect(forked).toShare(1, 2, kernel === 'v7' ? 0 : '4M');
	},
);

test('messages show what was found', async () => {
	const end = await run(pair);
	expect(toShare(end, 1, 2, '4M').message()).toContain('1 and 2 share 3072K on linux-6');
	expect(toShare(end, 1, 2, '4M').message()).toMatch(/rw-p pss 2560K uss 1024K \[pool\]/);
	expect(toMatchTree(end, 'sh').message()).toContain('sh(1)\n  cc (1)(2)\n');
	expect(toCost(end, {page_copy: 1}).message()).toContain('  page_copy 256\n');
	expect(toHoldTogether(end).message()).toContain('agree after each of 6 events');
	expect(() => toShare(end, 1, 2, 'much')).toThrow('"much" is no size');
	expect(() => toCost(end, {pages: 1})).toThrow('There is no unit of work "pages"');
});
