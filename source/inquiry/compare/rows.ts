/** Comparing designs: the runs of one workload side by side, the best of each figure, and why they differ. */

import {workText} from '../../analysis/words/work-words.ts';
import type {CostTable} from '../../designs/costs/cost-table.ts';
import type {WorkUnit} from '../../kernel/state/work.ts';
import {workUnitNames} from '../../kernel/state/work.ts';
import type {RunSummary} from '../outcome/summary.ts';
import {compareReads, type Reads} from './reads.ts';
import type {DesignResult} from './run-kernel.ts';

/** A design that could not run the workload. */
export type Skipped = {readonly kernel: string; readonly skipped: string};

/** One figure of the comparison: how it is read from a run, and what people call it. Less is better in all. */
export type Figure = {
	readonly id: string;
	/** Column head, and the line that explains it. */
	readonly head: string;
	readonly meaning: string;
	readonly unit: 'us' | 'count' | 'kb' | 'ratio';
	/** Tells something where memory was short, and stands apart then. */
	readonly isOfPressure?: true;
	value(run: RunSummary): number;
};

/** Whether pages had to leave memory in one of the runs. */
export function wasShort(runs: readonly Pick<ComparedRow, 'run'>[]): boolean {
	return runs.some(({run}) => run.work.reclaim_visit > 0);
}

/** In the order of the columns; the first ones are those that fit 80 columns. */
export const figures: readonly Figure[] = [
	{id: 'sys', head: 'SYS', meaning: 'system time in all', unit: 'us', value: ({time}) => time.sysUs},
	{
		id: 'forkP50',
		head: 'FORK',
		meaning: 'half of all forks took at most this',
		unit: 'us',
		value: ({time}) => time.fork.p50Us,
	},
	{id: 'forkMax', head: 'MAX', meaning: 'the slowest fork', unit: 'us', value: ({time}) => time.fork.maxUs},
	{
		id: 'atFork',
		head: 'AT FORK',
		meaning: 'system time of parents in fork',
		unit: 'us',
		value: ({time}) => time.parentAtForkUs,
	},
	{
		id: 'later',
		head: 'LATER',
		meaning: 'system time of parents after it',
		unit: 'us',
		value: ({time}) => time.parentLaterUs,
	},
	{
		id: 'child',
		head: 'CHILD',
		meaning: 'system time of children until exec or exit',
		unit: 'us',
		value: ({time}) => time.childUs,
	},
	{id: 'copied', head: 'COPIED', meaning: 'pages copied', unit: 'count', value: ({work}) => work.page_copy},
	{
		id: 'peak',
		head: 'PEAK',
		meaning: 'most memory in use at once',
		unit: 'kb',
		value: ({peak}) => peak.frames * 4,
	},
	{
		id: 'faults',
		head: 'FAULTS',
		meaning: 'faults taken',
		unit: 'count',
		value: ({faults}) => faults.minor + faults.major,
	},
	{
		id: 'shared',
		head: 'SHARED',
		meaning: 'page tables shared',
		unit: 'count',
		value: ({work}) => work.pt_share,
	},
	{
		id: 'split',
		head: 'SPLIT',
		meaning: 'shared page tables split again',
		unit: 'count',
		value: ({work}) => work.pt_unshare_copy,
	},
	{
		id: 'tables',
		head: 'TABLES',
		meaning: 'most page-table pages at once',
		unit: 'count',
		value: ({peak}) => peak.tableFrames,
	},
	{
		id: 'forkP99',
		head: 'P99',
		meaning: '99 of 100 forks took at most this',
		unit: 'us',
		value: ({time}) => time.fork.p99Us,
	},
	{id: 'user', head: 'USER', meaning: 'user time', unit: 'us', value: ({time}) => time.userUs},
	{id: 'real', head: 'REAL', meaning: 'time on the clock', unit: 'us', value: ({time}) => time.realUs},
	{id: 'rss', head: 'RSS', meaning: 'peak of all RSS as reported', unit: 'kb', value: ({peak}) => peak.rssKb},
	{
		id: 'pss',
		head: 'PSS',
		meaning: 'peak of what is truly mapped',
		unit: 'kb',
		value: ({peak}) => peak.pssKb,
	},
	{
		id: 'links',
		head: 'LINKS',
		meaning: 'links made from pages to their entries',
		unit: 'count',
		isOfPressure: true,
		value: ({work}) => work.rmap_add + work.pv_add,
	},
	{
		id: 'visits',
		head: 'VISITS',
		meaning: 'entries that reclaim looked at',
		unit: 'count',
		isOfPressure: true,
		value: ({work}) => work.reclaim_visit,
	},
	{
		id: 'vain',
		head: 'IN VAIN',
		meaning: 'of these, looked at without freeing a page',
		unit: 'count',
		isOfPressure: true,
		value: ({work}) => work.reclaim_useless,
	},
	{
		id: 'perPage',
		head: 'PER PAGE',
		meaning: 'entries looked at for each page that was freed',
		unit: 'ratio',
		isOfPressure: true,
		value: ({work}) => (work.reclaim_freed === 0 ? 0 : work.reclaim_visit / work.reclaim_freed),
	},
	{
		id: 'out',
		head: 'OUT',
		meaning: 'pages written to disk',
		unit: 'count',
		isOfPressure: true,
		value: ({work}) => work.io_out,
	},
	{
		id: 'in',
		head: 'IN',
		meaning: 'pages read from disk',
		unit: 'count',
		isOfPressure: true,
		value: ({work}) => work.io_in,
	},
];

const units = {us: 'Us', kb: 'Kb', count: '', ratio: ''} as const;

/** What it is called in data: with its unit. */
export function figureName({id, unit}: Figure): string {
	return `${id}${units[unit]}`;
}

export type ComparedRow = {
	readonly kernel: string;
	readonly run: RunSummary;
	/** Whether its processes read what they read on the reference. */
	readonly reads: Reads;
	/** By figure, in the order of `figures`. */
	readonly values: readonly number[];
	/** Which of them are the least of all designs, where designs differ. */
	readonly isBest: readonly boolean[];
	/** Why it takes longer or shorter than the reference, in one sentence. */
	readonly because: string;
};

/**
 * Rows sorted by system time, least first. The sentence of each compares it with `reference`, the design that the
 * reader knows (Linux 6 if it ran, else the first); all were priced with `costs`.
 */
export function compareRuns(results: readonly DesignResult[], costs: CostTable): readonly ComparedRow[] {
	const sorted = [...results].sort(
		({summary: left}, {summary: right}) =>
			left.time.sysUs - right.time.sysUs || (left.kernel < right.kernel ? -1 : 1),
	);
	if (sorted.length === 0) {
		return [];
	}

	const known = sorted.find(({summary}) => summary.kernel === 'linux-6') ?? sorted[0];
	const {summary: reference, reads: expected} = known;
	const best = figures.map(({value}) => bestOf(sorted.map(({summary}) => value(summary))));
	return sorted.map(({summary: run, reads}) => {
		const values = figures.map(({value}) => value(run));
		return {
			kernel: run.kernel,
			run,
			reads: compareReads(reads, expected),
			values,
			isBest: values.map((value, i) => value === best[i]),
			because: explain(run, reference, costs),
		};
	});
}

/** The least value, or undefined where all are alike and nothing is best. */
function bestOf(values: readonly number[]): number | undefined {
	const least = Math.min(...values);
	return values.every((value) => value === least) ? undefined : least;
}

/** Units whose difference is worth a word, the largest in time first. */
function differences(run: RunSummary, reference: RunSummary, costs: CostTable) {
	return workUnitNames
		.map((unit: WorkUnit) => {
			const amount = run.work[unit] - reference.work[unit];
			return {unit, amount, us: amount * (costs.micros[unit] ?? 0)};
		})
		.filter(({us}) => us !== 0)
		.sort((left, right) => Math.abs(right.us) - Math.abs(left.us));
}

function explain(run: RunSummary, reference: RunSummary, costs: CostTable): string {
	if (run === reference) {
		return 'The one that the others are compared with.';
	}

	const all = differences(run, reference, costs);
	const more = all.filter(({us}) => us > 0).slice(0, 2);
	const less = all.filter(({us}) => us < 0).slice(0, 2);
	const total = run.time.sysUs - reference.time.sysUs;
	const spends = more.map(({unit, amount}) => workText(unit, amount)).join(' and ');
	const saves = less.map(({unit, amount}) => workText(unit, -amount)).join(' and ');
	if (all.length === 0) {
		return `Does the same work as ${reference.kernel}.`;
	}

	const verb = total <= 0 ? 'Saves' : 'Pays for';
	const [first, then] = total <= 0 ? [saves, spends] : [spends, saves];
	const contrast = total <= 0 ? 'and pays for' : 'and saves';
	const share = shareOfAll(run, reference);
	return `${verb} ${first || 'nothing'}${then === '' ? '' : `, ${contrast} ${then}`}${share}.`;
}

/** What the difference is of all the time that processes take, their own included; left out where it rounds to nothing. */
function shareOfAll(run: RunSummary, reference: RunSummary): string {
	const all = reference.time.userUs + reference.time.sysUs;
	const percent = all === 0 ? 0 : ((run.time.userUs + run.time.sysUs - all) / all) * 100;
	const text = Math.abs(percent).toFixed(1);
	return text === '0.0' ? '' : `: ${text} % ${percent < 0 ? 'less' : 'more'} of all time, programs included`;
}
