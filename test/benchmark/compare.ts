/** All main kernels on a recorded build, in as many threads as there are processors. */
import type {Benchmark} from './benchmark.ts';
import {take} from './child.ts';
import {recordingFile} from './recording.ts';

export const compare: Benchmark = {
	name: 'compare',
	async measure() {
		const {wallMs, cpuMs} = take(['compare', recordingFile, '--kernels', 'all']);
		return [
			{name: 'all kernels on lua-make', value: wallMs / 1000, unit: 's', note: 'two processors', below: 3},
			{name: 'all kernels on lua-make, CPU', value: cpuMs / 1000, unit: 's', below: 6},
		];
	},
};
