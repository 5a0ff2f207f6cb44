/** What an hour of play leaves behind. */
import {openRun} from '../../source/inquiry/run.ts';
import {createScreen} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {heapBytes, playFrames} from '../helpers/play.ts';
import type {Benchmark, Measurement} from './benchmark.ts';
import {crowd} from './crowd.ts';

const warmUpFrames = 3000;
/** An hour at 30 frames a second would be 108,000; what grows shows long before. */
const soakFrames = 20_000;

export const soak: Benchmark = {
	name: 'soak',
	async measure() {
		return [measureHeap()];
	},
};

/** Keyframes have a budget of their own, and when one is set is told by the clock: they are left out. */
function measureHeap(): Measurement {
	const program = findWorkload('build')?.build() ?? crowd(100, 1, 10);
	const run = openRun(program);
	const session = createSession(run);
	session.lookAhead(Number.POSITIVE_INFINITY);
	const store = createScreen(session, {columns: 120, rows: 40});
	const held = () => heapBytes() - run.timeline.keyframes.usedBytes;
	playFrames(store, warmUpFrames);
	const before = held();
	playFrames(store, soakFrames);
	const grown = (held() - before) / 2 ** 20;
	const note = `${soakFrames} frames of build at 120×40, again and again; without keyframes`;
	return {name: 'heap grown while playing', value: grown, unit: 'MiB', below: 1, note};
}
