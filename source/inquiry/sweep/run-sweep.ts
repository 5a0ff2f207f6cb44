/** Runs a sweep, or a part of one: every curve at every value, and then the places where curves cross. */
import type {Design} from '../../designs/design.ts';
import {findDesign} from '../../designs/index.ts';
import {assert} from '../../kernel/state/assert.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Program} from '../../machine/program.ts';
import {refusalOf} from '../../machine/refusal.ts';
import type {GeometryChoice} from '../choices.ts';
import type {Pool} from '../compare/pool.ts';
import {figureName, figures} from '../compare/rows.ts';
import type {RunSummary} from '../outcome/summary.ts';
import {
	type Answer,
	type Crossing,
	figureAt,
	type Point,
	type Series,
	type SweepAnswer,
	type SweepPlan,
} from './answer.ts';
import {findFlip, lineGuess, type Sample} from './search.ts';

export type SweepWork = {
	readonly pool: Pool;
	readonly geometry: GeometryChoice;
	/** The workload with that value of the parameter, children started as the series says; the same object for the same question. */
	programAt(value: number, forkAs: Series['forkAs']): Promise<Program>;
	/** Only part `part` of `of`: a row of values that follow each other, and what crosses up to the next part's first. */
	readonly shard: {readonly part: number; readonly of: number};
	/** Told after every run on the grid: how much of the way has been gone, and what was run. */
	onRun(share: number, what: string): void;
};

/** What a part of a sweep has found; the points of a value are all in one part. */
export type Found = Pick<SweepAnswer, 'points' | 'gaps' | 'crossings'>;

/** Resolves with what has been found when the pool is closed early. */
export async function runSweep(plan: SweepPlan, work: SweepWork): Promise<Found> {
	const {values, series} = plan;
	const runs = createRuns(plan, work);
	const [begin, end] = [work.shard.part - 1, work.shard.part].map((k) =>
		Math.floor((values.length * k) / work.shard.of),
	);
	const own = values.slice(begin, end);
	// The first of the next part is run too: without it, nobody would see what crosses between.
	const seen = begin === end ? [] : values.slice(begin, end + 1);
	let done = 0;
	const grid = await Promise.all(
		seen.map(async (at) => {
			const row = series.map(async (each) => {
				const answer = await runs.at(each, at);
				done += 1;
				work.onRun(done / (seen.length * series.length), `${each.name} at ${at}`);
				return answer;
			});
			return {at, answers: await Promise.all(row)};
		}),
	);
	const answers = grid.filter(({at}) => own.includes(at)).flatMap((row) => row.answers);
	const crossings = await Promise.all(
		grid.slice(1).map((row, i) => crossingsBetween(plan, runs, grid[i].answers, row.answers)),
	);
	return {
		points: answers.filter((answer) => answer !== undefined && 'figures' in answer),
		gaps: answers.filter((answer) => answer !== undefined && 'why' in answer),
		crossings: crossings.flat(),
	};
}

type Runs = {at(series: Series, value: number): Promise<Answer>};

/** Every run is done once, however often it is asked for. */
function createRuns(plan: SweepPlan, {pool, geometry, programAt}: SweepWork): Runs {
	const known = new Map<string, Promise<Answer>>();
	const run = async (series: Series, value: number): Promise<Answer> => {
		const program = await programAt(value, series.forkAs);
		const why = refusalOf(
			designOf(series),
			program,
			geometry === 'native' ? designOf(series).geometry : geometry,
		);
		if (why !== undefined) {
			return {at: value, series: series.name, why};
		}

		const result = await pool.run({program, kernel: series.kernel, costs: plan.costs, geometry});
		return result === undefined ? undefined : pointOf(plan, series, value, result.summary);
	};
	return {
		at(series, value) {
			const key = `${value} ${series.name}`;
			const answer = known.get(key) ?? run(series, value);
			known.set(key, answer);
			return answer;
		},
	};
}

function designOf({kernel}: Series): Design {
	const design = findDesign(kernel);
	assert(design !== undefined, 'a sweep over a kernel that is not registered', {kernel});
	return design;
}

function pointOf({told}: SweepPlan, series: Series, at: number, run: RunSummary): Point {
	const trust = (run.trust ?? []).filter((sentence) => !told.includes(sentence));
	return {
		at,
		series: series.name,
		figures: Object.fromEntries(figures.map((figure) => [figureName(figure), figure.value(run)])),
		...(run.refused === undefined ? {} : {refused: run.refused.length}),
		...(run.oomKills === 0 ? {} : {killed: run.oomKills}),
		...(trust.length === 0 ? {} : {trust}),
	};
}

type Pair = {readonly ours: Series; readonly theirs: Series};

/** Each curve with the reference, and where another curve becomes the lowest of all, these two. */
function pairsIn(plan: SweepPlan, low: readonly Answer[], high: readonly Answer[]): Pair[] {
	const {series, reference} = plan;
	const known = series.find(({name}) => name === reference) ?? series[0];
	const pairs = series.filter((each) => each !== known).map((each) => ({ours: each, theirs: known}));
	const [before, after] = [lowest(plan, low), lowest(plan, high)];
	return before === undefined || after === undefined || before === after || [before, after].includes(known)
		? pairs
		: [...pairs, {ours: after, theirs: before}];
}

/** The series whose figure is least; the first of several. */
function lowest(plan: SweepPlan, answers: readonly Answer[]): Series | undefined {
	const values = answers.map((answer) => figureAt(plan, answer) ?? Number.POSITIVE_INFINITY);
	return plan.series[values.indexOf(Math.min(...values))];
}

async function crossingsBetween(
	plan: SweepPlan,
	runs: Runs,
	low: readonly Answer[],
	high: readonly Answer[],
): Promise<Crossing[]> {
	const found = pairsIn(plan, low, high).map(async (pair) => {
		const [below, above] = [low, high].map((answers) => sampleOf(plan, pair, answers));
		return below === undefined || above === undefined || !crosses(below, above)
			? undefined
			: crossingOf(plan, runs, pair, below, above);
	});
	const crossings = (await Promise.all(found)).filter((crossing) => crossing !== undefined);
	return crossings.sort((left, right) => left.from - right.from);
}

function crosses(low: Sample, high: Sample): boolean {
	return Math.sign(low.difference) !== Math.sign(high.difference);
}

/** The difference of two curves at a value: negative where ours is the lower. */
function sampleOf(plan: SweepPlan, {ours, theirs}: Pair, answers: readonly Answer[]): Sample | undefined {
	const [mine, other] = [ours, theirs].map((each) => answers.find((answer) => answer?.series === each.name));
	const [left, right] = [figureAt(plan, mine), figureAt(plan, other)];
	return mine === undefined || left === undefined || right === undefined
		? undefined
		: {at: mine.at, difference: differenceOf(left, right)};
}

/** Sums of the same work in another order differ in their last digits, which is no difference. */
const rounding = 1e-9;

function differenceOf(left: number, right: number): number {
	return Math.abs(left - right) <= rounding * Math.max(left, right) ? 0 : left - right;
}

async function crossingOf(
	plan: SweepPlan,
	runs: Runs,
	pair: Pair,
	low: Sample,
	high: Sample,
): Promise<Crossing> {
	const step = plan.isSize ? pageBytes : 1;
	const sampleAt = async (at: number) =>
		sampleOf(plan, pair, await Promise.all([runs.at(pair.ours, at), runs.at(pair.theirs, at)]));
	const exact = plan.isExact ? await findFlip(low, high, step, sampleAt) : undefined;
	const isOurs = high.difference <= 0;
	return {
		better: (isOurs ? pair.ours : pair.theirs).name,
		worse: (isOurs ? pair.theirs : pair.ours).name,
		from: exact?.at ?? Math.ceil(lineGuess(low, high)),
		isExact: exact !== undefined,
		...(high.difference === 0 ? {isTie: true} : {}),
	};
}
