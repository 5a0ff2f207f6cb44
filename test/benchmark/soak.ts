/** What an hour of play leaves behind, and whether a hundred thousand processes still scroll. */
import {createMachine} from '../../source/machine/machine.ts';
import {createTimeline, lengthOf} from '../../source/timeline/timeline.ts';
import {createScreen, frameOf} from '../../source/ui/print.ts';
import {createSession} from '../../source/ui/session.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {heapBytes, playFrames} from '../helpers/play.ts';
import {type Benchmark, type Measurement, median, timeRuns} from './benchmark.ts';
import {crowd} from './crowd.ts';

const size = {columns: 200, rows: 60};
const warmUpFrames = 3000;
/** An hour at 30 frames a second would be 108,000; what grows shows long before. */
const soakFrames = 20_000;
const manyProcesses = 100_000;
const keys = 60;

export const soak: Benchmark = {
	name: 'soak',
	async measure() {
		return [measureHeap(), ...(await measureScrolling())];
	},
};

function measureHeap(): Measurement {
	const program = findWorkload('build')?.build() ?? crowd(100, 1, 10);
	const session = createSession(createTimeline(createMachine(program)), 'soak');
	session.lookAhead(Number.POSITIVE_INFINITY);
	const store = createScreen(session, {columns: 120, rows: 40});
	playFrames(store, warmUpFrames);
	const before = heapBytes();
	playFrames(store, soakFrames);
	const grown = (heapBytes() - before) / 2 ** 20;
	const note = `${soakFrames} frames of build at 120×40, again and again`;
	return {name: 'heap grown while playing', value: grown, unit: 'MiB', note};
}

/** A key moves the selection by a page, and a frame is drawn. */
async function measureScrolling(): Promise<readonly Measurement[]> {
	const timeline = createTimeline(createMachine(crowd(manyProcesses, 1)));
	const session = createSession(timeline, 'crowd');
	session.run({type: 'seek', position: lengthOf(timeline)});
	const store = createScreen(session, size);
	frameOf(store);
	const times = await timeRuns(keys, () => {
		store.send({type: 'movePages', by: 1});
		frameOf(store);
	});
	const note = `${manyProcesses} processes, a page down at ${size.columns}×${size.rows}`;
	return [
		{name: 'scrolling, median', value: median(times), unit: 'ms', note},
		{name: 'scrolling, 95th percentile', value: times[Math.floor(keys * 0.95)], unit: 'ms'},
	];
}
