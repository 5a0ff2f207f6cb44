/** The soak test of the benchmarks, shortened: playing a workload again and again leaves nothing behind. */
import {expect, test} from 'vitest';
import {screenOf} from '../frames/screens.ts';
import {heapBytes, playFrames} from '../helpers/play.ts';

test('the heap does not grow while it plays', () => {
	const store = screenOf('cow', 'start', {columns: 80, rows: 24});
	playFrames(store, 1000);
	const before = heapBytes();
	playFrames(store, 2000);
	expect((heapBytes() - before) / 2 ** 20).toBeLessThan(1);
});
