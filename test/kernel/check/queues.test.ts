/** What is noticed where the queues of reclaim and its hands are wrong. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkQueues} from '../../../source/kernel/check/queues.ts';
import {joinQueue, leaveQueue} from '../../../source/kernel/frames/page-queues.ts';
import {rowId} from '../../../source/kernel/state/columns.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {frameAt} from '../../helpers/parts.ts';
import {checkStory} from '../../helpers/story.ts';

/** Pages that are active, and some that are not any more. */
function machineOf(id: string): Kernel {
	return checkStory('1 map 0 12 rw\n1 write 0 12\n1 fork 2\n2 write 0 2\n0 reclaim 3', {
		design: findDesign(id),
		swapBytes: 2 ** 20,
	}).kernel;
}

const active = 1;
const inactive = 2;
const spoilt: readonly (readonly [what: string, spoil: (kernel: Kernel) => void, problem: RegExp])[] = [
	[
		'the size of a queue',
		(k) => (k.queue.pages[active] += 1),
		/pages of queue 1 says \d+, but there are \d+/,
	],
	['its end', (k) => (k.queue.last[inactive] = k.queue.first[active]), /queue 2 ends at frame/],
	[
		'the way back',
		(k) => (k.detail.previousQueued[k.frame.detail[k.queue.last[active]]] = 0),
		/queue 1 leads to frame \d+, which is in queue 1 after frame 0/,
	],
	[
		'what a page says',
		(k) => (k.detail.queue[k.frame.detail[k.queue.first[active]]] = inactive),
		/queue 1 leads to frame \d+, which is in queue 2/,
	],
	[
		'a page that is in none',
		(k) => (k.detail.queue[k.frame.detail[k.table.frame[k.mm.root[1]]]] = active),
		/frame \d+ stands in queue 1, but has no place there/,
	],
	[
		'a hand',
		(k) => (k.anchor.reclaimFrame[1] = rowId(k.frame, k.frame.count)),
		/reclaim stopped at frame \d+/,
	],
	[
		'a hand among address spaces',
		(k) => (k.anchor.reclaimMm[1] = rowId(k.mm, k.mm.count)),
		/reclaim stopped at mm \d+/,
	],
];

test.each(['4.4bsd', 'uvm', 'linux-6', 'linux-2.4', 'svr4'])(
	'what reclaim has left on %s is in order',
	(id) => {
		expect(checkQueues(machineOf(id))).toBeUndefined();
	},
);

test.each(spoilt)('a change of %s is noticed', (_, spoil, problem) => {
	const kernel = machineOf('4.4bsd');
	spoil(kernel);
	expect(checkQueues(kernel)).toMatch(problem);
});

test('a mapped page that stands in no queue is noticed, and an inactive one that is mapped', () => {
	const lost = machineOf('4.4bsd');
	const page = lost.queue.first[active];
	lost.queue.first[active] = lost.detail.nextQueued[lost.frame.detail[page]];
	lost.detail.previousQueued[lost.frame.detail[lost.queue.first[active]]] = 0;
	lost.queue.pages[active] -= 1;
	lost.detail.queue[lost.frame.detail[page]] = 0;
	expect(checkQueues(lost)).toMatch(/frame \d+ is mapped, but stands in no queue/);
	const mapped = machineOf('uvm');
	mapped.frame.mapcount[mapped.queue.first[inactive]] += 1;
	expect(checkQueues(mapped)).toMatch(/frame \d+ is inactive, but 1 entries map it/);
});

test('a page of a cgroup that stands in no list is noticed, and one that stands in another’s', () => {
	const pages = () => checkStory('1 map 0 2 rw\n1 cgroup web 20\n1 write 0 2', {swapBytes: 2 ** 20}).kernel;
	const lost = pages();
	leaveQueue(lost, frameAt(lost, 1, 0));
	expect(checkQueues(lost)).toMatch(/frame \d+ of cgroup 1 stands in queue 0/);
	const strayed = pages();
	joinQueue(strayed, frameAt(strayed, 1, 1), active);
	expect(checkQueues(strayed)).toMatch(/frame \d+ of cgroup 1 stands in queue 1/);
});
