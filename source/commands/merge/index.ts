/** `merge`: the parts of a comparison or a sweep, done by several processes, as one answer. */
import {type ComparePart, mergeComparison} from '../../inquiry/compare/part.ts';
import type {SweepAnswer} from '../../inquiry/sweep/answer.ts';
import {mergeSweep} from '../../inquiry/sweep/part.ts';
import {UserError} from '../../machine/user-error.ts';
import {defineCommand} from '../command.ts';
import {printComparison, studyFlags} from '../compare/print.ts';
import {readPart} from '../output/shard.ts';
import {printSweep} from '../sweep/print.ts';
import {wholeOf} from './whole.ts';

export const merge = defineCommand({
	name: 'merge',
	usage: ['merge FILE… [--json | --csv | --markdown | --svg]'],
	description:
		'Puts together what compare or sweep wrote with --shard 1/N to N/N, in any order, and prints what the command prints without --shard, to the last byte.',
	flags: studyFlags,
	operands: () => [],
	takesFiles: true,
	examples: [
		['merge part-*.json', 'The table of all parts'],
		['merge part-*.json --csv -o all.csv', 'The same for a spreadsheet'],
	],
	async run({input, flags, stdout, stderr, env}) {
		if (input.length === 0) {
			throw new UserError('Which parts?', {expected: 'the files that --shard wrote'});
		}

		const {of, parts} = wholeOf(input.map((file) => readPart(file)));
		if (of === 'sweep') {
			await printSweep(mergeSweep(parts as unknown as SweepAnswer[]), flags, {stdout, stderr, env});
			return 0;
		}

		await printComparison(mergeComparison(parts as unknown as ComparePart[]), flags, {stdout, stderr, env});
		return 0;
	},
});
