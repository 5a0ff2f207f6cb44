/** What forks cost, against the sums that the history itself gives. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {sumBetween} from '../../../source/inquiry/history/curves.ts';
import {forkPrice} from '../../../source/inquiry/history/fork-price.ts';
import {openRun} from '../../../source/inquiry/run.ts';
import {opFlags} from '../../../source/machine/op.ts';
import {createProgramBuilder, type OpRow} from '../../../source/machine/program-builder.ts';
import {seek} from '../../../source/timeline/seek.ts';
import {findWorkload} from '../../../source/workloads/index.ts';

/** Events of `cow`: the fork is 7, the child writes at 10 and the parent at 12, both to shared pages. */
function priced(kernel: string, position: number) {
	const program = findWorkload('cow')?.build();
	if (program === undefined) {
		throw new Error('no workload cow');
	}

	const {timeline} = openRun(program, {design: findDesign(kernel)});
	seek(timeline, position);
	return {price: forkPrice(timeline, 1, 0, position), sysUs: timeline.history.sysUs};
}

test.each(['linux-6', 'shared-pt', 'shared-pt-dir', '4.4bsd'])('on %s', (kernel) => {
	const {price, sysUs} = priced(kernel, 12);
	expect(price).toEqual({
		now: {events: 1, us: sysUs[7]},
		later: {events: 1, us: sysUs[12]},
		children: {events: 1, us: sysUs[10]},
	});
});

test('nothing was paid before the fork, and nothing later where all was paid at once', () => {
	expect(priced('linux-6', 6).price.now).toEqual({events: 0, us: 0});
	const {now, later, children} = priced('v7', 12).price;
	expect([now.events, later.events, children.events]).toEqual([1, 0, 0]);
});

const address = 0x1000_0000;
const pages = (count: number) => ({address, length: count * 4096});

/** Process 1 with eight pages forks 2 in event 4; then each op is one event. */
function pricesOf(later: readonly OpRow[], ...asked: readonly (readonly [pid: number, born: number])[]) {
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, comm: 'parent'});
	builder.add({op: 'mmap', pid: 1, ...pages(8), flags: opFlags.read | opFlags.write});
	builder.add({op: 'write', pid: 1, ...pages(8)});
	builder.add({op: 'fork', pid: 1, child: 2});
	for (const op of later) {
		builder.add(op);
	}

	const program = builder.finish({name: 'priced', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
	const {timeline} = openRun(program, {design: findDesign('linux-6')});
	seek(timeline, program.count);
	return asked.map(([pid, born]) => {
		const {now, later: paidLater, children} = forkPrice(timeline, pid, born, program.count);
		return [now.events, paidLater.events, children.events];
	});
}

const write = (pid: number, count: number): OpRow => ({op: 'write', pid, ...pages(count)});

test('a child pays until it runs another program', () => {
	const exec: OpRow = {op: 'exec', pid: 2, comm: 'other'};
	const own: OpRow = {op: 'mmap', pid: 2, ...pages(8), flags: opFlags.read | opFlags.write};
	expect(pricesOf([write(2, 1), exec, own, write(2, 8), write(1, 8)], [1, 1])).toEqual([[1, 1, 1]]);
});

test('a child that forks pays as a child and as a parent', () => {
	const fork: OpRow = {op: 'fork', pid: 2, child: 3};
	expect(pricesOf([fork, write(2, 1), write(3, 2)], [1, 1], [2, 4])).toEqual([
		[1, 0, 1],
		[1, 1, 1],
	]);
});

test('a process that has the number of an earlier one has forked nothing', () => {
	const gone: readonly OpRow[] = [
		{op: 'fork', pid: 2, child: 3},
		{op: 'exit', pid: 2},
		{op: 'wait', pid: 1, child: 2},
	];
	const again: readonly OpRow[] = [{op: 'fork', pid: 1, child: 2}, write(3, 1), write(2, 1)];
	expect(pricesOf([...gone, ...again], [2, 4], [2, 8], [1, 1])).toEqual([
		[1, 0, 1],
		[0, 0, 0],
		[2, 0, 1],
	]);
});

test('a thread is no fork, and what it writes its process pays for', () => {
	const thread = (pid: number, child: number): OpRow => ({op: 'clone', pid, child, flags: opFlags.thread});
	expect(pricesOf([thread(1, 3), thread(2, 4), write(3, 1), write(4, 2)], [1, 1])).toEqual([[1, 1, 1]]);
	expect(pricesOf([thread(2, 3), {op: 'exit', pid: 3}, write(2, 1)], [1, 1], [2, 4])).toEqual([
		[1, 0, 1],
		[0, 0, 0],
	]);
});

test('the curves count forks apart from births', () => {
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, comm: 'server'});
	builder.add({op: 'clone', pid: 1, child: 2, flags: opFlags.thread});
	builder.add({op: 'fork', pid: 1, child: 3});
	const {timeline} = openRun(builder.finish({name: 'births', cpus: 1, swapBytes: 0, geometry: 'x86-64'}));
	seek(timeline, 3);
	const over = (name: 'births' | 'forks' | 'forkTime') => sumBetween(timeline, name, 0, 3);
	expect([over('births'), over('forks'), over('forkTime')]).toEqual([2, 1, timeline.history.sysUs[3]]);
});
