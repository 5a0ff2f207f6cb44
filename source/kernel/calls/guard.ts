/** Guards: markers in page tables at which every access is refused, which no mapping is split for. Linux: 6.13 and later. */
import {prepareAnonVma} from '../mappings/anon-vma.ts';
import {errno} from '../state/errno.ts';
import type {Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {guardMarker, isGuard} from '../state/pte.ts';
import {isAnonymous, vmaFlags} from '../state/vmas.ts';
import {buildTable, roomFor, setEntry} from '../tables/table.ts';
import {visitEntries} from '../tables/visit.ts';
import {zapRange} from '../tables/zap.ts';

/**
 * Puts guards into [start, end) of a mapping, in place of the pages there. Returns 0, -EINVAL (older kernels; device or locked
 * memory) or -ENOMEM (no memory for tables). Fork copies its tables from now on.
 * Linux: madvise_guard_install().
 */
export function installGuards(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): number {
	const {flags, mm} = kernel.vma;
	if (!kernel.policies.rules.guards || (flags[vma] & (vmaFlags.device | vmaFlags.locked)) !== 0) {
		return -errno.EINVAL;
	}

	flags[vma] |= vmaFlags.maybeGuard;
	if (isAnonymous(kernel, vma)) {
		prepareAnonVma(kernel, vma);
	}

	zapRange(kernel, mm[vma], start, end, true);
	for (let vpn = start; vpn < end; vpn += 1) {
		const table = buildTable(kernel, mm[vma], vpn, 1);
		if (table === 0) {
			return -errno.ENOMEM;
		}

		setEntry(kernel, table, roomFor(kernel, table, 1, vpn), guardMarker);
	}

	return 0;
}

/** Takes the guards of [start, end) away; pages and tables stay. Returns 0 or -EINVAL. Linux: madvise_guard_remove(). */
export function removeGuards(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): number {
	const {flags, mm} = kernel.vma;
	if (!kernel.policies.rules.guards || (flags[vma] & vmaFlags.device) !== 0) {
		return -errno.EINVAL;
	}

	visitEntries(kernel, mm[vma], start, end, (table, index) => {
		if (isGuard(kernel.strip.entry[index])) {
			setEntry(kernel, table, index, 0);
		}
	});
	return 0;
}
