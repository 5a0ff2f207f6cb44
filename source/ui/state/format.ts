/** What can be taken along, and as what: the screen as it is seen or one pane in full, in the forms of exports/. */

import {type FormId, formsOf} from '../../exports/index.ts';

/** The screen as it is seen, or the name of a pane, which is written with all of its rows. */
export type Part = 'screen' | {readonly pane: string};

/** Titles of the forms that a screen and a pane can be written in, by the ending of the file's name. */
export const formats: Readonly<Record<string, string>> = Object.fromEntries(
	formsOf('picture', 'data').map(({id, title}) => [id, title]),
);
export type Format = FormId;

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
	return `${name}-${position}${part === 'screen' ? '' : `-${part.pane}`}.${format}`;
}
