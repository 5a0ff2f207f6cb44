/** The first lines of what commands print: which workload, on which kernel, at what moment. */

import {plural, timeText} from '../../analysis/words/text.ts';
import {opText} from '../../inquiry/history/events.ts';
import {errnoName} from '../../kernel/state/errno.ts';
import {eventCount, lastOp, type Machine, timeUs} from '../../machine/state.ts';

/** `build on linux-6, after 812 of 4096 events (1.07 s)`, and the op that led there. */
export function momentText(machine: Machine): string {
	const {program, design} = machine;
	const done = eventCount(machine);
	const all = plural(program.count, 'event');
	const after = done === program.count ? `after all ${all}` : `after ${done} of ${all}`;
	const op = lastOp(machine);
	const {result} = machine.outcome;
	const ending = result < 0 ? `: refused, ${errnoName(result)}` : '';
	const last = op < 0 ? '' : `\nlast: ${opText(program, op)}${ending}`;
	return `${program.header.name} on ${design.id}, ${after} (${timeText(timeUs(machine))})${last}`;
}
