/** What a form is: a way of writing an answer as a file, made from one of the answer's facets. */
import type {Machine} from '../machine/machine.ts';

/** An answer as one object for programs. */
export type Data = {
	/** Of its shape: `maps` is `forkscope/maps@1`. */
	readonly name: string;
	/** The machine that it is about, whose workload and kernel stand in the header. */
	readonly of?: Machine;
	/** Behind the header. */
	readonly fields: Readonly<Record<string, unknown>>;
	/** Indented for the eye; otherwise each element of a field has a line, however large it is. */
	readonly isIndented?: boolean;
};

/** An answer as figures under heads. */
export type Table = {
	readonly heads: readonly string[];
	readonly rows: readonly (readonly (string | number)[])[];
	/** Columns of text stand at the left, by index. */
	readonly textColumns?: readonly number[];
	/** Lines below it, where a form has room for such. */
	readonly notes?: string;
};

/** An answer as lines with the escape codes of a terminal. */
export type Picture = {
	readonly lines: readonly string[];
	/** As wide as the longest line unless told. */
	readonly columns?: number;
	/** What it shows, in a sentence. */
	readonly title: string;
	/** The colours are for a light ground. */
	readonly isLight: boolean;
};

/** The facets of an answer that there are; each is made only when a form asks for it. */
export type Content = {
	readonly data?: () => Data;
	/** Figures as they are (`values`), or as people write them (`words`). */
	readonly table?: (cells: 'values' | 'words') => Table;
	readonly picture?: () => Picture;
};
export type Facet = keyof Content;

export type Form<Id extends string = string> = {
	/** The name of the flag's value, and the ending of the file. */
	readonly id: Id;
	/** For menus: `a picture (SVG)`. */
	readonly title: string;
	readonly takes: Facet;
	/** In parts, so that a long answer never has to be in memory as a whole. Nothing where the facet is missing. */
	write(content: Content): Iterable<string>;
};
