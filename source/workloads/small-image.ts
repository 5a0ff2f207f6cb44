/** Small images: programs as they lay in the memory of a PC around the year 2000, on 32-bit page tables. */
import {opFlags} from '../machine/op.ts';
import type {ImageMapping} from '../machine/program.ts';
import {type Actor, act, exec, growHeap, readPages, writePages} from './actor.ts';
import {pageBytes} from './layout.ts';

/** Sizes in pages. */
export type SmallFile = {readonly path: string; readonly text: number; readonly data: number};
export type SmallImage = SmallFile & {
	/** Heap that the program has written when it is up. */
	readonly heap: number;
	/** None for a program that is linked statically. */
	readonly libraries?: readonly SmallFile[];
};

const programAddress = 0x08_04_80_00;
const libraryAddress = 0x40_00_00_00;
const stackEnd = 0xbf_ff_f0_00;
const stackPages = 8;
const {read, write, exec: execute, growsDown} = opFlags;

/** Replaces what the actor runs and lets it start up: it reads half its text and writes its data, heap and stack. */
export function startSmallProgram(actor: Actor, image: SmallImage, argv: readonly string[]): void {
	const files = [image, ...(image.libraries ?? [])];
	const mappings = files.flatMap((file, i) => fileMappings(file, addressOf(files, i)));
	const stack = {address: stackEnd - stackPages * pageBytes, length: stackPages * pageBytes, offset: 0};
	const stackFlags = read | write | growsDown;
	mappings.push({...stack, flags: stackFlags, name: '[stack]', filled: pageBytes});
	exec(actor, {comm: argv[0].slice(0, 15), argv, image: mappings});
	const heap = programAddress + (image.text + image.data) * pageBytes;
	Object.assign(actor, {heapStart: heap, heapEnd: heap, mapBelow: 0xa0_00_00_00});
	actor.stackPage = stackEnd - pageBytes;
	for (const [i, file] of files.entries()) {
		const address = addressOf(files, i);
		readPages(actor, address, Math.ceil(file.text / 2));
		writePages(actor, address + file.text * pageBytes, file.data);
	}

	writePages(actor, actor.stackPage - pageBytes, 2);
	startHeap(actor, image.heap);
}

/** Where the writable data of the program and of each library begins. */
export function dataAddresses(image: SmallImage): readonly number[] {
	const files = [image, ...(image.libraries ?? [])];
	return files.map(({text}, i) => addressOf(files, i) + text * pageBytes);
}

/** The program at its own address, the libraries one above the other. */
function addressOf(files: readonly SmallFile[], i: number): number {
	const below = files.slice(1, i).reduce((sum, {text, data}) => sum + text + data, 0);
	return i === 0 ? programAddress : libraryAddress + below * pageBytes;
}

function fileMappings({path, text, data}: SmallFile, address: number): ImageMapping[] {
	const textLength = text * pageBytes;
	return [
		{address, length: textLength, flags: read | execute, file: path, offset: 0},
		{
			address: address + textLength,
			length: data * pageBytes,
			flags: read | write,
			file: path,
			offset: textLength,
		},
	];
}

function startHeap(actor: Actor, pages: number): void {
	if (pages > 0) {
		// The first brk only asks where the heap begins.
		act(actor, {op: 'brk', address: actor.heapEnd});
		writePages(actor, growHeap(actor, pages), pages);
	}
}
