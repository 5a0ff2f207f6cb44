/** How long the program takes to start, to answer and to end, beside a Node that does nothing. */
import {type Benchmark, middleOf} from './benchmark.ts';
import {take} from './child.ts';

const runs = 9;
const cases = [
	{words: ['--version'], below: 1.6},
	{words: ['--help'], below: undefined},
	{words: ['tree', 'laptop'], below: 2.5},
	{words: ['report', 'build'], below: 5},
] as const;
const print = ['build', '--print', '--screen', '120x40'];

export const startUp: Benchmark = {
	name: 'start-up',
	async measure() {
		const cpuMs = (words: readonly string[]) => middleOf(Array.from({length: runs}, () => take(words).cpuMs));
		// What Node has compiled is kept from the first run on.
		for (const {words} of cases) {
			take(words);
		}

		const node = cpuMs([]);
		return [
			{name: 'node alone', value: node, unit: 'ms', note: 'CPU'},
			...cases.map(({words, below}) => ({
				name: words.join(' '),
				value: cpuMs(words) / node,
				unit: '× node',
				...(below === undefined ? {note: 'loads neither React nor Ink'} : {below}),
			})),
			{name: print.join(' '), value: cpuMs(print) / 1000, unit: 's', note: 'CPU', below: 0.25},
		];
	},
};
