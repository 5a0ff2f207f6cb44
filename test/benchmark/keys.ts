/** From a key to the frame that shows what it did, with many processes. What can wait until nobody types is not in it. */
import {openRun} from '../../source/inquiry/run.ts';
import {lengthOf} from '../../source/timeline/explore.ts';
import {createScreen, frameOf, pressKeys, strikeKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {type Benchmark, type Measurement, median, percentile95, timeRuns} from './benchmark.ts';
import {crowd} from './crowd.ts';

const size = {columns: 200, rows: 60};
const rounds = 10;
const limitMs = 50;

/** What is pressed again and again, one key after another. */
const sequences: Readonly<Record<string, readonly string[]>> = {
	'rows and pages': ['pagedown', 'j', 'pagedown', 'k', 'pageup', 'end', 'home', 'end', 'pageup', 'home'],
	'folds, panes, search': ['left', 'right', '2', 'j', '4', 'j', '1', 'n', 'n', 'N', 'z', 'z'],
};
const steps = {'steps in time': [',', ',', '.', ',', '.', '.']};

export const keys: Benchmark = {
	name: 'keys',
	async measure() {
		return [
			...(await measureKeys(10_000, {...sequences, ...steps})),
			...(await measureKeys(100_000, sequences)),
		];
	},
};

async function measureKeys(
	processes: number,
	pressed: Readonly<Record<string, readonly string[]>>,
): Promise<readonly Measurement[]> {
	const run = openRun(crowd(processes, 1));
	const session = createSession(run);
	session.run({type: 'seek', position: lengthOf(run.timeline)});
	const store = createScreen(session, size);
	pressKeys(store, '/ "child-77" enter');
	frameOf(store);
	const results: Measurement[] = [];
	for (const [name, words] of Object.entries(pressed)) {
		const presses = Array.from({length: rounds}, () => words).flat();
		const times = await timeRuns(presses.length, () => {
			strikeKeys(store, presses.shift() ?? '');
			frameOf(store);
		});
		pressKeys(store, '');
		const note = `${processes.toLocaleString('en-US')} processes`;
		results.push(
			{name: `${name}, median`, value: median(times), unit: 'ms', note},
			{name: `${name}, 95th percentile`, value: percentile95(times), unit: 'ms', below: limitMs, note},
		);
	}

	return results;
}
