/**
 * How a cell of the page map is drawn: as a block where the terminal has blocks and colours, as a letter or a digit elsewhere.
 * Shared pages are drawn on the scale of sharing, private ones at its beginning.
 */
import {type CellWord, cellKinds, glyphOf, sharersIn, wordOf} from '../../../analysis/page-map/cells.ts';
import type {Glyphs} from '../../text/glyphs.ts';
import type {Paint, Span} from '../../text/line.ts';
import {blockOf, sharedSteps, stepOf} from '../../text/sharing-scale.ts';
import type {Meaning} from '../../text/theme.ts';

const meanings: Readonly<Record<CellWord, Meaning>> = {
	absent: 'dim',
	guarded: 'error',
	'in swap': 'warning',
	zero: 'zero',
	file: 'file',
	device: 'dim',
	table: 'strong',
	private: 'private',
	huge: 'private',
	shmem: 'shared',
	'shared by': 'shared',
	changed: 'changed',
	copied: 'copied',
};

/** In place of the letters, where there are blocks; those of memory that is private or shared are the scale's. */
function blockOfWord({dot, swapped, tables}: Glyphs, word: CellWord): string {
	const blocks: Readonly<Partial<Record<CellWord, string>>> = {
		absent: dot,
		guarded: '╳',
		'in swap': swapped,
		zero: '□',
		file: '▤',
		device: '▥',
		table: tables,
		huge: '■',
		shmem: '▦',
		changed: '◇',
		copied: '◆',
	};
	return blocks[word] ?? '';
}

function hasBlocks({theme, glyphs}: Paint): boolean {
	return glyphs.hasBlocks && theme.isColoured;
}

/** One cell. */
export function signOf(paint: Paint, cell: number): readonly [sign: string, meaning: Meaning] {
	const word = wordOf(cell);
	const isScaled = word === 'private' || word === 'shared by';
	const step = stepOf(sharersIn(cell));
	const meaning = word === 'shared by' ? step.meaning : meanings[word];
	return hasBlocks(paint)
		? [isScaled ? blockOf(paint.glyphs, step) : blockOfWord(paint.glyphs, word), meaning]
		: [glyphOf(cell, paint.glyphs.dot), meaning];
}

/** What a sign means, for the line of heads: `o private`, or on the scale of sharing each step by itself. */
export function legendOf(paint: Paint, word: CellWord, text: string = word): Span[] {
	const {glyphs} = paint;
	if (hasBlocks(paint) && word === 'shared by') {
		return sharedSteps.flatMap((step, i): Span[] => [
			[`${i === 0 ? '' : ' '}${blockOf(glyphs, step)}`, step.meaning],
			[` ${step.words}`, 'header'],
		]);
	}

	const {glyph} = cellKinds[cellKinds.findIndex((kind) => kind.word === word)];
	const letter = word === 'absent' ? glyphs.dot : glyph;
	const block = word === 'private' ? blockOf(glyphs, stepOf(1)) : blockOfWord(glyphs, word);
	return [
		[hasBlocks(paint) ? block : letter, meanings[word]],
		[` ${text}`, 'header'],
	];
}
