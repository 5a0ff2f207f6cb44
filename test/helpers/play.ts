/** Plays without a clock: ticks and frames as fast as they go, for what only shows after a long time. */
import process from 'node:process';
import v8 from 'node:v8';
import vm from 'node:vm';
import {frameOf} from '../../source/ui/screen/print.ts';
import type {Store} from '../../source/ui/screen/store.ts';

/** So many frames at 30 a second; at the end of the workload it begins again. */
export function playFrames(store: Store, frames: number): void {
	for (let frame = 0; frame < frames; frame += 1) {
		if (!store.model().isPlaying) {
			store.send({type: 'play', on: true});
		}

		store.send({type: 'tick', elapsedMs: 1000 / 30});
		frameOf(store);
	}
}

/** Bytes in use once everything that can go is gone. */
export function heapBytes(): number {
	v8.setFlagsFromString('--expose-gc');
	const collect = vm.runInNewContext('gc') as () => void;
	collect();
	collect();
	const {heapUsed, arrayBuffers} = process.memoryUsage();
	return heapUsed + arrayBuffers;
}
