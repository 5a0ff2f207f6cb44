/**
 * What is assumed of memory where strace shows only calls. The model is small, and declared in docs/recordings.md.
 *
 * Image: exec gives a program text, data and a stack, and the dynamic linker its own text and data. strace shows none
 * of these, but it shows where the heap begins (the first brk), and the linker write-protecting the beginnings of
 * data that no call has mapped. The image is laid out around them; so it is settled when its exec is long past.
 *
 * Touches (`--touch light`): exec reads a page of text and writes a page of data and two of the stack; the first page
 * of what is mapped is read, or written if it is anonymous and may be written, and so is the first page that a heap
 * grows by; after a fork parent and child each write one page of stack. `--touch none`: nothing is ever touched.
 */

import {opFlags} from '../../machine/op.ts';
import type {ImageMapping} from '../../machine/program.ts';
import type {OpRow} from '../../machine/program-builder.ts';
import type {Layout} from './layout.ts';

const pageBytes = 4096;
type Sizes = {readonly text: number; readonly data: number};
/** Data is this much beyond what is write-protected. */
const programBytes: Sizes = {text: 16 * pageBytes, data: 4 * pageBytes};
const linkerBytes: Sizes = {text: 48 * pageBytes, data: pageBytes};
const stackBytes = 33 * pageBytes;
/** A heap begins at most this far above the data of its program: it is moved at random by up to 1 GiB. */
const heapDistanceMax = 2 ** 32;
/** No program is below; Linux: vm.mmap_min_addr. */
const lowestAddress = 2 ** 16;
const linkerPath = 'ld.so';

export type Draft = {-readonly [Name in keyof OpRow]: OpRow[Name]};

/** An exec whose image is not settled yet. */
export type AssumedImage = {
	readonly row: Draft;
	readonly path: string;
	/** Touches of text and data, whose addresses come with the image. */
	readonly touches: {readonly text: Draft; readonly data: Draft} | undefined;
	/** Where the heap begins, as far as calls have shown. */
	heap: number | undefined;
	/** Where data begins, and how much of it is write-protected once it is relocated: of the program, of the linker. */
	data: Range | undefined;
	linkerData: Range | undefined;
};

type Range = {readonly start: number; readonly end: number};

export function createImage(row: Draft, path: string, touches: AssumedImage['touches']): AssumedImage {
	return {row, path, touches, heap: undefined, data: undefined, linkerData: undefined};
}

/**
 * Takes what an mprotect of memory that nobody mapped says about the image, and returns the range that the image has
 * there; undefined where it says nothing.
 */
export function learnImage(image: AssumedImage, protectedRange: Range): Range | undefined {
	const {heap} = image;
	const {start} = protectedRange;
	const isProgram = heap !== undefined && start < heap && heap - start < heapDistanceMax;
	const slot = isProgram ? 'data' : 'linkerData';
	const whole = wholeRange(isProgram ? programBytes : linkerBytes, protectedRange);
	if (image[slot] !== undefined || whole.start < lowestAddress) {
		return undefined;
	}

	image[slot] = protectedRange;
	return whole;
}

function wholeRange({text, data}: Sizes, {start, end}: Range): Range {
	return {start: start - text, end: end + data};
}

/** Gives the exec its image, and its touches their addresses. */
export function settleImage(
	{row, path, touches, heap, data, linkerData}: AssumedImage,
	layout: Layout,
): void {
	const fits = (range: Range | undefined) =>
		range === undefined || range.end + programBytes.data <= layout.stackTop - stackBytes ? range : undefined;
	const program = fits(data);
	const linker = fits(linkerData);
	const start = program?.start ?? assumedData(heap, layout);
	row.image = [
		...segments(path, programBytes, program ?? {start, end: start}),
		...(linker === undefined ? [] : segments(linkerPath, linkerBytes, linker)),
		stackOf(layout),
	];
	if (touches !== undefined) {
		touches.text.address = start - pageBytes;
		touches.data.address = start;
	}
}

/** Below the heap, or at a fixed place where the heap says nothing. */
function assumedData(heap: number | undefined, {dataAddress}: Layout): number {
	const highest = (heap ?? 0) - programBytes.data;
	return highest - programBytes.text < lowestAddress ? dataAddress : highest - (highest % pageBytes);
}

function segments(file: string, sizes: Sizes, data: Range): ImageMapping[] {
	const {read, write, exec} = opFlags;
	const {start, end} = wholeRange(sizes, data);
	return [
		{address: start, length: sizes.text, flags: read | exec, file, offset: 0},
		{address: data.start, length: end - data.start, flags: read | write, file, offset: sizes.text},
	];
}

function stackOf({stackTop}: Layout): ImageMapping {
	return {
		address: stackTop - stackBytes,
		length: stackBytes,
		flags: opFlags.read | opFlags.write | opFlags.growsDown,
		offset: 0,
		name: '[stack]',
		filled: pageBytes,
	};
}

/** The touch of text or data; its address is settled with the image. */
export function imageTouch(op: 'read' | 'write'): OpRow {
	return {op, address: 0, length: pageBytes};
}

/** What exec leaves on the stack of a new program when it begins to run; the address is a distance below the top. */
export const stackTouch: OpRow = {op: 'write', address: 3 * pageBytes, length: 2 * pageBytes};

/** What parent and child write when fork returns to them; the address is a distance below the top. */
export const forkTouch: OpRow = {op: 'write', address: 2 * pageBytes, length: pageBytes};

/** Moves a touch of the stack to where the stack is. */
export function settleStackTouch(touch: Draft, {stackTop}: Layout): void {
	touch.address = stackTop - (touch.address ?? 0);
}

/** The touch that follows an mmap; undefined for what may not be touched. */
export function mapTouch({address, flags = 0, file}: OpRow): OpRow | undefined {
	if ((flags & (opFlags.read | opFlags.write)) === 0) {
		return undefined;
	}

	const isReadable = (flags & opFlags.read) !== 0;
	const isWritten = (flags & opFlags.write) !== 0 && (file === undefined || !isReadable);
	return {op: isWritten ? 'write' : 'read', address, length: pageBytes};
}

/** The touch that follows the growth of a heap. */
export function heapTouch(from: number): OpRow {
	return {op: 'write', address: Math.ceil(from / pageBytes) * pageBytes, length: pageBytes};
}
