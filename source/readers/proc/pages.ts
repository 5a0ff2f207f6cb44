/** The pages of a process in columns, in address order: what pagemap says of each. */
import type {Area} from './areas.ts';
import type {ProcFolder} from './folder.ts';

/** own: anonymous, mapped here only · common: anonymous, mapped by others too · object: of a file or of shared memory. */
export const pageKinds = {own: 1, common: 2, object: 3, zero: 4} as const;

export type Pages = {
	readonly count: number;
	/** Page number of its address. */
	readonly page: Float64Array;
	/** pageKinds. */
	readonly kind: Uint8Array;
	/** Number of the frame, or of the slot in swap; 0 where that is not told. */
	readonly frame: Float64Array;
	/** Index of its area. */
	readonly area: Int32Array;
	/** Whether other page tables map it (clear: mapped exactly once). */
	readonly isElsewhere: Uint8Array;
	readonly isSwapped: Uint8Array;
	/** Whether it is a part of a huge page. */
	readonly isHuge: Uint8Array;
};

const highBits = {present: 2 ** 31, swapped: 2 ** 30, object: 2 ** 29, once: 2 ** 24} as const;
const frameHigh = 2 ** 23;
const lowSize = 2 ** 32;
/** Areas beyond these are read no further than there are pages, and not at all where nothing is resident. */
const areaMost = 2 ** 24;
const emptyMost = 2 ** 18;

/** Reads the pages of areas. Throws what the system says. */
export function readPages(folder: ProcFolder, task: string, areas: readonly Area[]): Pages {
	const room = areas.reduce((sum, {resident, swapped}) => sum + resident + swapped, 0);
	let columns = createPages(Math.ceil(room * 1.1) + 256);
	let count = 0;
	for (const [index, area] of areas.entries()) {
		const told = area.resident + area.swapped;
		const size = area.end - area.start;
		if ((told === 0 && size > emptyMost) || area.hugetlb > 0) {
			continue;
		}

		const most = size > areaMost ? told : size;
		folder.entries(task, area.start, area.end, most, (page, low, high) => {
			if (count === columns.page.length) {
				columns = grown(columns, count);
			}

			const isObject = (high & highBits.object) !== 0;
			const isElsewhere = (high & highBits.once) === 0;
			columns.page[count] = page;
			columns.area[count] = index;
			columns.frame[count] = (high % frameHigh) * lowSize + low;
			columns.kind[count] = isObject ? pageKinds.object : isElsewhere ? pageKinds.common : pageKinds.own;
			columns.isElsewhere[count] = isElsewhere ? 1 : 0;
			columns.isSwapped[count] = (high & highBits.swapped) === 0 ? 0 : 1;
			count += 1;
		});
	}

	return {...columns, count};
}

type PageColumns = Omit<Pages, 'count'>;

export const noPages: Pages = {...createPages(0), count: 0};

function createPages(room: number): PageColumns {
	return {
		page: new Float64Array(room),
		kind: new Uint8Array(room),
		frame: new Float64Array(room),
		area: new Int32Array(room),
		isElsewhere: new Uint8Array(room),
		isSwapped: new Uint8Array(room),
		isHuge: new Uint8Array(room),
	};
}

function grown(old: PageColumns, count: number): PageColumns {
	const columns = createPages(count * 2);
	for (const name of Object.keys(columns) as (keyof PageColumns)[]) {
		columns[name].set(old[name] as never);
	}

	return columns;
}
