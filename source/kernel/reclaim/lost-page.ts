/**
 * Pages that a recording has found absent though they are here: they had left memory by then because it was short, at a time that
 * nothing tells. They leave it now, from all that map them, as reclaim takes them.
 */
import {folioOf} from '../frames/folio.ts';
import {isPinned} from '../mappings/lock.ts';
import {nextRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Frame, Mm, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {dissolveFolios} from '../tables/dissolve.ts';
import {readEntry} from '../tables/table.ts';
import {visitEntries} from '../tables/visit.ts';
import {type Mapper, mappersOf, pageOf} from './mappers.ts';
import {mayLeave} from './page-out.ts';
import {takePage} from './take-page.ts';

/** Takes the page away that an address space has at `vpn`, where the machine has swap; what cannot go stays. True where it went. */
export function losePage(kernel: Kernel, mm: Mm, vpn: Vpn): boolean {
	if (kernel.limits.swapSlots === 0 || pageOf(readEntry(kernel, mm, vpn)) === 0) {
		return false;
	}

	kernel.policies.sharing?.beforeReclaim?.(kernel);
	const folio = folioOf(kernel, pageOf(readEntry(kernel, mm, vpn)));
	dissolveFolios(kernel, (each) => each === folio);
	const frame = pageOf(readEntry(kernel, mm, vpn));
	const isMovable = frame !== 0 && mayLeave(kernel, frame) && !isPinned(kernel, frame);
	const mappers = isMovable ? mappersAt(kernel, frame, vpn) : [];
	const isGone = isMovable && takePage(kernel, frame, mappers);
	if (isGone) {
		noteEffect(kernel.effects, effectKinds.lost, mm, vpn, frame, 0, mappers.length);
	}

	return isGone;
}

/** All that map a page: who has it at that address, as after a fork, is found first. */
function mappersAt(kernel: Kernel, frame: Frame, vpn: Vpn): readonly Mapper[] {
	const found: Mapper[] = [];
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		visitEntries(kernel, mm, vpn, vpn + 1, (table, index) => {
			if (pageOf(kernel.strip.entry[index]) === frame && found.every((mapper) => mapper.index !== index)) {
				found.push({mm, vpn, table, index});
			}
		});
	}

	return found.length === kernel.frame.mapcount[frame] ? found : (mappersOf(kernel).get(frame) ?? []);
}
