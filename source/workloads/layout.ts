/** Layouts: where an exec puts the segments of a program and its libraries, as Linux and its loader do. */
import {opFlags} from '../machine/op.ts';
import type {ImageMapping} from '../machine/program.ts';
import {type ElfFile, libraries, loader, type ProgramImage} from './images.ts';
import type {Random} from './random.ts';
import type {Space} from './space.ts';

export const pageBytes = 4096;

/** A run of pages. */
export type Region = {readonly address: number; readonly pages: number};

/** An ELF file in an address space. */
export type PlacedFile = {
	readonly text: Region;
	/** What the loader fills in and then protects. */
	readonly relro: Region;
	readonly data: Region;
	readonly bss: Region;
};

export type Layout = {
	readonly image: readonly ImageMapping[];
	readonly program: PlacedFile;
	/** The libraries in the order of loading, then the loader. */
	readonly others: readonly PlacedFile[];
	/** Where the heap begins. */
	readonly heap: number;
	/** Mappings made later go below this. */
	readonly mapBelow: number;
	/** Lowest byte of the stack's top page. */
	readonly stackPage: number;
};

const stackPages = 33;
const {read, write, exec, growsDown, device} = opFlags;

/** Places everything; `random` is what address space randomisation draws from. */
export function layOut(image: ProgramImage, random: Random, space: Space): Layout {
	const mappings: ImageMapping[] = [];
	const start = image.address ?? space.program + random.below(2 ** space.randomBits) * pageBytes;
	const program = placeFile(mappings, image, start);
	const heap = endOf(program.bss) + random.below(2 ** 13) * pageBytes;

	let top = space.mapEnd - random.below(2 ** space.randomBits) * pageBytes;
	const placeBelow = (file: ElfFile) => {
		top -= spanOf(file) * pageBytes;
		return placeFile(mappings, file, top);
	};
	const dynamicLoader = placeBelow(loader);
	top = placeVdso(mappings, top);
	const others = [...image.libraries.map((name) => placeBelow(libraries[name])), dynamicLoader];
	return {
		image: mappings,
		program,
		others,
		heap,
		mapBelow: top,
		stackPage: placeStack(mappings, random, space),
	};
}

export function endOf({address, pages}: Region): number {
	return address + pages * pageBytes;
}

function spanOf({pages}: ElfFile): number {
	return pages.reduce((sum, count) => sum + count, 0);
}

function placeFile(mappings: ImageMapping[], {path, pages}: ElfFile, start: number): PlacedFile {
	const [headers, text, constants, relro, data, bss] = pages;
	let address = start;
	const map = (count: number, flags: number, file?: string): Region => {
		const region = {address, pages: count};
		if (count > 0) {
			const offset = file === undefined ? 0 : address - start;
			mappings.push({address, length: count * pageBytes, flags, offset, ...(file && {file})});
		}

		address = endOf(region);
		return region;
	};

	map(headers, read, path);
	const textRegion = map(text, read | exec, path);
	map(constants, read, path);
	const writable = map(relro + data, read | write, path);
	return {
		text: textRegion,
		relro: {address: writable.address, pages: relro},
		data: {address: writable.address + relro * pageBytes, pages: data},
		bss: map(bss, read | write),
	};
}

/** The kernel's own pages in every process: no memory of the process's. Returns what lies above. */
function placeVdso(mappings: ImageMapping[], top: number): number {
	const vdso = top - 2 * pageBytes;
	const vvar = vdso - 6 * pageBytes;
	mappings.push(
		{address: vdso, length: 2 * pageBytes, flags: read | exec | device, offset: 0, name: '[vdso]'},
		{address: vvar, length: 6 * pageBytes, flags: read | device, offset: 0, name: '[vvar]'},
	);
	return vvar;
}

/** exec has written the arguments and the environment to the top page. */
function placeStack(mappings: ImageMapping[], random: Random, {stackEnd, stackRandomBits}: Space): number {
	const end = stackEnd - random.below(2 ** stackRandomBits) * pageBytes;
	const length = stackPages * pageBytes;
	const flags = read | write | growsDown;
	mappings.push({address: end - length, length, flags, offset: 0, name: '[stack]', filled: pageBytes});
	return end - pageBytes;
}
