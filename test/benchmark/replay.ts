/** Reading a recorded build, and replaying it on every kernel. */
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {defaultDesign, designs} from '../../source/designs/index.ts';
import {createMachine, runMachine} from '../../source/machine/machine.ts';
import {eventCount} from '../../source/machine/state.ts';
import {type Benchmark, type Measurement, median, timeRuns} from './benchmark.ts';
import {readRecording, recordingFile} from './recording.ts';

const runs = 3;

export const replay: Benchmark = {
	name: 'lua-make',
	async measure() {
		const textBytes = gunzipSync(readFileSync(recordingFile)).length;
		const readingMs = median(await timeRuns(runs, readRecording));
		const program = await readRecording();
		const results: Measurement[] = [
			{name: 'reading perf text', value: readingMs, unit: 'ms', note: `${program.count} ops`},
			{name: 'reading perf text, rate', value: textBytes / 1000 / readingMs, unit: 'MB/s', above: 150},
		];
		for (const design of designs) {
			let events = 0;
			const times = await timeRuns(runs, () => {
				const machine = createMachine(program, {design});
				runMachine(machine);
				events = eventCount(machine);
			});
			const rate = (events * 1000) / median(times);
			results.push({
				name: `${design.id}`,
				value: rate,
				unit: 'ops/s',
				...(design === defaultDesign ? {above: 1_500_000} : {}),
				note: `${Math.round(median(times))} ms in all`,
			});
		}

		return results;
	},
};
