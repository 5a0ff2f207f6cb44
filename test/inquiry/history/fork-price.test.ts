/** What forks cost, against the sums that the history itself gives. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {forkPrice} from '../../../source/inquiry/history/fork-price.ts';
import {openRun} from '../../../source/inquiry/run.ts';
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
