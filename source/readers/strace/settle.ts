/** Rows get what was assumed of them: images, where stacks are, offsets of mappings; what did not happen is left out. */
import {opFlags} from '../../machine/op.ts';
import type {OpRow} from '../../machine/program-builder.ts';
import {type Draft, settleImage, settleStackTouch} from './image.ts';
import type {Layout} from './layout.ts';
import type {StraceState} from './state.ts';

/** The next `count` rows by what is known now, in order; they are not kept. */
export function* takeSettled(state: StraceState, count: number, layout: Layout): Generator<OpRow> {
	const rows = state.rows.splice(0, count);
	const isAll = state.rows.length === 0;
	const taken = new Set(isAll ? [] : rows);
	const isTaken = (row: Draft) => isAll || taken.has(row);
	for (const image of takeOut(state.images, ({row}) => isTaken(row))) {
		settleImage(image, layout);
	}

	for (const touch of takeOut(state.onStack, isTaken)) {
		settleStackTouch(touch, layout);
	}

	settleOffsets(state, isTaken);
	yield* happened(state, rows);
}

/** Removes those of a list that are meant, and returns them. */
function takeOut<Item>(list: Item[], isMeant: (item: Item) => boolean): Item[] {
	const meant = list.filter(isMeant);
	const rest = list.filter((item) => !isMeant(item));
	list.length = 0;
	for (const item of rest) {
		list.push(item);
	}

	return meant;
}

const pageBytes = 4096;

/** mmap2 counts its offset in pages. Versions of strace that show it so are told by one that is no multiple of a page. */
function settleOffsets(state: StraceState, isTaken: (row: Draft) => boolean): void {
	state.countsInPages ||= state.mmap2.some(({offset = 0}) => offset % pageBytes !== 0);
	for (const row of takeOut(state.mmap2, isTaken)) {
		if (state.countsInPages) {
			row.offset = row.offset === undefined ? undefined : row.offset * pageBytes;
		}
	}
}

/** The rows in order, without what did not happen, and with the execs that woke the parents of a vfork. */
function* happened({undone, unheard, limits}: StraceState, rows: readonly Draft[]): Generator<OpRow> {
	const execs = new Map(
		[...unheard].flatMap(
			([
				pid,
				{
					rows: [made],
				},
			]) => (blocks(made) ? [[made, pid]] : []),
		),
	);
	for (const row of rows) {
		if (!undone.delete(row)) {
			yield row;
		}

		const pid = execs.get(row);
		if (pid !== undefined) {
			limits.note('inferred-images');
			yield {op: 'exec', pid, comm: '?'};
		}
	}
}

/** Whether the parent sleeps until the child has exec'ed: it went on, so one that was never heard of has done so. */
function blocks({op, flags = 0}: OpRow): boolean {
	return op === 'vfork' || (op === 'clone' && (flags & opFlags.vfork) !== 0);
}
