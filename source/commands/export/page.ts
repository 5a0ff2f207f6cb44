/** The page of a run: its tree at moments, how sharing erodes, and what other kernels make of the same workload. */
import {availableParallelism} from 'node:os';
import {designs, mainDesigns} from '../../designs/index.ts';
import type {Page} from '../../exports/form.ts';
import {comparisonBars} from '../../inquiry/compare/bars.ts';
import {compareRuns} from '../../inquiry/compare/rows.ts';
import {runDesigns, sortDesigns} from '../../inquiry/compare/run-designs.ts';
import type {DesignResult} from '../../inquiry/compare/run-kernel.ts';
import {momentsOf} from '../../inquiry/facets/moments.ts';
import {trustAt} from '../../inquiry/outcome/evidence.ts';
import type {Run} from '../../inquiry/run.ts';
import {answerAt} from '../../inquiry/sharing/answer.ts';
import {erosionPlot} from '../../inquiry/sharing/plot.ts';
import {findSharers} from '../../inquiry/sharing/sharers.ts';
import type {Streams} from '../command.ts';
import {untilInterrupt} from '../output/interrupt.ts';
import {startProgress} from '../output/progress.ts';

/** `steps` are those of the slider; `pid` is a child whose family is meant. */
export async function pageOf(
	run: Run,
	{steps, pid}: {readonly steps: number; readonly pid?: number},
	{stderr}: Pick<Streams, 'stderr'>,
): Promise<Page> {
	const {timeline, program, design} = run;
	const {told, names, moments} = momentsOf(timeline, steps);
	const trust = trustAt(timeline, {times: true});
	const isShared = findSharers(timeline).length > 0;
	const plots = isShared ? [erosionPlot(answerAt(timeline, pid, undefined))] : [];
	const {bars, notes} = await compared(run, stderr);
	return {
		title: `${program.header.name} on ${design.id}`,
		notes: [
			...(program.header.description === undefined ? [] : [program.header.description]),
			told,
			...notes,
			...trust,
		],
		names,
		moments,
		plots,
		bars: [bars],
	};
}

/** The main kernels, and that of the run, priced alike. */
async function compared({program, design, timeline}: Run, stderr: Streams['stderr']) {
	const {costs, kernel} = timeline.machine;
	const geometry = kernel.geometry.id;
	const chosen = designs.filter((each) => mainDesigns.includes(each) || each === design);
	const {able, skipped} = sortDesigns(program, chosen, geometry);
	const results: DesignResult[] = [];
	const progress = startProgress(stderr, `Comparing ${program.header.name}`);
	const isStopped = await untilInterrupt((signal) =>
		runDesigns({
			...{program, kernels: able, costs, geometry, signal},
			threads: availableParallelism(),
			onResult(result) {
				progress.tell(results.push(result) / able.length);
			},
		}),
	);
	progress.end();
	return {
		bars: comparisonBars({workload: program.header.name, rows: compareRuns(results, costs)}),
		notes: [
			...(isStopped ? ['Not all kernels were compared: the comparison was stopped.'] : []),
			...skipped.map(({kernel: name, skipped: why}) => `${name} cannot run it: ${why}`),
		],
	};
}
