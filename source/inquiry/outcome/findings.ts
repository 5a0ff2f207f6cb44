/** Findings: what a run shows to be wrong with the program (the rules of vfork) or known to be wrong with the kernel. */

import {addressText, plural} from '../../analysis/words/text.ts';
import {defectSentence} from '../../designs/defects.ts';
import {effectKinds} from '../../kernel/state/effects.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Machine} from '../../machine/state.ts';
import {eventCount, lastOp} from '../../machine/state.ts';
import {opText} from '../history/events.ts';

export type Finding = {
	/** Number of the event, from 1. */
	readonly event: number;
	/** What was asked for. */
	readonly op: string;
	/** What came of it, a sentence without its full stop. */
	readonly text: string;
};

/** What the event that the machine has just carried out gives reason to say. The rules are Thorpe's, of 1998. */
export function findingsOf(machine: Machine): readonly Finding[] {
	const {kind, vpn, other, amount, count} = machine.kernel.effects;
	const texts: string[] = [];
	for (let i = 0; i < count; i += 1) {
		switch (kind[i]) {
			case effectKinds.vforkWrite:
				texts.push(
					`vfork rule 1: the child wrote ${plural(amount[i], 'page', 'pages')} of its parent’s memory, from ${addressText(vpn[i] * pageBytes)} on; the parent goes on with what it left there`,
				);
				break;
			case effectKinds.vforkReturn:
				texts.push(
					'vfork rule 2: the child returned from the function that called vfork; the stack frame that its parent will return through is gone',
				);
				break;
			case effectKinds.vforkExit:
				texts.push(
					'vfork rule 3: the child called exit() instead of _exit(); the handlers and buffers of its parent have been run and flushed in the parent’s memory',
				);
				break;
			case effectKinds.defect:
				texts.push(`known defect: ${defectSentence(other[i])}`);
				break;
			default:
		}
	}

	const event = eventCount(machine);
	return texts.map((text) => ({event, op: opText(machine.program, lastOp(machine)), text}));
}
