/** `sweep`: a figure of a workload as curves over one of its parameters, a curve a kernel, and where they cross. */
import {Writable} from 'node:stream';
import {programTrust} from '../../analysis/trust/trust.ts';
import {costTables} from '../../designs/costs/index.ts';
import {chooseCosts} from '../../inquiry/choices.ts';
import {openPool} from '../../inquiry/compare/pool.ts';
import {figures} from '../../inquiry/compare/rows.ts';
import type {Series, SweepPlan} from '../../inquiry/sweep/answer.ts';
import {type Found, runSweep, type SweepWork} from '../../inquiry/sweep/run-sweep.ts';
import {type ForkAs, startWays} from '../../machine/fork-as.ts';
import type {Program} from '../../machine/program.ts';
import {UserError} from '../../machine/user-error.ts';
import {findWorkload} from '../../workloads/index.ts';
import {type Context, defineCommand} from '../command.ts';
import {chosenDesigns, tellRemarks} from '../compare/index.ts';
import {studyFlags} from '../compare/print.ts';
import {kernelFlags, runningFlags} from '../flags/shared-flags.ts';
import {takeThreads, threadFlags} from '../flags/thread-flags.ts';
import {openNamed, settleWorkload} from '../flags/workload-flags.ts';
import {rangeFlags} from '../flags/workload-parameters.ts';
import {stoppedByUser, untilInterrupt} from '../output/interrupt.ts';
import {startProgress} from '../output/progress.ts';
import {printShard} from '../output/shard.ts';
import {chooseParameter} from './parameter.ts';
import {printSweep} from './print.ts';

const flags = {
	...rangeFlags,
	kernels: {
		type: 'string',
		placeholder: 'A,B,…',
		default: 'linux-6',
		summary: 'the kernels, a curve each; all for every one that there is',
	},
	figure: {
		type: 'string',
		placeholder: 'FIGURE',
		choices: figures.map(({id}) => id),
		default: 'sys',
		summary: 'what the curves show: sys, the system time in all, unless told',
	},
	forkAs: {
		type: 'string',
		placeholder: 'A,B',
		summary:
			'start children by fork, vfork or spawn instead, a curve each; a fork stays where no exec follows',
	},
	interpolate: {
		type: 'boolean',
		summary: 'read crossings off the lines between values, in place of running what lies between',
	},
	costs: kernelFlags.costs,
	geometry: kernelFlags.geometry,
	thp: kernelFlags.thp,
	memory: {...kernelFlags.memory, summary: 'memory of the machine, a size or a range of sizes'},
	swap: {...kernelFlags.swap, summary: 'swap of the machine, a size or a range of sizes'},
	overcommit: kernelFlags.overcommit,
	...runningFlags,
	...threadFlags,
	// Of build and pressure it is a parameter, and has a range as others have.
	jobs: {...threadFlags.jobs, type: 'string'},
	...studyFlags,
} as const;

export const sweep = defineCommand({
	name: 'sweep',
	usage: [
		'sweep WORKLOAD --PARAMETER RANGE [--kernels A,B,…] [--figure FIGURE] [--json | --csv | --markdown | --svg]',
	],
	description:
		'Runs a workload at every value of one parameter, its own or --memory or --swap, and draws a figure as curves: one a kernel, or a way to start children. Ranges double (1K..1M), multiply (1..64*4), add (10..100+10) or are lists (1,5,20). Where two curves cross, the values in between are run until the first is found at which one beats the other. All kernels are priced with one cost table.',
	flags,
	examples: [
		[
			'sweep forktime --forks 5 --pages 1K..1M --kernels linux-6,odf,cow-pte',
			'From which size on does sharing page tables pay?',
		],
		[
			'sweep forktime --exec --forks 5 --pages 16..64K --fork-as fork,spawn',
			'From which size on does posix_spawn pay?',
		],
		[
			'sweep prefork --workers 1..64 --figure peak --kernels linux-6,v7 --svg -o workers.svg',
			'What so many workers need',
		],
	],
	run,
});

async function run(context: Context<typeof flags>): Promise<number> {
	const {stdout, stderr, line} = context;
	const {threads, shard, flags} = takeThreads(context.input[0], context.flags);
	const {parameter, values, rest} = chooseParameter(context.input[0], flags);
	const series = chooseSeries(flags.kernels, flags.forkAs);
	const programs = createPrograms({...context, flags: rest}, parameter);
	const first = await programs.at(values[0], series[0].forkAs);
	const plan = planOf(first, {parameter, values, series}, flags);
	const progress = startProgress(stderr, `Sweeping ${plan.workload}`);
	const found = await runAll(plan, threads, {
		geometry: flags.geometry,
		programAt: programs.at,
		shard: shard ?? {part: 1, of: 1},
		onRun: (share, what) => progress.tell(share, share < 1 ? what : 'looking where curves cross'),
	});
	progress.end();
	if (found === undefined) {
		return stoppedByUser;
	}

	tellRemarks(stderr, first, [...new Set(series.map(({kernel}) => kernel))]);
	const answer = {...plan, ...found};
	if (shard !== undefined) {
		return printShard(stdout, {of: 'sweep', shard, line, part: answer});
	}

	await printSweep(answer, flags, context);
	return 0;
}

function planOf(
	first: Program,
	{parameter, values, series}: Pick<SweepPlan, 'parameter' | 'values' | 'series'>,
	{figure, interpolate, costs}: Pick<Context<typeof flags>['flags'], 'figure' | 'interpolate' | 'costs'>,
): SweepPlan {
	return {
		workload: first.header.name,
		told: programTrust(first),
		parameter,
		isSize: parameter === 'memory' || parameter === 'swap',
		values,
		series,
		reference: (series.find(({kernel}) => kernel === 'linux-6') ?? series[0]).name,
		figure,
		isExact: !interpolate,
		costs: chooseCosts(costs ?? costTables[0].id),
	};
}

/** Undefined where the user stopped it. */
async function runAll(
	plan: SweepPlan,
	threads: number,
	work: Omit<SweepWork, 'pool'>,
): Promise<Found | undefined> {
	let found: Found | undefined;
	const isStopped = await untilInterrupt(async (signal) => {
		const pool = openPool(threads, signal);
		try {
			found = await runSweep(plan, {...work, pool});
		} finally {
			await pool.close();
		}
	});
	return isStopped ? undefined : found;
}

/** Every kernel, once for each way of starting children that is asked for. */
function chooseSeries(kernels: string, forkAs: string | undefined): readonly Series[] {
	const ways = forkAs?.split(',').map((way) => chooseWay(way.trim())) ?? [undefined];
	const chosen = [...new Set(ways)];
	return chosenDesigns(kernels).flatMap(({id}) =>
		chosen.map((way) => ({
			name: way === undefined ? id : `${id} by ${way}`,
			kernel: id,
			...(way === undefined ? {} : {forkAs: way}),
		})),
	);
}

function chooseWay(name: string): ForkAs {
	const way = startWays.find((each) => each === name);
	if (way === undefined) {
		throw new UserError(`Children cannot be started by "${name}"`, {expected: startWays.join(', ')});
	}

	return way;
}

/** The workload at a value: files are read once, and what there is to say of a way to start children is said once. */
function createPrograms(
	context: Omit<Context, 'flags'> & {readonly flags: Readonly<Record<string, unknown>>},
	parameter: string,
) {
	const known = new Map<string, Promise<Program>>();
	const isBuiltIn = findWorkload(context.input[0] ?? '') !== undefined;
	const file = isBuiltIn ? undefined : openNamed(context);
	const told = new Set<ForkAs | undefined>();
	const make = async (value: number, forkAs: ForkAs | undefined) => {
		const stderr = told.has(forkAs) ? silence() : context.stderr;
		told.add(forkAs);
		const own = {...context, stderr, flags: {...context.flags, [parameter]: String(value), forkAs}};
		return settleWorkload(await (file ?? openNamed(own)), own);
	};
	return {
		at(value: number, forkAs: ForkAs | undefined): Promise<Program> {
			const key = `${value} ${forkAs}`;
			const program = known.get(key) ?? make(value, forkAs);
			known.set(key, program);
			return program;
		},
	};
}

function silence(): NodeJS.WriteStream {
	return new Writable({write: (_chunk, _encoding, done) => done()}) as unknown as NodeJS.WriteStream;
}
