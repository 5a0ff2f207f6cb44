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

/** An image and the stack in it. */
type Stack = {readonly image: ImageMapping[]; readonly stack: ImageMapping | undefined};

export type StackNotes = {readonly notes: Map<ImageMapping[], Note>; latest: Stack | undefined};

export function createStackNotes(): StackNotes {
	return {notes: new Map(), latest: undefined};
}

function isStack({name}: ImageMapping): boolean {
	return name === '[stack]';
}

/** The stack of an image; the one that was looked at last is kept if `isWhole` says that nothing will be added to its image. */
export function stackOf(notes: StackNotes, image: ImageMapping[], isWhole: boolean): Stack {
	if (isWhole && notes.latest?.image === image) {
		return notes.latest;
	}

	const found = {image, stack: image.find(isStack)};
	notes.latest = isWhole ? found : notes.latest;
	return found;
}

/** Takes a fault at `page` (byte address) by a process that runs on an image or on a copy of it. */
export function noteFault(
	{notes}: StackNotes,
	{image, stack}: Stack,
	page: number,
	isPresent: boolean,
): void {
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
	let least = Number.POSITIVE_INFINITY;
	for (const {atMost} of notes.values()) {
		least = Math.min(least, Math.max(pageBytes, atMost));
	}

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
