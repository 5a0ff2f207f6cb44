/** The marks that the screen is drawn with, in two alphabets of the same widths. */
import {type TreeGlyphs, treeGlyphs} from '../../analysis/words/glyphs.ts';

export type Glyphs = {
	readonly tree: TreeGlyphs;
	/** Frame of a pane: top left, top right, bottom left, bottom right, horizontal, vertical. */
	readonly box: readonly string[];
	/** Frame of the pane that has the keys. */
	readonly boxFocused: readonly string[];
	/** In place of what was cut. */
	readonly more: string;
	/** Eight heights. */
	readonly spark: readonly string[];
	/** Whether there are blocks and not only letters. */
	readonly hasBlocks: boolean;
	/** Memory by how many hold it, in the steps of the scale of sharing; page tables; and what is out of memory. */
	readonly sharing: readonly string[];
	readonly tables: string;
	readonly swapped: string;
	readonly bar: string;
	readonly barEmpty: string;
	/** Timeline: here, not known yet, and its two ends. */
	readonly time: {
		readonly here: string;
		readonly left: string;
		readonly start: string;
		readonly end: string;
		readonly mark: string;
	};
	readonly arrow: string;
	readonly times: string;
	readonly dot: string;
};

const unicode: Glyphs = {
	tree: treeGlyphs.unicode,
	box: ['┌', '┐', '└', '┘', '─', '│'],
	boxFocused: ['┏', '┓', '┗', '┛', '━', '┃'],
	more: '…',
	spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
	hasBlocks: true,
	sharing: ['█', '▓', '▒', '░'],
	tables: '▚',
	swapped: '▁',
	bar: '█',
	barEmpty: '░',
	time: {here: '●', left: '─', start: '├', end: '┤', mark: '┼'},
	arrow: '→',
	times: '×',
	dot: '·',
};

const ascii: Glyphs = {
	tree: treeGlyphs.ascii,
	box: ['+', '+', '+', '+', '-', '|'],
	boxFocused: ['#', '#', '#', '#', '=', '#'],
	more: '~',
	spark: ['_', '.', ',', '-', '=', 'o', 'O', '#'],
	hasBlocks: false,
	sharing: ['#', '=', '-', ':'],
	tables: 'T',
	swapped: 'w',
	bar: '#',
	barEmpty: '.',
	time: {here: 'O', left: '-', start: '[', end: ']', mark: '+'},
	arrow: '>',
	times: 'x',
	dot: '.',
};

export const glyphSets = {unicode, ascii} as const;

export type GlyphSetName = keyof typeof glyphSets;

export function findGlyphs(name: GlyphSetName): Glyphs {
	return glyphSets[name];
}
