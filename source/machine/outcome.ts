/** Outcomes: what one op came to, beside the effects that the kernel noted. */

import {type Access, clearAccess, createAccess, type Task} from '../kernel/index.ts';
import {faultClasses} from './op.ts';
import {absent} from './program.ts';

/** What one op came to. */
export type Outcome = {
	op: number;
	/** Task that carried it out; 0 for marks and for ops of a process that is not there. */
	task: Task;
	/** 0 or a negated errno. */
	result: number;
	/** Task that was created, or reaped (by then gone); 0 otherwise. */
	other: Task;
	/** What a read or write met; of other ops no more than the faults that the kernel took to fill a mapping. */
	readonly access: Access;
	/** The op did not happen: its task fell asleep and will try it again. */
	sleeps: boolean;
	/** The op happened and its task sleeps now (vfork). */
	blocks: boolean;
	/** Signal that killed the task, 0 for none. */
	signal: number;
	userUs: number;
	sysUs: number;
	sleepUs: number;
	beginUs: number;
};

export function createOutcome(): Outcome {
	return {
		op: absent,
		task: 0,
		result: 0,
		other: 0,
		access: createAccess(),
		sleeps: false,
		blocks: false,
		signal: 0,
		userUs: 0,
		sysUs: 0,
		sleepUs: 0,
		beginUs: 0,
	};
}

/** Written out field by field: this is done for every event. */
export function clearOutcome(outcome: Outcome, op: number, task: Task): void {
	outcome.op = op;
	outcome.task = task;
	outcome.result = 0;
	outcome.other = 0;
	outcome.sleeps = false;
	outcome.blocks = false;
	outcome.signal = 0;
	outcome.userUs = 0;
	outcome.sysUs = 0;
	outcome.sleepUs = 0;
	outcome.beginUs = 0;
	clearAccess(outcome.access);
}

/** The class of the fault that an access took: faultClasses, 0 for none, and where it was refused. */
export function classTaken({access, result}: Outcome): number {
	if (result < 0) {
		return 0;
	}

	if (access.protectedWrites > 0) {
		return faultClasses.protectedWrite;
	}

	if (access.absentWrites > 0) {
		return faultClasses.absentWrite;
	}

	return access.absentReads > 0 ? faultClasses.absentRead : 0;
}
