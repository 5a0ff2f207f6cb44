/** Starting programs: exec, what the dynamic loader then touches and protects, and a first heap. */
import {opFlags} from '../machine/op.ts';
import {type Actor, act, exec, growHeap, readPages, writePages} from './actor.ts';
import {type ProgramImage, type ProgramName, programs} from './images.ts';
import {type Layout, layOut, type PlacedFile, pageBytes, type Region} from './layout.ts';

/** What a running program knows of its own memory. */
export type Program = {readonly image: ProgramImage; readonly layout: Layout};

/** Replaces what the actor runs; `argv[0]` names the process, and `path` the file where several share an image. */
export function startProgram(
	actor: Actor,
	name: ProgramName,
	argv: readonly string[],
	path: string = programs[name].path,
): Program {
	const image: ProgramImage = {...programs[name], path};
	const layout = layOut(image, actor.scene.random, actor.scene.space);
	exec(actor, {comm: commOf(argv[0]), argv, image: layout.image});
	const {heap, mapBelow, stackPage} = layout;
	Object.assign(actor, {heapStart: heap, heapEnd: heap, mapBelow, stackPage});
	linkLibraries(actor, layout);
	readText(actor, layout, image.textRead);
	startHeap(actor, image);
	return {image, layout};
}

/** The file's name, of which Linux keeps 15 bytes; a login shell's argv has a hyphen before it. */
function commOf(argument: string): string {
	return argument
		.slice(argument.lastIndexOf('/') + 1)
		.replace(/^-/, '')
		.slice(0, 15);
}

/** The loader runs, relocates the data of each file (copies of cached pages come from that) and protects a part of it. */
function linkLibraries(actor: Actor, {program, others, stackPage}: Layout): void {
	const files = [...others, program];
	readPages(actor, files[others.length - 1].text.address, 3);
	writePages(actor, stackPage - pageBytes, 2);
	for (const file of files) {
		writePages(actor, file.relro.address, file.relro.pages + file.data.pages + (file.bss.pages > 0 ? 1 : 0));
	}

	for (const {relro} of files) {
		act(actor, {
			op: 'mprotect',
			address: relro.address,
			length: relro.pages * pageBytes,
			flags: opFlags.read,
		});
	}
}

/** Code is spread over the text: some pages of libc, a run of the program's own in two places. */
function readText(actor: Actor, {program, others}: Layout, pages: number): void {
	readRun(actor, others[others.length - 2], 24);
	readRun(actor, program, Math.ceil(pages / 2));
	readRun(actor, program, Math.floor(pages / 2));
}

/** Reads a run of pages of a file's text, somewhere in it. */
export function readRun(actor: Actor, {text}: PlacedFile, pages: number): void {
	const run = runOf(text, pages, actor.scene.random.fraction());
	readPages(actor, run.address, run.pages);
}

/** A run of `pages` pages in a region; `where` from 0 to 1 says how far up. */
export function runOf(region: Region, pages: number, where: number): Region {
	const fitting = Math.min(pages, region.pages);
	const first = Math.floor((region.pages - fitting) * where);
	return {address: region.address + first * pageBytes, pages: fitting};
}

function startHeap(actor: Actor, {heap, heapWritten}: ProgramImage): void {
	// The first brk only asks where the heap begins.
	act(actor, {op: 'brk', address: actor.heapEnd});
	const start = growHeap(actor, heap);
	writePages(actor, start, heapWritten);
}
