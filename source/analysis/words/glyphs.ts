/**
 * The marks that join a tree, in the three alphabets that pstree knows. Every mark is two or three columns wide,
 * whatever the number of bytes it takes.
 */

/** What stands where. The first four begin a line, the last two continue one. */
export type TreeGlyphs = {
	/** Below an ancestor that has no more children. */
	readonly gap: string;
	/** Below an ancestor that has. */
	readonly pass: string;
	/** In front of a child that has later siblings. */
	readonly branch: string;
	/** In front of the last child. */
	readonly last: string;
	/** Between a parent and its only child, on one line. */
	readonly only: string;
	/** Between a parent and the first of several children, on one line. */
	readonly first: string;
};

/** Switches a VT100 to its line-drawing characters and back. */
function drawn(letters: string): string {
	return `\u001B(0\u000F${letters}\u001B(B`;
}

export const treeGlyphs = {
	ascii: {gap: '  ', pass: '| ', branch: '|-', last: '`-', only: '---', first: '-+-'},
	unicode: {gap: '  ', pass: '│ ', branch: '├─', last: '└─', only: '───', first: '─┬─'},
	vt100: {
		gap: '  ',
		pass: `${drawn('x')} `,
		branch: drawn('tq'),
		last: drawn('mq'),
		only: drawn('qqq'),
		first: drawn('qwq'),
	},
} as const satisfies Record<string, TreeGlyphs>;

export type GlyphSet = keyof typeof treeGlyphs;
