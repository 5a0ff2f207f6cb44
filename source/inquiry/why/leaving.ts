/** Why pages left memory in an event: who asked for it, or what was short, and how the kernel chose them. */

import {plural, sizeText} from '../../analysis/words/text.ts';
import {reclaimByAddressSpaces} from '../../kernel/reclaim/by-address-spaces.ts';
import {reclaimByOneHand, reclaimByTwoHands} from '../../kernel/reclaim/by-clock.ts';
import {reclaimByLists} from '../../kernel/reclaim/by-lists.ts';
import {reclaimByPages} from '../../kernel/reclaim/by-pages.ts';
import {reclaimByQueues} from '../../kernel/reclaim/by-queues.ts';
import {reclaimByImages} from '../../kernel/reclaim/images.ts';
import {effectKinds} from '../../kernel/state/effects.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import {opKinds} from '../../machine/ops/index.ts';
import type {Machine} from '../../machine/state.ts';

/** How each way of reclaim comes to a page: what it had seen of it. */
const choices: ReadonlyMap<unknown, string> = new Map<unknown, string>([
	[reclaimByAddressSpaces, 'nobody had used it since that scan came by last'],
	[reclaimByPages, 'nobody had used it since reclaim looked at it last'],
	[reclaimByLists, 'nobody had used it since its list was looked at last'],
	[reclaimByQueues, 'it was inactive, and nobody had used it since'],
	[reclaimByOneHand, 'nobody had touched it since the hand of the clock came by'],
	[reclaimByTwoHands, 'nobody had used it between the two hands of the clock'],
	[reclaimByImages, 'all of its process had to go'],
]);

/** `because memory was used up, and nobody …`: for what the effect in `row` took out of memory. */
export function whyItLeft(machine: Machine, row: number): string {
	const {kernel, program, outcome} = machine;
	switch (program.kind[outcome.op]) {
		case opKinds.evict:
			return 'because all that can be in swap was asked to go';
		case opKinds.madvise:
			return 'because its process asked for that';
		case opKinds.reclaim:
			return `because ${plural(program.value[outcome.op], 'page')} had to go${choiceOf(machine)}`;
		default: {
			const full = limitBehind(machine, row);
			const short =
				full === 0
					? 'memory was used up'
					: `cgroup ${program.strings[kernel.cgroup.name[full]]} had all of its ${sizeText(kernel.cgroup.pagesMax[full] * pageBytes)}`;
			return `because ${short}${choiceOf(machine)}`;
		}
	}
}

function choiceOf({kernel}: Machine): string {
	const choice = choices.get(kernel.policies.reclaim);
	return choice === undefined ? '' : ` and ${choice}`;
}

/** Whose limit room was made for: it is told after the pages that went; 0 for memory itself. */
function limitBehind({kernel: {effects}}: Machine, row: number): number {
	for (let i = row + 1; i < effects.count; i += 1) {
		if (effects.kind[i] === effectKinds.limitRoom) {
			return effects.other[i];
		}
	}

	return 0;
}
