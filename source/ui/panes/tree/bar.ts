/** The bar of a process: what it has for itself, what it shares, its own page tables, what of it is in swap. */
import type {TreeRow} from '../../../analysis/rows/tree.ts';
import {cellWidth} from '../../../analysis/words/cells.ts';
import {sizeText} from '../../../analysis/words/text.ts';
import {pageBytes} from '../../../kernel/state/geometry.ts';
import type {Glyphs} from '../../text/glyphs.ts';
import type {Span} from '../../text/line.ts';
import {blockOf, stepOf} from '../../text/sharing-scale.ts';
import type {Meaning} from '../../text/theme.ts';

/** In bytes. */
export type Parts = {
	readonly own: number;
	readonly shared: number;
	/** How many hold a page of `shared`, itself among them, in the mean. */
	readonly holders: number;
	readonly tables: number;
	readonly swapped: number;
};

/** Of a folded row: of all below it as one; undefined for threads and zombies, and where the sum is not there yet. */
export function partsOf(row: TreeRow): Parts | undefined {
	const {memory, subtree} = row;
	const figures = subtree ?? memory;
	if (figures === undefined || isSumAwaited(row)) {
		return undefined;
	}

	const {rssBytes, pssBytes, ussBytes, swappedBytes} = figures;
	const shared = rssBytes - ussBytes;
	const tables =
		subtree === undefined ? (memory?.ownTablePages ?? 0) : subtree.tablePages + subtree.topTablePages;
	return {
		own: ussBytes,
		shared,
		holders: shared === 0 ? 1 : shared / Math.max(1, pssBytes - ussBytes),
		tables: tables * pageBytes,
		swapped: swappedBytes,
	};
}

/** A folded row whose processes are too many to be counted together as long as things change. */
export function isSumAwaited({isFolded, subtree}: TreeRow): boolean {
	return isFolded && subtree === undefined;
}

type Piece = {
	readonly bytes: number;
	readonly glyph: string;
	readonly meaning: Meaning;
	readonly words: string;
};

function piecesOf(glyphs: Glyphs, {own, shared, holders, tables, swapped}: Parts): readonly Piece[] {
	const [alone, together] = [stepOf(1), stepOf(holders)];
	return [
		{bytes: own, glyph: blockOf(glyphs, alone), meaning: alone.meaning, words: 'own'},
		{
			bytes: shared,
			glyph: blockOf(glyphs, together),
			meaning: together.meaning,
			words: `shared by ${Math.round(holders)}`,
		},
		{bytes: tables, glyph: glyphs.tables, meaning: 'strong', words: 'tables'},
		{bytes: swapped, glyph: glyphs.swapped, meaning: 'warning', words: 'in swap'},
	];
}

/**
 * Exactly `cells` cells, which stand for `scale` bytes. Whole cells go to the parts that fill them, what is left over to those with
 * the largest rests; what is there at all has a cell.
 */
export function barOf(glyphs: Glyphs, parts: Parts, scale: number, cells: number): Span[] {
	const pieces = piecesOf(glyphs, parts);
	const perByte = cells / Math.max(1, scale, totalBytes(parts));
	const shares = pieces.map(({bytes}) => bytes * perByte);
	const sum = shares.reduce((all, share) => all + share, 0);
	const filled = sum === 0 ? 0 : Math.min(cells, Math.max(1, Math.round(sum)));
	const whole = shares.map(Math.floor);
	const missing = filled - whole.reduce((all, share) => all + share, 0);
	const ranked = shares
		.map((share, i) => ({i, rest: share - whole[i]}))
		.sort((left, right) => right.rest - left.rest);
	for (const {i} of ranked.slice(0, Math.max(0, missing))) {
		whole[i] += 1;
	}

	return [
		...pieces.map(({glyph, meaning}, i): Span => [glyph.repeat(whole[i]), meaning]),
		[' '.repeat(cells - filled), 'dim'],
	];
}

export function totalBytes({own, shared, tables, swapped}: Parts): number {
	return own + shared + tables + swapped;
}

/**
 * The bar in words, each part with its sign: `# 416K own = 15.9M shared by 9`. What there is none of is left out, and of the rest
 * what does not fit into `room` cells.
 */
export function barWords(glyphs: Glyphs, parts: Parts, room: number): string {
	return piecesOf(glyphs, parts)
		.filter(({bytes}) => bytes > 0)
		.map(({bytes, glyph, words}) => `${glyph} ${sizeText(bytes)} ${words}`)
		.reduce((text, part) => {
			const longer = text === '' ? part : `${text} ${part}`;
			return cellWidth(longer) <= room ? longer : text;
		}, '');
}
