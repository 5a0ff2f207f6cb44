/** Makes the summary of a run from what a recorder kept. */

import {effectKinds} from '../../kernel/state/effects.ts';
import {totals} from '../../kernel/state/schema.ts';
import {workUnitNames, workUnits} from '../../kernel/state/work.ts';
import {type OpName, opKinds} from '../../machine/ops/index.ts';
import {clocks} from '../../machine/state.ts';
import {signalName} from '../history/events.ts';
import {trustCounted} from './evidence.ts';
import {fidelityOf} from './fidelity.ts';
import {evidenceRecorded, type Recorder} from './recorder.ts';
import type {FaultCounts, RunSummary} from './summary.ts';

/** The value that `share` of a sorted list lies at or below (nearest rank); 0 of an empty list. */
export function percentile(sorted: readonly number[], share: number): number {
	return sorted.length === 0 ? 0 : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function summarise(recorder: Recorder): RunSummary {
	const {machine, counts, forkUs} = recorder;
	const {kernel, program, columns, design, costs} = machine;
	const times = columns.clock.value;
	const count = (name: OpName) => counts[opKinds[name]];
	const sorted = [...forkUs].sort((left, right) => left - right);
	const clones = count('clone') - recorder.threads;
	const fidelity = fidelityOf(recorder.faults);
	const trust = trustCounted(machine, evidenceRecorded(recorder));
	return {
		workload: program.header.name,
		kernel: design.id,
		costs: costs.id,
		ops: times[clocks.events],
		neverRan: program.count - times[clocks.events],
		...(recorder.refused.length === 0 ? {} : {refused: recorder.refused}),
		...(recorder.deaths.size === 0 ? {} : {deaths: byName(recorder.deaths)}),
		oomKills: kernel.total.value[totals.oomKills],
		processes: count('start') + count('fork') + count('vfork') + count('spawn') + clones,
		threads: recorder.threads,
		forks: count('fork') + clones - recorder.vforkClones,
		vforks: count('vfork') + recorder.vforkClones,
		spawns: count('spawn'),
		execs: count('exec') + count('spawn'),
		exits: count('exit'),
		faults: countFaults(recorder),
		work: Object.fromEntries(workUnitNames.map((unit) => [unit, kernel.work.amount[workUnits[unit]]])),
		time: {
			userUs: times[clocks.user],
			sysUs: times[clocks.sys],
			realUs: times[clocks.now],
			fork: {
				count: sorted.length,
				p50Us: percentile(sorted, 0.5),
				p99Us: percentile(sorted, 0.99),
				maxUs: sorted.at(-1) ?? 0,
			},
			parentAtForkUs: sorted.reduce((total, us) => total + us, 0),
			parentLaterUs: recorder.parentLaterUs,
			childUs: recorder.childUs,
		},
		peak: recorder.peaks.found,
		defects: recorder.defects,
		...(fidelity === undefined ? {} : {fidelity}),
		...(trust.length === 0 ? {} : {trust}),
	};
}

function byName(deaths: ReadonlyMap<number, number>): Record<string, number> {
	return Object.fromEntries([...deaths].map(([signal, count]) => [signalName(signal), count]));
}

/** Faults that memory of zeros ends, a page of it or a huge page. */
const zeroKinds: readonly number[] = [
	effectKinds.zeroFill,
	effectKinds.zeroPage,
	effectKinds.zeroCopy,
	effectKinds.hugeFill,
	effectKinds.hugeZero,
	effectKinds.hugeZeroCopy,
];

/** Faults that memory which is there ends: of files, of shared memory, of records beside the page tables. */
const fileKinds: readonly number[] = [
	effectKinds.mapFile,
	effectKinds.mapShmem,
	effectKinds.mapShared,
	effectKinds.refill,
];

function countFaults({effects, minor, major}: Recorder): FaultCounts {
	return {
		minor,
		major,
		cow: effects[effectKinds.copy] + effects[effectKinds.copyFile] + effects[effectKinds.hugeCopy],
		reuse: effects[effectKinds.reuse] + effects[effectKinds.shareWrite] + effects[effectKinds.hugeReuse],
		zero: zeroKinds.reduce((sum, kind) => sum + effects[kind], 0),
		file: fileKinds.reduce((sum, kind) => sum + effects[kind], 0),
		unshare: effects[effectKinds.splitTable] + effects[effectKinds.reuseTable],
		segv: effects[effectKinds.segv],
	};
}
