/** What is shown of a slot of swap changes in no event of which its history does not tell; and why a page went there. */
import {describe, expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {listSlots, slotRows} from '../../../source/analysis/rows/slots.ts';
import {designs, findDesign} from '../../../source/designs/index.ts';
import {watchSlot} from '../../../source/inquiry/why/watch-slot.ts';
import {createWhy} from '../../../source/inquiry/why/why.ts';
import {finish} from '../../../source/inquiry/work.ts';
import {createMachine, stepMachine} from '../../../source/machine/machine.ts';
import type {Program} from '../../../source/machine/program.ts';
import {eventCount, type Machine} from '../../../source/machine/state.ts';
import {seek} from '../../../source/timeline/seek.ts';
import {createTimeline} from '../../../source/timeline/timeline.ts';
import {readText} from '../../helpers/read-text.ts';

const range = '"addr":"0x7f0700000000","len":"16K"';
const ops = [
	'{"op":"start","pid":1,"comm":"init"}',
	`{"op":"mmap","pid":1,${range},"prot":"rw-","share":"private"}`,
	`{"op":"write","pid":1,${range}}`,
	'{"op":"fork","pid":1,"child":2}',
	'{"op":"evict"}',
	'{"op":"read","pid":2,"addr":"0x7f0700000000","len":"8K"}',
	'{"op":"write","pid":2,"addr":"0x7f0700000000","len":"4K"}',
	'{"op":"reclaim","pages":3}',
	'{"op":"fork","pid":2,"child":3}',
	`{"op":"madvise","pid":1,${range},"advice":"pageout"}`,
	'{"op":"exit","pid":2}',
	`{"op":"write","pid":1,${range}}`,
	'{"op":"exit","pid":3}',
	'{"op":"exit","pid":1}',
];

/** Pages that two processes share go to swap, come back to each, and are asked to go again. */
async function program(header = '', more: readonly string[] = ops): Promise<Program> {
	const first = `{"forkscope":1,"name":"swapped","swap":"1M"${header}}`;
	return (await readText([first, ...more].join('\n'))).program;
}

/** The row of each slot as text. */
function shown(machine: Machine): Map<number, string> {
	const view = viewMemory(machine);
	const rows = slotRows(view, listSlots(view));
	return new Map(rows.map(({slot, owners, ...row}) => [slot, JSON.stringify({...row, has: owners.length})]));
}

describe.each(designs.filter(({policies}) => policies.swaps).map(({id}) => id))('on %s', (id) => {
	test('every change of a row is told', async () => {
		const machine = createMachine(await program(), {design: findDesign(id)});
		const watches = Array.from({length: 16}, (_, slot) => watchSlot(slot));
		for (const watch of watches) {
			watch.begin(machine);
		}

		let before = shown(machine);
		let most = 0;
		while (stepMachine(machine)) {
			const now = shown(machine);
			const changes = watches.map((watch) => watch.see(machine));
			const untold = [...new Set([...before.keys(), ...now.keys()])].filter(
				(slot) => before.get(slot) !== now.get(slot) && changes[slot] === undefined,
			);
			expect(untold, `event ${eventCount(machine)}`).toEqual([]);
			most = Math.max(most, now.size);
			before = now;
		}

		expect(most).toBeGreaterThan(0);
	});
});

/** What the history of the slots in use at a position begins with, or all of it. */
async function histories(id: string, what: Program, at: number): Promise<string[][]> {
	const timeline = createTimeline(createMachine(what, {design: findDesign(id)}));
	seek(timeline, at);
	const slots = listSlots(viewMemory(timeline.machine));
	return slots.map((slot) => finish(createWhy(timeline, {kind: 'slot', slot})).map((line) => line.what));
}

test('the history of a page goes on through swap: filled, shared, sent away, read back', async () => {
	const [first] = await histories('linux-6', await program(), 6);
	expect(first).toEqual([
		expect.stringMatching(/^filled with zeros/),
		expect.stringMatching(/^mapped 1 → 2, write-protected/),
		expect.stringMatching(
			/^the page of frame #\d+ went to swap slot \d+, because all that can be in swap was asked to go, 2 entries name it$/,
		),
		expect.stringMatching(
			/^read into frame #\d+ for 7f0700000000, 1 entry names it, 2 before, its page is in memory too/,
		),
	]);
});

test('one that was read back tells of the slot that it was in', async () => {
	const timeline = createTimeline(createMachine(await program()));
	seek(timeline, 6);
	const {kernel} = timeline.machine;
	const frame = kernel.swap.frame[1];
	const lines = finish(createWhy(timeline, {kind: 'frame', frame})).map(({what}) => what);
	expect(lines.join('\n')).toMatch(
		/^filled with zeros[\s\S]*went to swap slot 1, because[\s\S]*\nread from swap slot 1 for 7f0700000000, mapped 0 → 1$/,
	);
});

const short = [
	'{"op":"start","pid":1,"comm":"init"}',
	'{"op":"cgroup","pid":1,"name":"web","memory":"64K","swap":"1M"}',
	'{"op":"mmap","pid":1,"addr":"0x7f0700000000","len":"1M","prot":"rw-","share":"private"}',
	'{"op":"write","pid":1,"addr":"0x7f0700000000","len":"1M"}',
];

test.each([
	['linux-6', '', short, 'because cgroup web had all of its 64K and nobody had used it since'],
	['linux-6', ',"memory":"256K"', short.toSpliced(1, 1), 'because memory was used up and nobody had used it'],
	['linux-2.4', ',"memory":"256K"', short.toSpliced(1, 1), 'since that scan came by last'],
	['uvm', ',"memory":"256K"', short.toSpliced(1, 1), 'it was inactive'],
	['svr4', ',"memory":"256K"', short.toSpliced(1, 1), 'between the two hands of the clock'],
	['linux-6', '', [...ops.slice(0, 3), '{"op":"reclaim","pages":2}'], 'because 2 pages had to go'],
	['linux-6', '', [...ops.slice(0, 3), ops[9]], 'because its process asked for that'],
])('on %s with %s a page says why it went: %#', async (id, header, more, words) => {
	const all = await histories(id, await program(header, more), more.length);
	expect(all.flat().join('\n')).toContain(words);
});
