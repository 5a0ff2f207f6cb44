/** How long the program takes to start, to answer and to end, beside a Node that does nothing. */
import {type Benchmark, middleOf} from './benchmark.ts';
import {runsUntilKept, take} from './child.ts';

const runs = 9;
const cases = [
	{words: ['--version'], below: 1.6},
	// Loads neither React nor Ink.
	{words: ['--help'], below: undefined},
	{words: ['tree', 'laptop'], below: 2.5},
	{words: ['report', 'build'], below: 5},
] as const;
const print = ['build', '--print', '--screen', '120x40'];

export const startUp: Benchmark = {
	name: 'start-up',
	async measure() {
		const taken = (words: readonly string[]) => {
			const all = Array.from({length: runs}, () => take(words));
			return {wall: middleOf(all.map(({wallMs}) => wallMs)), cpu: middleOf(all.map(({cpuMs}) => cpuMs))};
		};
		for (const words of [...cases.map((each) => each.words), print]) {
			for (let run = 0; run < runsUntilKept; run += 1) {
				take(words);
			}
		}

		const node = taken([]);
		return [
			{name: 'node alone', value: node.wall, unit: 'ms', note: `${node.cpu.toFixed(0)} ms of CPU`},
			...cases.map(({words, below}) => {
				const {wall, cpu} = taken(words);
				const note = `${(cpu / node.cpu).toFixed(1)} × of CPU`;
				return {name: words.join(' '), value: wall / node.wall, unit: '× node', note, below};
			}),
			{name: print.join(' '), value: taken(print).cpu / 1000, unit: 's', note: 'CPU', below: 0.25},
		];
	},
};
