/** Sizes: of a page, of what rows hold many of, and the shape of page tables. */
export const pageBytes = 4096;

/** Slots of an amap that one row of `slots` holds. */
export const slotsInRow = 64;

/** Indexes of an object that one slot of the cache is for; a power of two. */
export const indexesInSlot = 16;

/** Entries of a page table that one row of `strip` holds. */
export const stripEntries = 64;

/** Pages of a folio, as many as a table has entries where there are huge entries. */
export const pagesInFolio = 512;

type Shape = {
	readonly id: 'x86-64' | 'arm64' | 'i386';
	readonly entries: number;
	readonly levels: number;
	/** First vpn above what a process may map. */
	readonly endVpn: number;
	/** Whether a directory entry may map memory in one piece. */
	readonly hasHugeEntries: boolean;
};

/** Shape of the page tables: entries in a table, a power of two, and levels; level 1 is the leaf. */
export type Geometry = Shape & {
	/** Pages that one entry of a table covers, by its level; and what part of them a page is, which is exact too. */
	readonly spans: Float64Array;
	readonly perSpan: Float64Array;
};

function withSpans(shape: Shape): Geometry {
	const spans = Float64Array.from({length: shape.levels + 2}, (_, level) => shape.entries ** (level - 1));
	return {...shape, spans, perSpan: spans.map((span) => 1 / span)};
}

export const geometries: Readonly<Record<Geometry['id'], Geometry>> = {
	'x86-64': withSpans({
		id: 'x86-64',
		entries: 512,
		levels: 4,
		endVpn: 2 ** 47 / pageBytes - 1,
		hasHugeEntries: true,
	}),
	/** Pages of 4 KiB and 48-bit addresses, as Linux distributions build it. */
	arm64: withSpans({id: 'arm64', entries: 512, levels: 4, endVpn: 2 ** 48 / pageBytes, hasHugeEntries: true}),
	/**
	 * What a 64-bit Linux leaves to a 32-bit process (IA32_PAGE_OFFSET); a 32-bit kernel keeps the last GiB for itself.
	 * Linux has huge entries only where tables have 512 entries (PAE).
	 */
	i386: withSpans({
		id: 'i386',
		entries: 1024,
		levels: 2,
		endVpn: 2 ** 32 / pageBytes - 2,
		hasHugeEntries: false,
	}),
};
