/** `tree --stats`: the shape of a tree in figures, of a workload at a moment or of what pstree printed. */
import {readFile, stat} from 'node:fs/promises';
import {Readable} from 'node:stream';
import {viewMemory} from '../../analysis/memory/memory.ts';
import {readListing} from '../../analysis/pstree/listing.ts';
import type {PstreeProcess} from '../../analysis/pstree/process.ts';
import {pstreeRoot} from '../../analysis/pstree/root.ts';
import {type ShapeNode, shapeOf, shapeText} from '../../analysis/pstree/shape.ts';
import {findProcess} from '../../analysis/query/find-process.ts';
import {generationsSinceExec} from '../../inquiry/generations.ts';
import type {Machine} from '../../machine/state.ts';
import {UserError} from '../../machine/user-error.ts';
import {findWorkload} from '../../workloads/index.ts';

export type Opened = {
	/** What pstree would have printed, if that is what was read. */
	readonly listing?: readonly ShapeNode[];
	/** What was read from stdin, to be read again where it turns out to be a workload. */
	readonly stdin: Readable;
};

/** Looks whether a file or stdin holds a listing of pstree's; other inputs are left to be read as workloads. */
export async function openListing(name: string | undefined, stdin: Readable): Promise<Opened> {
	if (name === undefined || findWorkload(name) !== undefined) {
		return {stdin};
	}

	if (name === '-') {
		const chunks: Buffer[] = [];
		for await (const chunk of stdin) {
			chunks.push(Buffer.from(chunk));
		}

		const bytes = Buffer.concat(chunks);
		return {listing: listingIn(bytes), stdin: Readable.from([bytes])};
	}

	const size = await stat(name).then(
		(file) => (file.isFile() ? file.size : 0),
		() => 0,
	);
	return {listing: size === 0 || size > listingMax ? undefined : listingIn(await readFile(name)), stdin};
}

/** No listing is longer; what is needs no look. */
const listingMax = 2 ** 24;

function listingIn(bytes: Buffer): readonly ShapeNode[] | undefined {
	return bytes.length > listingMax ? undefined : readListing(bytes.toString('utf8'));
}

export function listingStats(listing: readonly ShapeNode[]): string {
	return shapeText(shapeOf(listing), true);
}

/** Of the tree that `tree` would print: below `pid` where one is given. */
export function machineStats(machine: Machine, pid: number | undefined): string {
	const task = pid === undefined ? undefined : findProcess(machine, pid);
	const root = pstreeRoot(viewMemory(machine), task);
	if (root === undefined) {
		throw new UserError('No process is left at this moment: choose an earlier one with --at.');
	}

	const generations = generationsSinceExec(machine);
	const start = pid === undefined ? root : (findBelow(root, pid) ?? root);
	return shapeText(shapeOf([shapeNode(start, generations)]), false);
}

function findBelow(node: PstreeProcess, pid: number): PstreeProcess | undefined {
	return node.pid === pid
		? node
		: node.children.map((child) => findBelow(child, pid)).find((found) => found !== undefined);
}

function shapeNode(process: PstreeProcess, generations: ReadonlyMap<number, number>): ShapeNode {
	return {
		name: process.comm,
		times: 1,
		threads: process.threads.length,
		generations: generations.get(process.pid) ?? 0,
		children: process.children.map((child) => shapeNode(child, generations)),
	};
}
