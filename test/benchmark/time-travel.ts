/** What it costs to save a moment, to go back to it, and to jump about in a recording. */
import {restoreColumns, saveColumns} from '../../source/kernel/state/snapshot.ts';
import {createMachine, runMachine} from '../../source/machine/machine.ts';
import {createTimeline, lengthOf, seek, stepBack} from '../../source/timeline/timeline.ts';
import {createRandom} from '../../source/workloads/random.ts';
import {type Benchmark, type Measurement, median, timeRuns} from './benchmark.ts';
import {readRecording} from './recording.ts';

const seeks = 300;

export const timeTravel: Benchmark = {
	name: 'time-travel',
	async measure() {
		const program = await readRecording();
		return [...(await measureKeyframe()), ...(await measureSeeks())];

		async function measureKeyframe(): Promise<readonly Measurement[]> {
			const machine = createMachine(program);
			runMachine(machine, Math.floor(program.count / 2));
			const snapshot = saveColumns(machine.columns);
			const {bytes, length} = snapshot;
			const saving = await timeRuns(21, () => saveColumns(machine.columns, bytes));
			const restoring = await timeRuns(21, () => restoreColumns(machine.columns, snapshot));
			return [
				{name: 'size of a keyframe', value: length / 1e6, unit: 'MB', note: 'half-way through'},
				{name: 'saving a keyframe', value: median(saving), unit: 'ms'},
				{name: 'restoring a keyframe', value: median(restoring), unit: 'ms'},
			];
		}

		async function measureSeeks(): Promise<readonly Measurement[]> {
			const timeline = createTimeline(createMachine(program));
			const [exploring] = await timeRuns(1, () => lengthOf(timeline));
			const end = lengthOf(timeline);
			const {usedBytes: keyframeBytes, frames} = timeline.keyframes;
			const keyframes = frames.length;
			const random = createRandom(1);
			const jumping = await timeRuns(seeks, () => seek(timeline, random.below(end + 1)));
			const stepping = await timeRuns(seeks, () => stepBack(timeline));
			return [
				{name: 'running to the end, keyframes included', value: exploring, unit: 'ms'},
				{name: 'seek anywhere, median', value: median(jumping), unit: 'ms'},
				{
					name: 'seek anywhere, worst',
					value: jumping[jumping.length - 1],
					unit: 'ms',
					below: 100,
				},
				{name: 'one step back, median', value: median(stepping), unit: 'ms'},
				{name: 'one step back, worst', value: stepping[stepping.length - 1], unit: 'ms'},
				{
					name: 'keyframes in memory',
					value: keyframeBytes / 1e6,
					unit: 'MB',
					note: `${keyframes} of them`,
					below: 25,
				},
			];
		}
	},
};
