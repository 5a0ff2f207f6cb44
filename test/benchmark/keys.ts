/** From a key to the frame that shows what it did, with many processes, in every mode. What can wait until nobody types is not in it. */
import process from 'node:process';
import {openRun} from '../../source/inquiry/run.ts';
import {lengthOf} from '../../source/timeline/explore.ts';
import {createScreen, frameOf, pressKeys, strikeKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {type Benchmark, type Measurement, median, percentile95} from './benchmark.ts';
import {crowd} from './crowd.ts';

const size = {columns: 200, rows: 60};
const rounds = 10;
const limitMs = 20;

/** The keys that lead to a mode. */
const modes: Readonly<Record<string, string>> = {
	tree: '',
	'flat list': 't t',
	compact: 'c',
	pstree: 't',
	filter: '\\ "child-7" enter',
	split: '| "linux-2.4" enter',
};

/** What is pressed again and again, one key after another. */
const sequences: Readonly<Record<string, readonly string[]>> = {
	'rows and pages': ['pagedown', 'j', 'pagedown', 'k', 'pageup', 'end', 'home', 'end', 'pageup', 'home'],
	'folds, panes, search': ['left', 'right', '2', 'j', '4', 'j', '1', 'n', 'n', 'N', 'z', 'z'],
};
/** Over all events of a child: the mark after all, its name, what it writes and maps, its fork; and those before it. */
const steps = {'steps in time': [...',,,,,,,', ...'.......']};

export const keys: Benchmark = {
	name: 'keys',
	async measure() {
		return [
			...measureKeys(10_000, Object.keys(modes), {...sequences, ...steps}),
			...measureKeys(100_000, ['tree'], sequences),
		];
	},
};

/** One session for all modes: a machine of so many processes is large. */
function measureKeys(
	processes: number,
	shown: readonly string[],
	pressed: Readonly<Record<string, readonly string[]>>,
): readonly Measurement[] {
	const run = openRun(crowd(processes, 1));
	const session = createSession(run);
	return shown.flatMap((mode) => {
		session.run({type: 'beside', kernel: undefined});
		session.run({type: 'seek', position: lengthOf(run.timeline)});
		const store = createScreen(session, size);
		pressKeys(store, `/ "child-77" enter ${modes[mode]}`);
		return Object.entries(pressed).map(([name, words]) => {
			const taken = Array.from({length: rounds}, () => words)
				.flat()
				.map((key) => cpuMsOf(() => strikeAndDraw(store, key)));
			pressKeys(store, '');
			return measured(`${mode}: ${name}`, taken, processes);
		});
	});
}

function measured(name: string, taken: readonly number[], processes: number): Measurement {
	const sorted = taken.toSorted((left, right) => left - right);
	const others = `median ${median(sorted).toFixed(1)}, most ${Math.max(...sorted).toFixed(1)}`;
	return {
		name: `${name}, 95th percentile`,
		value: percentile95(sorted),
		unit: 'ms CPU',
		below: limitMs,
		note: `${others}; ${processes.toLocaleString('en-US')} processes`,
	};
}

function strikeAndDraw(store: Store, key: string): void {
	strikeKeys(store, key);
	frameOf(store);
}

/** Of all threads of the program, those that compile and collect garbage among them. */
function cpuMsOf(run: () => unknown): number {
	const before = process.cpuUsage();
	run();
	const {user, system} = process.cpuUsage(before);
	return (user + system) / 1000;
}
