/** Copies on write of what children were born with: who made them, and in which mapping. */
import {effectKinds} from '../../kernel/state/effects.ts';
import type {Mm} from '../../kernel/state/ids.ts';
import {type Birth, indexOfPage, mmOf} from './birth.ts';
import type {Copying} from './erosion.ts';
import {type Follower, ownerOf} from './follower.ts';

const copyKinds: readonly number[] = [effectKinds.copy, effectKinds.copyFile, effectKinds.hugeCopy];

/** Counts only copies of frames that a child was born with. */
export function noteCopies(follower: Follower, event: number): void {
	const {machine, erosion, touched} = follower;
	const {kind, mm, vpn, other, amount, count} = machine.kernel.effects;
	let last: Copying | undefined;
	for (let i = 0; i < count; i += 1) {
		touched.add(mm[i]);
		const place = copyKinds.includes(kind[i]) ? placeOf(follower, mm[i], vpn[i], other[i]) : undefined;
		if (place === undefined) {
			continue;
		}

		const {who, start, name} = place;
		const pages = kind[i] === effectKinds.hugeCopy ? amount[i] : 1;
		if (last?.who === who && last.start === start) {
			last.pages += pages;
		} else {
			last = {event, who, start, name, pages};
			erosion.copies.push(last);
		}
	}
}

type Place = Pick<Copying, 'who' | 'start' | 'name'>;

/** Who in the family copied that frame, and in which mapping; undefined where it was no inherited one. */
function placeOf(follower: Follower, mm: Mm, vpn: number, frame: number): Place | undefined {
	const own = ownerOf(follower, mm);
	if (own !== undefined) {
		const mapping = mappingOf(own.child.birth, vpn, frame);
		return mapping && {who: own.index, ...mapping};
	}

	const {machine, living} = follower;
	for (const {child} of living.values()) {
		if (mmOf(machine.kernel, child.birth.parent) !== mm) {
			return undefined;
		}

		const mapping = mappingOf(child.birth, vpn, frame);
		if (mapping !== undefined) {
			return {who: -1, ...mapping};
		}
	}

	return undefined;
}

function mappingOf({pages}: Birth, vpn: number, frame: number): Pick<Copying, 'start' | 'name'> | undefined {
	const at = indexOfPage(pages.vpn, vpn);
	const mapping =
		at === -1 || pages.frame[at] !== frame ? undefined : pages.mappings.find(({end}) => at < end);
	return mapping && {start: mapping.start, name: mapping.name};
}
