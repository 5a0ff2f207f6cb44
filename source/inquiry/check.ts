/** Checking a run: everything is counted again from the page tables up after every event, and what is found is told. */

import {checkKernel} from '../kernel/check/check.ts';
import {stepMachine} from '../machine/machine.ts';
import {eventCount, lastOp, type Machine} from '../machine/state.ts';
import {opText} from './history/events.ts';
import {createEvidence, noteEvidence, trustCounted} from './outcome/evidence.ts';
import {type Finding, findingsOf} from './outcome/findings.ts';
import {type RefusedOp, refusedOp} from './outcome/refused.ts';

/** A count that does not agree: after which event, what that was, and what is wrong. */
export type Disagreement = {readonly event: number; readonly op: string; readonly text: string};

export type CheckAnswer = {
	/** All counts agreed to the end. */
	readonly holds: boolean;
	/** Events that were carried out, and how often all was counted again. */
	readonly events: number;
	readonly checks: number;
	/** The first disagreement; nothing was run after it. */
	readonly problem?: Disagreement;
	/** Broken rules of vfork, and known defects of the kernel where they first bit. */
	readonly findings: readonly Finding[];
	readonly refused: readonly RefusedOp[];
	/** What limits the answer, a sentence each. */
	readonly trust: readonly string[];
};

/** Runs the machine from where it is to its end, and counts after every `every` events; `see` is called after each event. */
export function checkRun(machine: Machine, every = 1, see: () => void = () => {}): CheckAnswer {
	const findings: Finding[] = [];
	const refused: RefusedOp[] = [];
	const evidence = createEvidence();
	const found = () => ({findings, refused, trust: trustCounted(machine, evidence)});
	let checks = 0;
	for (let isOver = false; !isOver; ) {
		isOver = !stepMachine(machine);
		see();
		if (!isOver) {
			findings.push(...findingsOf(machine));
			refused.push(...refusedBy(machine));
			noteEvidence(evidence, machine);
		}

		if (isOver || eventCount(machine) % every === 0) {
			checks += 1;
			const text = checkKernel(machine.kernel);
			if (text !== undefined) {
				const problem = {event: eventCount(machine), op: opText(machine.program, lastOp(machine)), text};
				return {holds: false, events: eventCount(machine), checks, problem, ...found()};
			}
		}
	}

	return {holds: true, events: eventCount(machine), checks, ...found()};
}

function refusedBy({program, outcome}: Machine): RefusedOp[] {
	const op = refusedOp(program, outcome.op, outcome.result);
	return op === undefined ? [] : [op];
}
