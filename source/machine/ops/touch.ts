/** What read and write have in common: their fields, and how a process ends that touched what it may not. */
import {effectKinds, errno, exitTask, type Kernel, losePage, refusals, signals} from '../../kernel/index.ts';
import {faultClasses, opFlags} from '../op.ts';
import type {Program} from '../program.ts';
import {bitField, choiceField, pidField, rangeFields, rangeRequired} from './fields.ts';
import type {Step} from './step.ts';

export const touchFields = {
	pid: pidField('pid'),
	...rangeFields,
	fault: choiceField('fault', faultClasses),
	refused: bitField(opFlags.refused),
};
export const touchRequired = ['pid', ...rangeRequired];

/** Whether a recording tells that the fault of this touch was not served. */
export function isRefusedTouch({flags}: Program, op: number): boolean {
	return (flags[op] & opFlags.refused) !== 0;
}

/**
 * A page that a recording found absent, and that is here, has left memory before, when that was short; that it leaves it now is all that is
 * known. What the machine had no swap for is left here.
 */
export function loseAsRecorded({kernel, program, op, task}: Step, vpn: number): void {
	const fault = program.fault[op];
	if (fault === faultClasses.absentRead || fault === faultClasses.absentWrite) {
		losePage(kernel, kernel.task.mm[task], vpn);
	}
}

/**
 * A task that touched what it may not, or what there is no page for, dies of it, and so does one that memory ran out under. After a recorded fault it
 * lives: if the program died of it, its exit is recorded too, and if it did not, a handler of its own served the signal.
 * So a recorded fault on a mapping that forbids it was refused by both kernels; where nothing is mapped, ours may lack a
 * mapping, and the op fails.
 */
export function endOfTouch({kernel, program, outcome, op, task}: Step): number {
	const {segv, sigbus, killed} = outcome.access;
	if (!segv && !sigbus && !killed) {
		return 0;
	}

	if (segv && program.fault[op] !== 0) {
		return isForbidden(kernel) ? 0 : -errno.EFAULT;
	}

	outcome.signal = segv ? signals.SIGSEGV : sigbus ? signals.SIGBUS : signals.SIGKILL;
	exitTask(kernel, kernel.task.leader[task], 0, outcome.signal);
	return segv || sigbus ? -errno.EFAULT : -errno.ENOMEM;
}

/** Whether the access that was refused last met a mapping, which did not allow it, or a guard in it. */
function isForbidden({effects: {kind, other, count}}: Kernel): boolean {
	return kind[count - 1] === effectKinds.segv && other[count - 1] !== refusals.unmapped;
}
