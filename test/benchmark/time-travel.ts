/** What it costs to save a moment, to go back to it, and to jump about in a recording. */

import {findMoment} from '../../source/inquiry/moment/find.ts';
import {finish} from '../../source/inquiry/work.ts';
import {restoreColumns, saveColumns} from '../../source/kernel/state/snapshot.ts';
import {createMachine, runMachine} from '../../source/machine/machine.ts';
import type {Program} from '../../source/machine/program.ts';
import {lengthOf} from '../../source/timeline/explore.ts';
import {seek} from '../../source/timeline/seek.ts';
import {createTimeline, positionOf} from '../../source/timeline/timeline.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {createRandom} from '../../source/workloads/random.ts';
import {type Benchmark, type Measurement, median, timeRuns} from './benchmark.ts';
import {readRecording} from './recording.ts';

const seeks = 300;

export const timeTravel: Benchmark = {
	name: 'time-travel',
	async measure() {
		const program = await readRecording();
		return [
			...(await measureKeyframe()),
			...(await measureSeeks()),
			...(await measureFarSeek()),
			...(await measureConditions()),
		];

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
			const stepping = await timeRuns(seeks, () => seek(timeline, positionOf(timeline) - 1));
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

/** Half-way into a run of many processes that nobody has run yet. */
async function measureFarSeek(): Promise<readonly Measurement[]> {
	const program = workloadOf('prefork', {workers: 512});
	const times = await timeRuns(3, () => seek(createTimeline(createMachine(program)), program.count / 2));
	return [{name: 'prefork --workers 512, to its middle', value: median(times), unit: 'ms', below: 500}];
}

/** Conditions on memory that never come true. */
const conditions = ['pss > 30M', 'rss > 30M and not zombie', 'pid 5 pss > 30M', 'shared > 20M'];

async function measureConditions(): Promise<readonly Measurement[]> {
	const program = workloadOf('build', {units: 190});
	const timeline = createTimeline(createMachine(program));
	lengthOf(timeline);
	seek(timeline, 0);
	const measurements: Measurement[] = [];
	for (const condition of conditions) {
		const moment = {kind: 'until', condition, direction: 1} as const;
		const [time] = await timeRuns(1, () => finish(findMoment(timeline, moment)));
		const note = `${program.count} events`;
		measurements.push({name: `U ${condition}`, value: time, unit: 'ms', below: 2000, note});
	}

	return measurements;
}

function workloadOf(id: string, parameters: Readonly<Record<string, number>>): Program {
	const program = findWorkload(id)?.build(parameters);
	if (program === undefined) {
		throw new Error(`no workload ${id}`);
	}

	return program;
}
