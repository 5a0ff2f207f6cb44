/** What stands for one node: its name with what the switches add, and after it, with `-a`, its arguments. */

import type {PstreeFlags} from './flags.ts';
import {type Line, write, writeInvisible} from './line.ts';
import type {PstreeNode} from './nodes.ts';
import {escapeBytes, toBytes} from './process.ts';

const bold = '\u001B[1m';
const plain = '\u001B[0m';

/** `name(pid,pgid,user)`; with `-a` `name,pid,pgid,user`, and all of it in parentheses without a command line. */
export function writeLabel(line: Line, node: PstreeNode, flags: PstreeFlags, parentUid: number): void {
	const name = escapeBytes(node.name);
	const parts = labelParts(node, flags, parentUid);
	writeInvisible(line, node.isHighlighted ? bold : '');
	if (!flags.showArguments) {
		write(line, parts.length === 0 ? name : `${name}(${parts.join(',')})`);
	} else {
		const label = [name, ...parts].join(',');
		write(line, hasCommandLine(node) ? label : `(${label})`);
	}

	writeInvisible(line, node.isHighlighted ? plain : '');
}

function labelParts(node: PstreeNode, flags: PstreeFlags, parentUid: number): string[] {
	return [
		...(flags.showPids ? [String(node.pid)] : []),
		...(flags.showPgids ? [String(node.pgid)] : []),
		...(flags.showUsers && node.uid !== parentUid ? [node.user] : []),
	];
}

/** Threads pass for processes that have one; they only have no arguments. */
function hasCommandLine(node: PstreeNode): boolean {
	return node.kind === 'thread' || node.argv.length > 0;
}

/** What takes the place of the width with `-l`, for reading command lines only: stdio's buffer. */
const uncutBytes = 8192;

/** How much room an argument must leave for the dots in its place. */
const dotsRoom = 4;

/** The arguments that fit the line, and three dots for the rest. */
export function writeArguments(line: Line, node: PstreeNode): void {
	const pieces = node.argv.length === 0 ? [] : argumentPieces(node.argv, line.width);
	for (const [i, piece] of pieces.entries()) {
		const isLast = i === pieces.length - 1;
		write(line, isLast ? '' : ' ');
		if (line.length + 1 + lengthWhenEscaped(piece) > line.width - (isLast ? 0 : dotsRoom)) {
			write(line, '...');
			return;
		}

		write(line, escapeBytes(piece));
	}
}

/**
 * pstree reads a command line into W + 1 bytes, counts the runs of NUL bytes in it, and then prints as many strings
 * from the second on. Where everything fits, that is one more than there are arguments, and the last is empty; where
 * the end is missing, the last is what there is of it; and each empty argument leaves out one at the end.
 */
function argumentPieces(argv: readonly string[], width: number): string[] {
	const bytesMax = 1 + (width === Number.POSITIVE_INFINITY ? uncutBytes : width);
	const bytes = argv.map((argument) => `${toBytes(argument)}\0`).join('');
	const read = bytes.length < bytesMax ? bytes : bytes.slice(0, bytesMax - 1);
	const runs = read.match(/\0+/g)?.length ?? 0;
	return `${read}\0`.split('\0').slice(1, runs + 1);
}

/** As pstree foresees it: it does not know that a backslash takes two. */
function lengthWhenEscaped(bytes: string): number {
	return bytes.length + 3 * (bytes.match(/[^ -~]/g)?.length ?? 0);
}
