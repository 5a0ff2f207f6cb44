/**
 * What limits the answers of a run beyond what its program lacks, counted event by event: as they happen, or from the history
 * of a timeline, which knows them without running anything again.
 */
import {type Evidence, runTrust, timeTrust} from '../../analysis/trust/trust.ts';
import {effectKinds} from '../../kernel/state/effects.ts';
import type {Machine} from '../../machine/state.ts';
import {effectsIn, type History} from '../../timeline/history.ts';
import {positionOf, type Timeline} from '../../timeline/timeline.ts';
import {countFault, createFaultTally, type FaultTally, fidelityOf, tallyFault} from './fidelity.ts';
import {refusedOp} from './refused.ts';

export type EvidenceTally = {readonly faults: FaultTally; refused: number; kept: number; lost: number};

export function createEvidence(): EvidenceTally {
	return {faults: createFaultTally(), refused: 0, kept: 0, lost: 0};
}

/** Counts the event that the machine has just carried out. */
export function noteEvidence(tally: EvidenceTally, machine: Machine): void {
	const {program, outcome, kernel} = machine;
	tallyFault(tally.faults, machine);
	tally.refused += refusedOp(program, outcome.op, outcome.result) === undefined ? 0 : 1;
	const {kind, count} = kernel.effects;
	for (let i = 0; i < count; i += 1) {
		tally.kept += kind[i] === effectKinds.notSimulated ? 1 : 0;
		tally.lost += kind[i] === effectKinds.lost ? 1 : 0;
	}
}

/** What limits the answers of a run that was counted so far, a sentence each; times are another matter (`timeTrust`). */
export function trustCounted(machine: Machine, tally: EvidenceTally): readonly string[] {
	return runTrust(machine, evidenceOf(tally));
}

/**
 * What limits an answer about a moment, the present one unless told: what happened after it touches it not. With `times` that
 * of times too.
 */
export function trustAt(
	timeline: Timeline,
	{upTo = positionOf(timeline), times = false}: {readonly upTo?: number; readonly times?: boolean} = {},
): readonly string[] {
	const {machine} = timeline;
	return [
		...trustCounted(machine, countedUpTo(timeline, upTo)),
		...(times ? timeTrust(machine.program, machine.costs) : []),
	];
}

function evidenceOf({faults, refused, kept, lost}: EvidenceTally): Evidence {
	const fidelity = fidelityOf(faults);
	return {
		recorded: fidelity?.recorded ?? 0,
		same: fidelity?.same ?? 0,
		present: faults.present,
		refused,
		kept,
		lost,
	};
}

/** The last count of each history: a later moment goes on from there. */
const counted = new WeakMap<History, {tally: EvidenceTally; position: number}>();

function countedUpTo({history, first, machine}: Timeline, position: number): EvidenceTally {
	const last = counted.get(history);
	const count =
		last !== undefined && last.position <= position ? last : {tally: createEvidence(), position: first};
	counted.set(history, count);
	while (count.position < position) {
		count.position += 1;
		noteFromHistory(count.tally, machine.program, history, count.position);
	}

	return count.tally;
}

function noteFromHistory(
	tally: EvidenceTally,
	program: Machine['program'],
	history: History,
	event: number,
): void {
	const op = history.op[event];
	const result = history.result[event];
	countFault(tally.faults, program.fault[op], history.fault[event], result < 0);
	tally.refused += refusedOp(program, op, result) === undefined ? 0 : 1;
	tally.kept += effectsIn(history, event, effectKinds.notSimulated);
	tally.lost += effectsIn(history, event, effectKinds.lost);
}
