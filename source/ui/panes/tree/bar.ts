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

/** Of a folded row: of all below it as one; undefined for threads and zombies. */
export function partsOf({memory, subtree}: TreeRow): Parts | undefined {
	const figures = subtree ?? memory;
	if (figures === undefined) {
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

/** Exactly `cells` cells, which stand for `scale` bytes. What is too little for a cell is shown by its largest part. */
export function barOf(glyphs: Glyphs, parts: Parts, scale: number, cells: number): Span[] {
	const pieces = piecesOf(glyphs, parts);
	const perByte = cells / Math.max(1, scale);
	const total = totalBytes(parts);
	if (total > 0 && Math.round(total * perByte) === 0) {
		const [{glyph, meaning}] = pieces.toSorted((left, right) => right.bytes - left.bytes);
		return [
			[glyph, meaning],
			[' '.repeat(cells - 1), 'dim'],
		];
	}

	let bytes = 0;
	let used = 0;
	const spans = pieces.map((piece): Span => {
		bytes += piece.bytes;
		const length = Math.min(cells, Math.round(bytes * perByte)) - used;
		used += length;
		return [piece.glyph.repeat(length), piece.meaning];
	});
	return [...spans, [' '.repeat(cells - used), 'dim']];
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
