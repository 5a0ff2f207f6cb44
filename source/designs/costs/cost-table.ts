/** What a cost table is: microseconds a unit of work, for one machine of its time. */
import type {WorkUnit} from '../../kernel/state/work.ts';
import {workUnitCount, workUnits} from '../../kernel/state/work.ts';

export type CostTable = {
	readonly id: string;
	readonly title: string;
	/** Where the figures come from and how they were fitted. */
	readonly source: string;
	/** Microseconds; a unit that is not listed costs nothing by itself. */
	readonly micros: Readonly<Partial<Record<WorkUnit, number>>>;
	/** What limits every time at these prices, a sentence each; absent where there is nothing. */
	readonly limits?: readonly string[];
};

/** The prices as an array by row of `kernel.work`, for the one multiplication an event. */
export function priceList(table: CostTable): Float64Array {
	const prices = new Float64Array(workUnitCount + 1);
	for (const [unit, price] of Object.entries(table.micros)) {
		prices[workUnits[unit as WorkUnit]] = price;
	}

	return prices;
}
