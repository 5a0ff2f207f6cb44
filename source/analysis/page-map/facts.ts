/** What there is to say of a cell of a page map, in a line. */
import {partOf} from '../../kernel/frames/folio.ts';
import {frameFlags, referencesOf} from '../../kernel/frames/frame.ts';
import type {Mm, Vpn} from '../../kernel/state/ids.ts';
import {isGuard, isSwapped, pteBits} from '../../kernel/state/pte.ts';
import {findHugeEntry} from '../../kernel/tables/huge.ts';
import {readEntry} from '../../kernel/tables/table.ts';
import {type MemoryView, pathsTo} from '../memory/memory.ts';
import {sharersOfSlots, slotAt} from '../memory/slots.ts';
import {kindOfFrame} from '../rows/frames.ts';
import {writeRight} from '../rows/write-right.ts';
import {addressText, exactCountText, plural} from '../words/text.ts';
import {changedCell, copiedCell, wordOf} from './cells.ts';
import {changeAt} from './changes.ts';
import {layLines, readLines} from './lines.ts';
import {addressOf, type PageMap, type Stretch, stretchOf} from './page-map.ts';
import {itemAt} from './places.ts';

/** The place that a cell begins with, and how many it stands for. */
export type PlaceRange = {readonly place: number; readonly count: number};

/** `#455, shared by 3 (4 5 6), write-protected`, or what several places are together. `pids` may be left out. */
export function factsText(
	view: MemoryView,
	map: PageMap,
	{place, count}: PlaceRange,
	pids: readonly number[] = [],
): string {
	const stretch = map.stretches[stretchOf(map, place)];
	if (count > 1) {
		return sumText(view, map, stretch, {place, count});
	}

	const facts = {
		pages: () => pageFacts(view, map, stretch, place, pids),
		entries: () => entryFacts(view, map, place, pids),
		frames: () => frameFacts(view, place, pids),
	}[map.of]();
	const change = changeTexts[changeAt(view.kernel, map, place)] ?? '';
	return [facts[0], change, ...facts.slice(1)].filter((fact) => fact !== '').join(', ');
}

const changeTexts: Readonly<Record<number, string>> = {
	[changedCell]: 'changed just now',
	[copiedCell]: 'copied just now',
};

/** `7f1c4ade3000 page 12 of [heap]`: pages and entries are counted from 0, as offsets are. */
export function whereText(map: PageMap, {place, count}: PlaceRange): string {
	if (map.of === 'frames') {
		return count === 1 ? `#${place}` : `#${place}-${place + count - 1}`;
	}

	const {first, name} = map.stretches[stretchOf(map, place)];
	const number = place - first;
	const [one, many] = map.of === 'pages' ? ['page', 'pages'] : ['entry', 'entries'];
	const numbers = count === 1 ? `${one} ${number}` : `${many} ${number}-${number + count - 1}`;
	return `${addressText(addressOf(map, place) ?? 0)} ${numbers} of ${name}`;
}

function pageFacts(
	view: MemoryView,
	map: PageMap,
	{mayWrite}: Stretch,
	place: number,
	pids: readonly number[],
): string[] {
	const {kernel} = view;
	const frame = itemAt(view, map, place);
	if (frame === 0) {
		return [whereElse(view, map.mm, place)];
	}

	const word = readEntry(kernel, map.mm, place);
	const isOpen = writeRight(kernel, map.mm, place) === 'yes';
	const isDirty = (word & pteBits.dirty) !== 0 || (kernel.frame.flags[frame] & frameFlags.dirty) !== 0;
	return [
		`#${frame}`,
		...holdersText(view, frame, pids),
		isOpen ? 'writable' : mayWrite === false ? 'read-only' : 'write-protected',
		isDirty ? 'dirty' : '',
		hugeText(view, map, place, frame),
	];
}

/** Where a page is that is not in memory. */
function whereElse(view: MemoryView, mm: Mm, vpn: Vpn): string {
	const {kernel} = view;
	if (isGuard(readEntry(kernel, mm, vpn))) {
		return 'a guard: every access is refused';
	}

	const slot = slotAt(kernel, mm, vpn);
	if (slot === 0) {
		return 'not in memory';
	}

	if (!isSwapped(readEntry(kernel, mm, vpn))) {
		const sharers = sharersOfSlots(view)[slot];
		return `in swap slot ${slot}${sharers > 1 ? `, which ${sharers} address spaces share` : ''}`;
	}

	const users = kernel.swap.users[slot];
	const isCached = kernel.swap.frame[slot] !== 0;
	return `in swap slot ${slot}${users > 1 ? `, which ${users} entries name` : ''}${isCached ? ', and in the swap cache' : ''}`;
}

/** Whether one entry maps the page with 511 others, or did so once. */
function hugeText({kernel}: MemoryView, map: PageMap, place: number, frame: number): string {
	if (findHugeEntry(kernel, map.mm, place) !== 0) {
		return 'in a huge page';
	}

	return partOf(kernel, frame) === 0 ? '' : 'of a huge page that was split';
}

function entryFacts(view: MemoryView, map: PageMap, place: number, pids: readonly number[]): string[] {
	const below = itemAt(view, map, place);
	return below === 0 ? ['empty'] : [`table #${below}`, sharedText(view.kernel.table.refs[below], pids)];
}

function frameFacts(view: MemoryView, frame: number, pids: readonly number[]): string[] {
	const references = referencesOf(view.kernel, frame);
	const by = pids.length === 1 ? `held by ${pids[0]}` : '';
	return references === 0
		? ['free']
		: [...holdersText(view, frame, pids), by, plural(references, 'reference')];
}

/** What it is for and how many share it; that private memory is shared says both. */
function holdersText(view: MemoryView, frame: number, pids: readonly number[]): string[] {
	const kind = kindOfFrame(view.kernel, frame);
	if (kind === 'zero page') {
		return [kind];
	}

	const shared = sharedText(pathsTo(view, frame), pids);
	return [kind === 'private memory' ? (shared === '' ? 'private' : '') : kind, shared];
}

const pidsMax = 8;

function sharedText(count: number, pids: readonly number[]): string {
	const more = pids.length > pidsMax ? ` and ${pids.length - pidsMax} more` : '';
	const who = pids.length === 0 ? '' : ` (${pids.slice(0, pidsMax).join(' ')}${more})`;
	return count > 1 ? `shared by ${exactCountText(count)}${who}` : '';
}

/** `3 private, 5 shared by others, 8 absent`: the most telling first. */
function sumText(view: MemoryView, map: PageMap, stretch: Stretch, {place, count}: PlaceRange): string {
	const alone: PageMap = {...map, stretches: [{...stretch, first: place, count}]};
	const cells = readLines(view, layLines(alone, count, 1), 0, 1, true);
	const counts = new Map<string, number>();
	for (const cell of cells.sort().reverse()) {
		const word = wordOf(cell) === 'shared by' ? 'shared' : wordOf(cell);
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}

	return [...counts].map(([word, number]) => `${exactCountText(number)} ${word}`).join(', ');
}
