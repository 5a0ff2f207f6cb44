/** Where an event is broken off: wherever something that can be seen has changed as the kernel counts its next piece of work. */
import type {Machine} from '../../machine/state.ts';
import {stepWatched} from '../../timeline/break-off.ts';
import type {Standing} from '../history/tally-between.ts';
import {faultsIn, type Page} from './faults.ts';
import {arePicturesEqual, type Picture, seenWorkIn, takePicture} from './picture.ts';

export type Break = {
	/** Before so many counts of work. */
	readonly counted: number;
	/** What was done by then, the piece that is counted here among it. */
	readonly standing: Standing;
	readonly page: Page | undefined;
	/** Since the break before, or since the page came into sight. */
	readonly before: Picture;
	readonly after: Picture;
};

export type Breaks = {
	readonly all: readonly Break[];
	/** There would be more. */
	readonly isCut: boolean;
};

/** Carries an event out until there are enough; `pages` are those of its faults. */
export function findBreaks(machine: Machine, pages: readonly Page[], most: number): Breaks {
	const {kernel} = machine;
	const all: Break[] = [];
	const faultsBefore = faultsIn(kernel.work.amount);
	let page: Page | undefined = pages[0];
	let before = takePicture(kernel, kernel.work.amount, page);
	let open: Omit<Break, 'standing'> | undefined;
	const close = (work: Float64Array): void => {
		if (open !== undefined) {
			all.push({...open, standing: {work: Float64Array.from(work), effects: kernel.effects.count}});
			before = {...before, work: seenWorkIn(work)};
			open = undefined;
		}
	};
	const isOver = stepWatched(machine, (counted, amount) => {
		close(amount);
		const next = pages[faultsIn(amount) - faultsBefore] ?? page;
		const isSame = next === page;
		page = next;
		const after = takePicture(kernel, amount, page);
		if (isSame && !arePicturesEqual(before, after)) {
			open = {counted, page, before, after};
		}

		before = after;
		return all.length === most;
	});
	close(kernel.work.amount);
	return {all, isCut: !isOver};
}
