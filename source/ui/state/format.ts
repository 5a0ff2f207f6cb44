/** What can be taken along, and as what: the screen as it is seen or one pane in full, in files of four kinds. */

/** The screen as it is seen, or the name of a pane, which is written with all of its rows. */
export type Part = 'screen' | {readonly pane: string};

/** By the ending of the file's name. */
export const formats = {
	txt: 'text',
	ansi: 'text with the colours of a terminal',
	svg: 'a picture (SVG)',
	json: 'data (JSON)',
} as const;
export type Format = keyof typeof formats;

export function isFormat(name: string): name is Format {
	return Object.hasOwn(formats, name);
}

/** A name that says what the file shows: `build-op411-tree.svg`. */
export function proposedName(
	{title, position}: {readonly title: string; readonly position: number},
	part: Part,
	format: Format,
): string {
	const name = title.replaceAll(/[^\w.-]+/g, '-');
	return `${name}-op${position}${part === 'screen' ? '' : `-${part.pane}`}.${format}`;
}
