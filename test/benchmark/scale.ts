/** What holds millions of pages: a dataset of 16 GiB that is saved by a fork, and a fork of 16 GiB. */
import type {Benchmark} from './benchmark.ts';
import {take} from './child.ts';

const cases = [
	{words: ['run', 'snapshot', '--dataset', '16384'], below: 6},
	{words: ['run', 'forktime', '-n', '1', '-m', '4000000'], below: undefined},
] as const;

export const scale: Benchmark = {
	name: 'scale',
	async measure() {
		return cases.map(({words, below}) => {
			const {wallMs, peakMb} = take(words);
			return {
				name: words.slice(1).join(' '),
				value: wallMs / 1000,
				unit: 's',
				note: `${peakMb.toFixed(0)} MB`,
				below,
			};
		});
	},
};
