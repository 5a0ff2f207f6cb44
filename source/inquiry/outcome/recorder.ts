/** Watches a machine event by event, and keeps what a summary of the run is made from; nothing is asked twice. */

import {effectKinds} from '../../kernel/state/effects.ts';
import {opFlags} from '../../machine/op.ts';
import {isVforkClone} from '../../machine/ops/clone.ts';
import {kindsEnd, opKinds, startsProcess} from '../../machine/ops/index.ts';
import type {Machine} from '../../machine/state.ts';
import type {EvidenceTally} from './evidence.ts';
import {createFaultTally, type FaultTally, tallyFault} from './fidelity.ts';
import {createPeaks, notePeaks, type PeakWatch} from './peaks.ts';
import {type RefusedOp, refusedOp} from './refused.ts';

/** Where a process stands: it was forked and has not exec'd; it has forked; neither. */
const roles = {other: 0, parent: 1, child: 2} as const;

export type Recorder = {
	readonly machine: Machine;
	/** Of ops that were not refused, by their kind. */
	readonly counts: Float64Array;
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
	readonly faults: FaultTally;
	/** clone is the call behind the others: those that made a process on their parent's memory, and slept. */
	vforkClones: number;
	readonly peaks: PeakWatch;
};

/** By name, as a look into the table of all kinds is dear for what is asked of every event. */
const {clone, spawn, exec} = opKinds;
const effectCount = Math.max(...Object.values(effectKinds)) + 1;

export function createRecorder(machine: Machine): Recorder {
	return {
		machine,
		counts: new Float64Array(kindsEnd),
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
		faults: createFaultTally(),
		vforkClones: 0,
		peaks: createPeaks(),
	};
}

/** Takes the event that the machine carried out last into account. */
export function recordEvent(recorder: Recorder): void {
	const {machine, counts} = recorder;
	const {outcome, program} = machine;
	const kind = program.kind[outcome.op];
	if (outcome.signal !== 0) {
		recorder.deaths.set(outcome.signal, (recorder.deaths.get(outcome.signal) ?? 0) + 1);
	}

	if (outcome.result < 0) {
		noteRefused(recorder);
	} else {
		counts[kind] += 1;
		countClone(recorder, kind, program.flags[outcome.op]);
	}

	tallyFault(recorder.faults, machine);
	recorder.minor += outcome.access.minorFaults;
	recorder.major += outcome.access.majorFaults;
	countEffects(recorder);
	charge(recorder, kind);
	notePeaks(recorder.peaks, machine);
}

/** What limits the answers of the events that were recorded. */
export function evidenceRecorded({faults, refused, effects}: Recorder): EvidenceTally {
	return {
		faults,
		refused: refused.length,
		kept: effects[effectKinds.notSimulated],
		lost: effects[effectKinds.lost],
	};
}

function noteRefused({machine: {program, outcome}, refused}: Recorder): void {
	const op = refusedOp(program, outcome.op, outcome.result);
	if (op !== undefined) {
		refused.push(op);
	}
}

function countClone(recorder: Recorder, kind: number, flags: number): void {
	if (kind !== clone) {
		return;
	}

	if ((flags & opFlags.thread) !== 0) {
		recorder.threads += 1;
	} else if (isVforkClone(flags)) {
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

/** Adds the event's system time to the process that pays for a fork with it. */
function charge(recorder: Recorder, kind: number): void {
	const {machine, role, forkUs} = recorder;
	const {outcome, scripts, program} = machine;
	const script = scripts.scriptOf[outcome.op];
	if (startsProcess(program, outcome.op)) {
		forkUs.push(outcome.sysUs);
		role[scripts.created[outcome.op]] = kind === spawn ? roles.other : roles.child;
		role[script] = role[script] === roles.child ? roles.child : roles.parent;
		return;
	}

	if (role[script] === roles.child) {
		recorder.childUs += outcome.sysUs;
	} else if (role[script] === roles.parent) {
		recorder.parentLaterUs += outcome.sysUs;
	}

	if (kind === exec && outcome.result >= 0) {
		role[script] = roles.other;
	}
}
