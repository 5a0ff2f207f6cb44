/** What kernels that share page tables mostly leave alone. A design begins with it and says what it does. */
import type {TableSharing} from '../kernel/state/kernel.ts';

export const plainSharing = {
	protectsInPlace: 'none',
	movesInPlace: false,
	copiesAreClean: false,
	scansOnce: false,
	scansShared: false,
	listsUsers: false,
} as const satisfies Partial<TableSharing>;
