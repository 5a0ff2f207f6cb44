/** What steps do to frames, to the caches that hold them, and to swap slots. */
import {at, cacheBits, entryBits, fileField, frameField, globalField, slotField} from '../state.ts';
import {frameOffset, register, setRegister, slotOffset, type Turn, takeNext} from './turn.ts';

export function countFrame(turn: Turn, which: 'frame' | 'newFrame', by: number, isWaste: boolean): void {
	addToFrame(turn, register(turn, which), by);
	if (isWaste) {
		turn.state[globalField.waste] = 1;
	}
}

/** get_page() and put_page(): the last reference frees the frame. */
function addToFrame(turn: Turn, frame: number, by: number): void {
	turn.state[frameOffset(turn, frame, 'count')] += by;
}

/** swap_duplicate() and swap_free(). */
export function countSlot(turn: Turn, by: number): void {
	turn.state[slotOffset(turn, register(turn, 'slot'), 'count')] += by;
}

export function allocateFrame(turn: Turn): void {
	setRegister(turn, 'newFrame', createFrame(turn, 0));
}

function createFrame(turn: Turn, word: number): number {
	const frame = takeNext(turn, 'nextFrame');
	const {layout} = turn.race;
	turn.state[at.frame(layout, frame, frameField.count)] = 1;
	turn.state[at.frame(layout, frame, frameField.word)] = word;
	return frame;
}

export function copyFrame(turn: Turn): void {
	const word = turn.state[frameOffset(turn, register(turn, 'frame'), 'word')];
	turn.state[frameOffset(turn, register(turn, 'newFrame'), 'word')] = word;
}

/** The page of the file, with a reference: from the page cache, or read from disk into it. Atomic, under its own lock. */
export function findCached(turn: Turn, page: number): void {
	const {layout} = turn.race;
	const offset = at.file(layout, page, fileField.frame);
	if (turn.state[offset] === 0) {
		const frame = createFrame(turn, turn.state[at.file(layout, page, fileField.word)]);
		turn.state[at.frame(layout, frame, frameField.cache)] = cacheBits.file | page;
		turn.state[offset] = frame;
	}

	addToFrame(turn, turn.state[offset], 1);
	setRegister(turn, 'frame', turn.state[offset]);
}

/** can_share_swap_page(): result 1 if nobody but this entry and the swap cache has the frame, nor its slot. */
export function mayReuse(turn: Turn): void {
	const frame = register(turn, 'frame');
	const count = turn.state[frameOffset(turn, frame, 'count')];
	const cache = turn.state[frameOffset(turn, frame, 'cache')];
	const inSwapCache = (cache & cacheBits.swap) !== 0;
	const slotCount = inSwapCache ? turn.state[slotOffset(turn, cache & cacheBits.slot, 'count')] : 1;
	const isSole = (cache & cacheBits.file) === 0 && count === (inSwapCache ? 2 : 1) && slotCount === 1;
	setRegister(turn, 'result', isSole ? 1 : 0);
}

/** What cache the frame is in (result) and, if it is the swap cache, its slot. */
export function readCache(turn: Turn): void {
	const cache = turn.state[frameOffset(turn, register(turn, 'frame'), 'cache')];
	setRegister(turn, 'result', cache);
	if ((cache & cacheBits.swap) !== 0) {
		setRegister(turn, 'slot', cache & cacheBits.slot);
	}
}

/** set_page_dirty(), from the dirty bit of the entry that was taken. */
export function setDirty(turn: Turn): void {
	if ((register(turn, 'entry') & entryBits.dirty) !== 0) {
		turn.state[frameOffset(turn, register(turn, 'frame'), 'cache')] |= cacheBits.dirty;
	}
}

/** get_swap_page(): a slot with one reference. */
export function allocateSlot(turn: Turn): void {
	const slot = takeNext(turn, 'nextSlot');
	turn.state[at.slot(turn.race.layout, slot, slotField.count)] = 1;
	setRegister(turn, 'slot', slot);
}

/** add_to_swap_cache(): the cache has a reference of the frame and one of the slot. */
export function addToSwapCache(turn: Turn): void {
	const frame = register(turn, 'frame');
	const slot = register(turn, 'slot');
	addToFrame(turn, frame, 1);
	turn.state[slotOffset(turn, slot, 'count')] += 1;
	turn.state[slotOffset(turn, slot, 'frame')] = frame;
	turn.state[frameOffset(turn, frame, 'cache')] = cacheBits.swap | cacheBits.dirty | slot;
}

/** lookup_swap_cache(): result 1 and the frame with a reference, or result 0. */
export function findSwapCached(turn: Turn): void {
	const frame = turn.state[at.slot(turn.race.layout, register(turn, 'slot'), slotField.frame)];
	setRegister(turn, 'result', frame === 0 ? 0 : 1);
	if (frame !== 0) {
		addToFrame(turn, frame, 1);
		setRegister(turn, 'frame', frame);
	}
}

/** read_swap_cache_async(): the frame that holds the slot's word, with a reference; made where no other CPU was faster. */
export function readSwap(turn: Turn): void {
	findSwapCached(turn);
	if (register(turn, 'result') === 1) {
		return;
	}

	const slot = register(turn, 'slot');
	const frame = createFrame(turn, turn.state[slotOffset(turn, slot, 'word')]);
	turn.state[frameOffset(turn, frame, 'cache')] = cacheBits.swap | slot;
	turn.state[slotOffset(turn, slot, 'count')] += 1;
	turn.state[slotOffset(turn, slot, 'frame')] = frame;
	setRegister(turn, 'frame', frame);
	addToFrame(turn, frame, 1);
}

/** shrink_cache(): the first frame that its cache alone has and nobody holds locked, locked: result 1, or 0. */
export function findUnused(turn: Turn): void {
	const {layout} = turn.race;
	const byteOf = (frame: number, field: keyof typeof frameField) =>
		turn.state[at.frame(layout, frame, frameField[field])];
	setRegister(turn, 'result', 0);
	for (let frame = 1; frame < turn.state[globalField.nextFrame]; frame += 1) {
		if (byteOf(frame, 'count') === 1 && byteOf(frame, 'cache') !== 0 && byteOf(frame, 'lock') === 0) {
			turn.state[at.frame(layout, frame, frameField.lock)] = turn.cpu + 1;
			setRegister(turn, 'frame', frame);
			setRegister(turn, 'result', 1);
			return;
		}
	}
}

/** Writes the frame that its cache alone still has to disk or to its slot. */
export function writeOut(turn: Turn): void {
	const {layout, kinds} = turn.race;
	const frame = register(turn, 'frame');
	const word = turn.state[frameOffset(turn, frame, 'word')];
	const offset = frameOffset(turn, frame, 'cache');
	const id = turn.state[offset] & cacheBits.slot;
	if ((turn.state[offset] & cacheBits.swap) !== 0) {
		turn.state[slotOffset(turn, id, 'word')] = word;
	} else if (kinds[id] === 'shared') {
		turn.state[at.file(layout, id, fileField.word)] = word;
	}

	turn.state[offset] &= ~cacheBits.dirty;
}

/** Takes the frame out of its cache if nobody else has it and it is clean, and so frees it: one atomic step. */
export function dropFromCache(turn: Turn): void {
	const {layout} = turn.race;
	const frame = register(turn, 'frame');
	const cache = turn.state[frameOffset(turn, frame, 'cache')];
	const count = turn.state[frameOffset(turn, frame, 'count')];
	const isFree = count === 1 && (cache & cacheBits.dirty) === 0;
	setRegister(turn, 'result', isFree ? 1 : 0);
	if (!isFree) {
		return;
	}

	const id = cache & cacheBits.slot;
	if ((cache & cacheBits.swap) !== 0) {
		turn.state[slotOffset(turn, id, 'count')] -= 1;
		turn.state[at.slot(layout, id, slotField.frame)] = 0;
	} else {
		turn.state[at.file(layout, id, fileField.frame)] = 0;
	}

	turn.state[at.frame(layout, frame, frameField.cache)] = 0;
	turn.state[at.frame(layout, frame, frameField.lock)] = 0;
	turn.state[at.frame(layout, frame, frameField.count)] = 0;
}
