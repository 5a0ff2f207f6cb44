/** How many threads run a study, and which part of it this process does. */
import {availableParallelism} from 'node:os';
import {UserError} from '../../machine/user-error.ts';
import {findWorkload} from '../../workloads/index.ts';
import type {Flags} from '../command.ts';
import type {Shard} from '../output/shard.ts';

export const threadFlags = {
	jobs: {
		type: 'number',
		placeholder: 'N',
		summary:
			'so many runs at once, one a CPU unless told; build and pressure have such a parameter, beside them it is --parallel',
	},
	parallel: {type: 'number', placeholder: 'N', summary: 'the same for every workload'},
	shard: {
		type: 'string',
		placeholder: 'K/N',
		summary: 'only part K of N, as JSON: `forkscope merge` puts the parts together',
		notWith: ['csv', 'markdown', 'svg'],
	},
} as const satisfies Flags;

const threadsMax = 256;

type Given = Readonly<Record<string, unknown>> & {
	readonly parallel?: number;
	readonly shard?: string;
};

/**
 * The threads and the part that are asked for, and the flags without `--jobs` where that means threads: a built-in workload
 * which has a parameter of that name keeps it.
 */
export function takeThreads<F extends Given>(
	workload: string | undefined,
	flags: F,
): {readonly threads: number; readonly shard: Shard | undefined; readonly flags: F} {
	const isParameter = Object.hasOwn(findWorkload(workload ?? '')?.parameters ?? {}, 'jobs');
	const jobs = isParameter || flags.jobs === undefined ? undefined : Number(flags.jobs);
	const threads = flags.parallel ?? jobs ?? availableParallelism();
	if (!Number.isInteger(threads) || threads < 1 || threads > threadsMax) {
		throw new UserError(`There cannot be "${flags.parallel ?? flags.jobs}" runs at once`, {
			expected: `a whole number from 1 to ${threadsMax}`,
		});
	}

	const shard = flags.shard === undefined ? undefined : readShard(flags.shard);
	return {threads, shard, flags: isParameter ? flags : {...flags, jobs: undefined}};
}

const shardsMax = 10_000;

/** Throws a UserError for what is no part of a whole. */
function readShard(text: string): Shard {
	const [, part, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
	if (part === undefined || part < 1 || part > of || of > shardsMax) {
		throw new UserError(`--shard cannot be "${text}"`, {
			expected: `a part of the whole such as 3/10, of at most ${shardsMax}`,
		});
	}

	return {part, of};
}
