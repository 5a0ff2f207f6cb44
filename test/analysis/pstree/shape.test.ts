import {expect, test} from 'vitest';
import {readListing} from '../../../source/analysis/pstree/listing.ts';
import {shapeOf} from '../../../source/analysis/pstree/shape.ts';

const listings: Readonly<Record<string, readonly [listing: string, figures: object]>> = {
	'a chain': ['init---bash---pstree', {processes: 3, levels: [1, 1, 1], generations: [3]}],
	'a branch whose rails are drawn': [
		`init-+-a---b
     |-c-+-d
     |   \`-e---f
     \`-g`,
		{processes: 8, levels: [1, 3, 3, 1], deepestPath: ['init', 'c', 'e', 'f']},
	],
	'the same in Unicode': [
		`init─┬─a───b
     ├─c─┬─d
     │   └─e───f
     └─g`,
		{processes: 8, levels: [1, 3, 3, 1], widest: {name: 'init', children: 3}},
	],
	'folded processes, their subtrees and threads': [
		`init-+-5*[getty]
     |-2*[sh---cc]
     \`-mysqld---3*[{mysqld}]`,
		{processes: 11, threads: 3, levels: [1, 8, 2], widest: {name: 'init', children: 8}},
	],
	'a child of the same name forked without exec': [
		`init-+-apache---8*[apache]
     \`-a---a---a---b`,
		{generations: [4, 9, 1]},
	],
	'process numbers and command lines belong to the name': [
		`init(1)-+-bash(7)---bash(8)
        \`-cron(9)`,
		{processes: 4, generations: [3, 1]},
	],
};

test.each(Object.entries(listings))('%s', (_, [listing, figures]) => {
	const roots = readListing(listing);
	expect(roots).toBeDefined();
	expect(shapeOf(roots ?? [])).toMatchObject(figures);
});

test.each([
	'',
	'{"forkscope":1,"name":"a"}\n{"op":"start","pid":1,"comm":"init"}',
	'make 812 100.5: syscalls:sys_enter_brk: brk: 0x0',
	'12:00:01 execve("/bin/ls", ["ls"], 0x7ffd---) = 0',
	'  |-orphan of no tree',
])('%j is no listing', (text) => {
	expect(readListing(text)).toBeUndefined();
});
