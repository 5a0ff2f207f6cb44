/**
 * How much of a new stack exec filled. It writes arguments and environment at the top without taking faults, so that
 * only what is missing later tells: a page that is found absent was not filled, one that is found write-protected was.
 * Between the strings and what the program then pushes the kernel leaves a random gap of up to two pages, which
 * nobody ever touches; so the least that any exec of the recording can have filled is taken, unless there is proof of more.
 */
import type {ImageMapping} from '../../machine/program.ts';

const pageBytes = 4096;
/** Stacks grow by at most 8 MiB (RLIMIT_STACK). */
const stackBytesMax = 8 * 2 ** 20;

type Note = {readonly image: ImageMapping[]; atMost: number; atLeast: number};

/** The stack of an image to which nothing is added any more: the one that was looked at last. */
type Found = {readonly image: ImageMapping[]; readonly stack: ImageMapping | undefined};

export type StackNotes = {readonly notes: Map<ImageMapping[], Note>; latest: Found | undefined};

export function createStackNotes(): StackNotes {
	return {notes: new Map(), latest: undefined};
}

function isStack({name}: ImageMapping): boolean {
	return name === '[stack]';
}

function stackOf(found: StackNotes, image: ImageMapping[], isWhole: boolean): ImageMapping | undefined {
	if (!isWhole) {
		return image.find(isStack);
	}

	if (found.latest?.image !== image) {
		found.latest = {image, stack: image.find(isStack)};
	}

	return found.latest.stack;
}

/**
 * Takes a fault at `page` (byte address) by a process that runs on `image` or on a copy of it. `isWhole` says that nothing will be
 * added to the image.
 */
export function noteFault(
	found: StackNotes,
	image: ImageMapping[],
	{page, isPresent, isWhole}: {readonly page: number; readonly isPresent: boolean; readonly isWhole: boolean},
): void {
	const {notes} = found;
	const stack = stackOf(found, image, isWhole);
	if (stack === undefined) {
		return;
	}

	const end = stack.address + stack.length;
	if (page >= end || page < end - stackBytesMax) {
		return;
	}

	const note = notes.get(image) ?? {image, atMost: Number.POSITIVE_INFINITY, atLeast: 0};
	notes.set(image, note);
	if (!isPresent) {
		note.atMost = Math.min(note.atMost, end - page - pageBytes);
	} else if (end - page <= note.atMost) {
		note.atLeast = Math.max(note.atLeast, end - page);
	}
}

/** Writes into every image how much of its stack was filled. */
export function settleStacks({notes}: StackNotes, images: Iterable<ImageMapping[]>): void {
	const least = Math.min(...[...notes.values()].map(({atMost}) => Math.max(pageBytes, atMost)));
	const common = Number.isFinite(least) ? least : pageBytes;
	for (const image of images) {
		const note = notes.get(image);
		const proven = note === undefined || note.atLeast > note.atMost ? 0 : note.atLeast;
		const at = image.findIndex(isStack);
		if (at !== -1) {
			image[at] = {...image[at], filled: Math.max(common, proven)};
		}
	}
}
