/** What the fork of a process cost and what it has copied since, against the history itself. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {ownPrice} from '../../../source/inquiry/history/own-price.ts';
import {openRun} from '../../../source/inquiry/run.ts';
import {opFlags} from '../../../source/machine/op.ts';
import {createProgramBuilder, type OpRow} from '../../../source/machine/program-builder.ts';
import {seek} from '../../../source/timeline/seek.ts';

const page = 4096;
const address = 0x1000_0000;

/** Process 1 with eight pages forks 2; then each op is one event. */
function runOf(later: readonly OpRow[], kernel = 'linux-6') {
	const builder = createProgramBuilder();
	const ops: readonly OpRow[] = [
		{op: 'start', pid: 1, comm: 'parent'},
		{op: 'mmap', pid: 1, address, length: 8 * page, flags: opFlags.read | opFlags.write},
		{op: 'write', pid: 1, address, length: 8 * page},
		{op: 'fork', pid: 1, child: 2},
		...later,
	];
	for (const op of ops) {
		builder.add(op);
	}

	const program = builder.finish({name: 'priced', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
	const {timeline} = openRun(program, {design: findDesign(kernel)});
	seek(timeline, program.count);
	return timeline;
}

const write = (pid: number, pages: number): OpRow => ({op: 'write', pid, address, length: pages * page});

test.each(['linux-6', 'shared-pt', '4.4bsd'])('on %s the child pays for what it writes', (kernel) => {
	const timeline = runOf([write(2, 3), write(1, 4)], kernel);
	const forkUs = timeline.history.sysUs[4];
	expect(forkUs).toBeGreaterThan(0);
	expect(ownPrice(timeline, 2, 4, 4)).toEqual({forkUs, copied: 0});
	expect(ownPrice(timeline, 2, 4, 6)).toEqual({forkUs, copied: 3});
});

test('what the parent copies after its fork is its own, and it was not forked itself', () => {
	expect(ownPrice(runOf([write(1, 4)]), 1, 1, 5)).toEqual({forkUs: undefined, copied: 4});
});

test('an exec ends it, a fork after that begins it again', () => {
	const timeline = runOf([
		write(2, 1),
		{op: 'exec', pid: 2, comm: 'other'},
		{op: 'mmap', pid: 2, address, length: 8 * page, flags: opFlags.read | opFlags.write},
		write(2, 8),
		{op: 'fork', pid: 2, child: 3},
		write(2, 2),
	]);
	expect([5, 8, 10].map((position) => ownPrice(timeline, 2, 4, position).copied)).toEqual([1, 1, 3]);
});

test('whoever has the number of one that is gone begins with nothing', () => {
	const timeline = runOf([
		write(2, 3),
		{op: 'exit', pid: 2},
		{op: 'wait', pid: 1, child: 2},
		{op: 'fork', pid: 1, child: 2},
		write(2, 1),
	]);
	expect(ownPrice(timeline, 2, 8, 9).copied).toBe(1);
});
