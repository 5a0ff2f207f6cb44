/** What events do to one slot of swap: which page went there and why, who names it, who reads it back, who lets go. */

import {viewMemory} from '../../analysis/memory/memory.ts';
import {holdersOfSlot, isSlotUsed} from '../../analysis/rows/slots.ts';
import type {Subject} from '../../analysis/words/subject.ts';
import {addressText, plural} from '../../analysis/words/text.ts';
import {effectKinds} from '../../kernel/state/effects.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import {totals} from '../../kernel/state/schema.ts';
import {opKinds} from '../../machine/ops/index.ts';
import type {Machine} from '../../machine/state.ts';
import type {Watch} from './change.ts';
import {whyItLeft} from './leaving.ts';

/** How a slot stands: all that is shown of it. */
type Standing = {
	readonly isUsed: boolean;
	/** Entries that name it, or the one record that does. */
	readonly users: number;
	/** Ways in which processes have its page there: shared tables, amaps and objects looked through. */
	readonly ways: number;
	/** The frame that has its page too, 0 for none. */
	readonly frame: number;
	readonly word: number;
	/** How many live, which is how one knows that ways may have changed. */
	readonly alive: number;
};

const gone: Standing = {isUsed: false, users: 0, ways: 0, frame: 0, word: 0, alive: 0};

export function watchSlot(slot: number): Watch {
	let standing = gone;
	const remember = (machine: Machine): void => {
		standing = isSlotUsed(machine.kernel, slot) ? standingOf(machine, slot, standing) : gone;
	};

	return {
		begin: remember,
		see(machine) {
			const before = standing;
			remember(machine);
			const told = tellEffects(machine, slot);
			const isOrigin = standing.isUsed && (!before.isUsed || told.source !== undefined);
			const first = isOrigin && told.source === undefined ? tellFirst(machine, standing) : undefined;
			const texts = [
				...(first === undefined ? [] : [first.text]),
				...told.texts,
				...(isOrigin ? [usersText(machine, standing)] : tellCounts(machine, before, standing)),
			];
			return texts.length === 0
				? undefined
				: {what: texts.join(', '), isOrigin, source: told.source ?? first?.source};
		},
	};
}

/** Who has it is looked for where that may have changed: it is a pass over all page tables. */
function standingOf(machine: Machine, slot: number, before: Standing): Standing {
	const {kernel, outcome, program} = machine;
	const users = kernel.swap.users[slot];
	const frame = kernel.swap.frame[slot];
	const alive = kernel.total.value[totals.tasksAlive];
	const isSame =
		before.alive === alive &&
		before.users === users &&
		before.frame === frame &&
		kernel.policies.visitAway === undefined &&
		program.kind[outcome.op] !== opKinds.exec;
	return {
		isUsed: true,
		users,
		ways: isSame ? before.ways : holdersOfSlot(viewMemory(machine), slot).length,
		frame,
		word: frame === 0 ? kernel.swap.word[slot] : kernel.frame.word[frame],
		alive,
	};
}

function usersText({kernel}: Machine, {users, ways}: Standing): string {
	return kernel.policies.visitAway !== undefined || ways > users
		? `processes have it there in ${plural(ways, 'way')}`
		: plural(users, 'entry names it', 'entries name it');
}

/** `source` is the frame whose page went there, unless the slot had its page already. */
function tellEffects(machine: Machine, slot: number) {
	const {effects} = machine.kernel;
	const texts: string[] = [];
	let source: Subject | undefined;
	for (let i = 0; i < effects.count; i += 1) {
		if (effects.other[i] !== slot) {
			continue;
		}

		const frame = effects.frame[i];
		const page = addressText(effects.vpn[i] * pageBytes);
		const where = effects.vpn[i] === 0 ? '' : ` for ${page}`;
		switch (effects.kind[i]) {
			case effectKinds.swapOut:
				texts.push(`the page of frame #${frame} went to swap slot ${slot}, ${whyItLeft(machine, i)}`);
				source = {kind: 'frame', frame};
				break;
			case effectKinds.swapIn:
				texts.push(
					effects.amount[i] === 0
						? `found in the swap cache as frame #${frame}${where}`
						: `read into frame #${frame}${where}`,
				);
				break;
			case effectKinds.swapAhead:
				texts.push(`read ahead into frame #${frame}`);
				break;
		}
	}

	return {texts, source};
}

/** A page that is still in memory got the slot: the first of its entries went. */
function tellFirst(machine: Machine, {frame}: Standing): {text: string; source?: Subject} {
	return frame === 0
		? {text: `a page went there, ${whyItLeft(machine, -1)}`}
		: {
				text: `given to frame #${frame}, which others still map, ${whyItLeft(machine, -1)}`,
				source: {kind: 'frame', frame},
			};
}

function tellCounts(machine: Machine, before: Standing, now: Standing): string[] {
	if (!now.isUsed) {
		return before.isUsed ? ['free: nobody needs it any more'] : [];
	}

	const hasChanged = before.users !== now.users || before.ways !== now.ways;
	const was = before.users === now.users ? before.ways : before.users;
	return [
		...(hasChanged ? [`${usersText(machine, now)}, ${was} before`] : []),
		...(before.frame !== 0 && now.frame === 0 ? ['its page is in swap only'] : []),
		...(before.frame === 0 && now.frame !== 0 ? [`its page is in memory too, as frame #${now.frame}`] : []),
		...(before.word === now.word ? [] : [`written by op ${now.word}`]),
	];
}
