/** Fidelity: how many of the page faults that a recording saw are taken here too, and in the same way. */

import {faultClasses} from '../../machine/op.ts';
import {classTaken} from '../../machine/outcome.ts';
import type {Machine} from '../../machine/state.ts';

export type ClassCount = {readonly recorded: number; readonly same: number};

export type Fidelity = ClassCount & {
	readonly byClass: {
		readonly absentRead: ClassCount;
		readonly absentWrite: ClassCount;
		readonly protectedWrite: ClassCount;
	};
};

/** Recorded faults by class (faultClasses), those taken in the same way, and those on pages that were there already. */
export type FaultTally = {
	readonly recorded: Float64Array;
	readonly same: Float64Array;
	present: number;
};

export function createFaultTally(): FaultTally {
	return {recorded: new Float64Array(4), same: new Float64Array(4), present: 0};
}

/** Counts the fault that was recorded for the op just carried out, if there was one. */
export function tallyFault(tally: FaultTally, {outcome, program}: Machine): void {
	countFault(tally, program.fault[outcome.op], classTaken(outcome), outcome.result < 0);
}

/** Both by faultClasses, 0 for none. */
export function countFault(tally: FaultTally, expected: number, taken: number, isRefused: boolean): void {
	if (expected === 0) {
		return;
	}

	tally.recorded[expected] += 1;
	tally.same[expected] += taken === expected ? 1 : 0;
	const wasThere = taken === 0 && !isRefused && expected !== faultClasses.protectedWrite;
	tally.present += wasThere ? 1 : 0;
}

/** Undefined where the recording has no page faults. */
export function fidelityOf({recorded, same}: FaultTally): Fidelity | undefined {
	const byClass = (fault: number): ClassCount => ({recorded: recorded[fault], same: same[fault]});
	const sum = (column: Float64Array) => column[1] + column[2] + column[3];
	return sum(recorded) === 0
		? undefined
		: {
				recorded: sum(recorded),
				same: sum(same),
				byClass: {
					absentRead: byClass(faultClasses.absentRead),
					absentWrite: byClass(faultClasses.absentWrite),
					protectedWrite: byClass(faultClasses.protectedWrite),
				},
			};
}
