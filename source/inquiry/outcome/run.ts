/**
 * What a whole run came to: counts, work, time and peaks. A recorder watches a machine event by event; nothing is
 * asked twice. Times are microseconds of the cost table.
 */

import {effectKinds} from '../../kernel/state/effects.ts';
import {totals} from '../../kernel/state/schema.ts';
import {workUnitNames, workUnits} from '../../kernel/state/work.ts';
import {stepMachine} from '../../machine/machine.ts';
import {opFlags} from '../../machine/op.ts';
import {isVforkClone} from '../../machine/ops/clone.ts';
import {type OpName, opName} from '../../machine/ops/index.ts';
import type {Machine} from '../../machine/state.ts';
import {clocks, eventCount} from '../../machine/state.ts';
import {signalName} from '../history/events.ts';
import {createEvidence, type EvidenceTally, noteEvidence, trustCounted} from './evidence.ts';
import {type Fidelity, fidelityOf} from './fidelity.ts';
import {createPeaks, notePeaks, type Peaks, type PeakWatch} from './peaks.ts';
import {type RefusedOp, refusedOp} from './refused.ts';

export type FaultCounts = {
	readonly minor: number;
	readonly major: number;
	/** Pages copied because a shared one was written, be it a page of a file. */
	readonly cow: number;
	/** Pages made writable in place instead: taken over by their last user, or shared for writing anyway. */
	readonly reuse: number;
	/** Pages filled with zeros, and mappings of the zero page. */
	readonly zero: number;
	/** Pages of files, of shared memory and of records beside the page tables that were mapped. */
	readonly file: number;
	/** Shared page tables split. */
	readonly unshare: number;
	/** Accesses that the kernel refused: each a signal that kills, or that a handler serves. */
	readonly segv: number;
};

export type RunSummary = {
	readonly workload: string;
	readonly kernel: string;
	readonly costs: string;
	/** Events: ops that were carried out. */
	readonly ops: number;
	/** Ops that never ran, as their process was asleep to the end. */
	readonly neverRan: number;
	/** Ops that the kernel refused, in the order in which it did; absent where there is none. */
	readonly refused?: readonly RefusedOp[];
	/** Processes that died of a signal, by its name; absent where there is none. */
	readonly deaths?: Readonly<Record<string, number>>;
	/** Processes killed because memory had run out. */
	readonly oomKills: number;
	readonly processes: number;
	readonly threads: number;
	readonly forks: number;
	readonly vforks: number;
	readonly spawns: number;
	readonly execs: number;
	readonly exits: number;
	readonly faults: FaultCounts;
	readonly work: Readonly<Record<string, number>>;
	readonly time: {
		readonly userUs: number;
		readonly sysUs: number;
		readonly realUs: number;
		readonly fork: {
			readonly count: number;
			readonly p50Us: number;
			readonly p99Us: number;
			readonly maxUs: number;
		};
		/** System time of forks, of parents afterwards, and of children until they exec or are gone. */
		readonly parentAtForkUs: number;
		readonly parentLaterUs: number;
		readonly childUs: number;
	};
	readonly peak: Peaks;
	/** Known defects of the design that bit, by number, in the order they first did. */
	readonly defects: readonly number[];
	/** Only of recordings with page faults. */
	readonly fidelity?: Fidelity;
	/** What the answer rests on that is not simulated, a sentence each; absent where there is nothing. */
	readonly trust?: readonly string[];
};

/** Where a process stands: it was forked and has not exec'd; it has forked; neither. */
const roles = {other: 0, parent: 1, child: 2} as const;

type Recorder = {
	readonly machine: Machine;
	readonly counts: Map<OpName, number>;
	threads: number;
	/** By the number of the signal. */
	readonly deaths: Map<number, number>;
	readonly refused: RefusedOp[];
	readonly effects: Float64Array;
	readonly defects: number[];
	readonly forkUs: number[];
	/** By script. */
	readonly role: Uint8Array;
	parentLaterUs: number;
	childUs: number;
	minor: number;
	major: number;
	readonly evidence: EvidenceTally;
	/** clone is the call behind the others: those that made a process on their parent's memory, and slept. */
	vforkClones: number;
	readonly peaks: PeakWatch;
};

const effectCount = Math.max(...Object.values(effectKinds)) + 1;

function createRecorder(machine: Machine): Recorder {
	return {
		machine,
		counts: new Map(),
		threads: 0,
		deaths: new Map(),
		refused: [],
		effects: new Float64Array(effectCount),
		defects: [],
		forkUs: [],
		role: new Uint8Array(machine.scripts.count),
		parentLaterUs: 0,
		childUs: 0,
		minor: 0,
		major: 0,
		evidence: createEvidence(),
		vforkClones: 0,
		peaks: createPeaks(),
	};
}

/**
 * Runs a machine from where it is to its end, or until `events` have been carried out, and sums it up. `watch` is called
 * after every event.
 */
export function runToSummary(
	machine: Machine,
	watch?: () => void,
	events = Number.POSITIVE_INFINITY,
): RunSummary {
	const recorder = createRecorder(machine);
	while (eventCount(machine) < events && stepMachine(machine)) {
		recordEvent(recorder);
		watch?.();
	}

	return summarise(recorder);
}

function recordEvent(recorder: Recorder): void {
	const {machine, counts} = recorder;
	const {outcome, program} = machine;
	const name = opName(program.kind[outcome.op]);
	noteRefused(recorder);
	if (outcome.signal !== 0) {
		recorder.deaths.set(outcome.signal, (recorder.deaths.get(outcome.signal) ?? 0) + 1);
	}

	if (outcome.result >= 0) {
		counts.set(name, (counts.get(name) ?? 0) + 1);
		countClone(recorder, name, program.flags[outcome.op]);
	}

	noteEvidence(recorder.evidence, machine);
	recorder.minor += outcome.access.minorFaults;
	recorder.major += outcome.access.majorFaults;
	countEffects(recorder);
	charge(recorder, name);
	notePeaks(recorder.peaks, machine);
}

function noteRefused({machine: {program, outcome}, refused}: Recorder): void {
	const op = refusedOp(program, outcome.op, outcome.result);
	if (op !== undefined) {
		refused.push(op);
	}
}

function countClone(recorder: Recorder, name: OpName, flags: number): void {
	if (name === 'clone' && (flags & opFlags.thread) !== 0) {
		recorder.threads += 1;
	} else if (name === 'clone' && isVforkClone(flags)) {
		recorder.vforkClones += 1;
	}
}

function countEffects({machine, effects, defects}: Recorder): void {
	const {kind, other, count} = machine.kernel.effects;
	for (let i = 0; i < count; i += 1) {
		effects[kind[i]] += 1;
		if (kind[i] === effectKinds.defect && !defects.includes(other[i])) {
			defects.push(other[i]);
		}
	}
}

const forkNames = new Set<OpName>(['fork', 'vfork', 'clone', 'spawn']);

/** Adds the event's system time to the process that pays for a fork with it. */
function charge(recorder: Recorder, name: OpName): void {
	const {machine, role, forkUs} = recorder;
	const {outcome, scripts, program} = machine;
	const script = scripts.scriptOf[outcome.op];
	const isThread = (program.flags[outcome.op] & opFlags.thread) !== 0;
	if (forkNames.has(name) && !isThread) {
		forkUs.push(outcome.sysUs);
		role[scripts.created[outcome.op]] = name === 'spawn' ? roles.other : roles.child;
		role[script] = role[script] === roles.child ? roles.child : roles.parent;
		return;
	}

	if (role[script] === roles.child) {
		recorder.childUs += outcome.sysUs;
	} else if (role[script] === roles.parent) {
		recorder.parentLaterUs += outcome.sysUs;
	}

	if (name === 'exec' && outcome.result >= 0) {
		role[script] = roles.other;
	}
}

/** The value that `share` of a sorted list lies at or below (nearest rank); 0 of an empty list. */
export function percentile(sorted: readonly number[], share: number): number {
	return sorted.length === 0 ? 0 : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

function summarise(recorder: Recorder): RunSummary {
	const {machine, counts, forkUs} = recorder;
	const {kernel, program, columns, design, costs} = machine;
	const times = columns.clock.value;
	const count = (name: OpName) => counts.get(name) ?? 0;
	const sorted = [...forkUs].sort((left, right) => left - right);
	const clones = count('clone') - recorder.threads;
	const fidelity = fidelityOf(recorder.evidence.faults);
	const trust = trustCounted(machine, recorder.evidence);
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
