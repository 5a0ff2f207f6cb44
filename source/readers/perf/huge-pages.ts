/**
 * How the machine of a recording was set to huge pages: as it says itself, or as far as its faults prove it. A fault that fills 2 MiB is one
 * line like any other; what proves it is what is missing afterwards. Of each aligned 2 MiB inside private anonymous memory
 * that only such memory ever lay at: the write-protect fault of a page that nobody has been seen to touch says that it came
 * along with another; a second page that is found absent by the same process says that nothing came along.
 */

import {pageBytes, pagesInFolio} from '../../kernel/state/geometry.ts';
import type {HugePageMode} from '../../kernel/state/limits.ts';
import {adviceKinds, faultClasses, opFlags} from '../../machine/op.ts';
import type {Program} from '../../machine/program.ts';
import {type OpRow, opRow} from '../../machine/program-builder.ts';

export type HugePages = {
	/** Undefined where nothing is told or proved: then huge pages are where the program asks for them. */
	readonly mode?: HugePageMode;
	/** Faults that prove it; 0 where it is told. */
	readonly proofs: number;
	/** Pieces of 2 MiB of which one page was touched and nothing tells whether all came. */
	readonly undecided: number;
};

/** No mapping is followed beyond this many pieces of 2 MiB (1 TiB). */
const piecesMax = 2 ** 19;
/** Of a hundred proofs so many may be against it: pieces are unmapped in part, and what lay there comes back page by page. */
const tolerance = 0.01;

/**
 * `told` is what the recording says of its machine: a program that has turned huge pages off has none all the same. `opAt` gives
 * an op of which it is known as an object.
 */
export function judgeHugePages(
	program: Program,
	told?: HugePageMode,
	opAt: (i: number) => OpRow | undefined = () => undefined,
): HugePages {
	const pieces = new Map<number, Piece>();
	const count = {plain: {for: 0, against: 0}, asked: {for: 0, against: 0}};
	let latest: {readonly number: number; readonly piece: Piece} | undefined;
	for (let i = 0; i < program.count; i += 1) {
		const page = program.address[i] / pageBytes;
		if (program.fault[i] === 0) {
			noteOp(pieces, opAt(i) ?? opRow(program, i), page);
			continue;
		}

		const number = Math.floor(page / pagesInFolio);
		if (latest?.number !== number) {
			latest = {number, piece: pieceAt(pieces, number)};
		}

		const {piece} = latest;
		const isNew = see(piece, page % pagesInFolio);
		const kind = piece.isAsked ? count.asked : count.plain;
		if (piece.isWhole && !piece.isSpoiled) {
			const isProtected = program.fault[i] === faultClasses.protectedWrite;
			kind.for += isProtected && isNew ? 1 : 0;
			kind.against += !isProtected && piece.filledFor === program.pid[i] ? 1 : 0;
			piece.filledFor = isProtected ? piece.filledFor : program.pid[i];
		}
	}

	if (told !== undefined) {
		const isOff = isProved(told === 'always' ? reversed(count.plain) : reversed(count.asked));
		return isOff
			? {mode: 'never', proofs: count.plain.against + count.asked.against, undecided: 0}
			: {mode: told, proofs: 0, undecided: 0};
	}

	return decide(count.plain, count.asked, () => touchedOnce(pieces));
}

/** An aligned 2 MiB that was mapped whole, or touched otherwise. */
type Piece = {
	/** One mapping of private anonymous memory that may be written holds it as a whole: not what is reserved, and opened bit by bit. */
	isWhole: boolean;
	/** Something else was mapped here too, or a call has filled some of it or taken it elsewhere. */
	isSpoiled: boolean;
	/** madvise(HUGEPAGE) has asked for it. */
	isAsked: boolean;
	/** The last process that found a page absent here. */
	filledFor: number | undefined;
	/** A bit for each of its pages: somebody has touched it. */
	readonly seen: Uint8Array;
};

function pieceAt(pieces: Map<number, Piece>, at: number): Piece {
	const there = pieces.get(at);
	if (there !== undefined) {
		return there;
	}

	const seen = new Uint8Array(pagesInFolio / 8);
	const made = {isWhole: false, isSpoiled: false, isAsked: false, filledFor: undefined, seen};
	pieces.set(at, made);
	return made;
}

/** Notes that a page of the piece was touched; whether that is the first time. */
function see({seen}: Piece, page: number): boolean {
	const before = seen[page >> 3];
	seen[page >> 3] = before | (1 << (page & 7));
	return seen[page >> 3] !== before;
}

type Count = {readonly for: number; readonly against: number};

function isProved(count: Count): boolean {
	return count.for > 0 && count.against <= count.for * tolerance;
}

function reversed(count: Count): Count {
	return {for: count.against, against: count.for};
}

function decide(plain: Count, asked: Count, countUndecided: () => number): HugePages {
	if (isProved(plain)) {
		return {mode: 'always', proofs: plain.for, undecided: 0};
	}

	if (asked.against > 0 && asked.for === 0) {
		return {mode: 'never', proofs: asked.against, undecided: 0};
	}

	return {proofs: 0, undecided: plain.for === 0 && plain.against === 0 ? countUndecided() : 0};
}

function touchedOnce(pieces: ReadonlyMap<number, Piece>): number {
	let count = 0;
	for (const {isWhole, isSpoiled, isAsked, filledFor} of pieces.values()) {
		count += isWhole && !isSpoiled && !isAsked && filledFor !== undefined ? 1 : 0;
	}

	return count;
}

function noteOp(pieces: Map<number, Piece>, row: OpRow, page: number): void {
	const {op, flags = 0, file, length = 0, advice, newLength = 0} = row;
	const end = page + Math.ceil(length / pageBytes);
	switch (op) {
		case 'mmap': {
			const isPlain = file === undefined && (flags & (opFlags.shared | opFlags.device)) === 0;
			const isWritable = (flags & opFlags.write) !== 0;
			forEachPiece(pieces, page, end, (piece, isWhole) => {
				piece.isWhole = isPlain && isWritable && (isWhole || piece.isWhole);
				piece.isSpoiled ||= !isPlain;
				piece.filledFor = undefined;
			});
			break;
		}

		case 'madvise':
			forEachPiece(pieces, page, end, (piece) => {
				piece.isAsked ||= advice === adviceKinds.hugepage;
				piece.filledFor = undefined;
			});
			break;
		case 'mprotect':
			forEachPiece(pieces, page, end, (piece, isWhole) => {
				piece.isWhole = isWhole && (flags & opFlags.write) !== 0;
				piece.filledFor = undefined;
			});
			break;
		case 'munmap':
			forEachPiece(pieces, page, end, (piece) => {
				piece.filledFor = undefined;
			});
			break;
		case 'mremap': {
			const target = (row.to ?? row.address ?? 0) / pageBytes;
			forEachPiece(pieces, page, end, spoil);
			forEachPiece(pieces, target, target + Math.ceil(newLength / pageBytes), spoil);
			break;
		}

		case 'read':
		case 'write':
			forEachPiece(pieces, page, end, spoil);
			break;
		default:
	}
}

function spoil(piece: Piece): void {
	piece.isSpoiled = true;
}

/** Calls `change` for each piece that [start, end) touches, made where it is new, and whether it lies inside as a whole. */
function forEachPiece(
	pieces: Map<number, Piece>,
	start: number,
	end: number,
	change: (piece: Piece, isWhole: boolean) => void,
): void {
	const first = Math.floor(start / pagesInFolio);
	const last = Math.min(Math.ceil(end / pagesInFolio), first + piecesMax);
	for (let at = first; at < last; at += 1) {
		change(pieceAt(pieces, at), at * pagesInFolio >= start && (at + 1) * pagesInFolio <= end);
	}
}
