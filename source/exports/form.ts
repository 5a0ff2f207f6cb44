/** What a form is: a way of writing an answer as a file, made from one of the answer's facets. */
import type {Machine} from '../machine/state.ts';

/** An answer as one object for programs. */
export type Data = {
	/** Of its shape: `maps` is `forkscope/maps@1`. */
	readonly name: string;
	/** The machine that it is about, whose workload and kernel stand in the header, and what limits the answer, a sentence each. */
	readonly of?: {readonly machine: Machine; readonly trust: readonly string[]};
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

/** An answer as boxes and what joins them. */
export type Graph = {
	readonly title: string;
	/** `memory` stands for pages that several processes hold, `table` for a page table. */
	readonly nodes: readonly {
		readonly id: string;
		readonly kind: 'process' | 'memory' | 'table';
		/** In lines. */
		readonly label: readonly string[];
	}[];
	readonly edges: readonly {readonly from: string; readonly to: string; readonly label?: string}[];
};

/** An answer as what processes did over time; times in microseconds. */
export type Trace = {
	readonly title: string;
	readonly processes: readonly {readonly pid: number; readonly name: string}[];
	readonly slices: readonly {
		readonly pid: number;
		readonly name: string;
		readonly startUs: number;
		readonly us: number;
		/** What it was about, in words. */
		readonly about: string;
	}[];
	/** Figures of a process at moments; the names of the values are the same at each. */
	readonly counters: readonly {
		readonly pid: number;
		readonly atUs: number;
		readonly values: Readonly<Record<string, number>>;
	}[];
};

/** An answer as gauges, each measured of several things that labels tell apart. */
export type Metric = {
	readonly name: string;
	/** What it is, a sentence without its full stop. */
	readonly help: string;
	/** The name ends in it, where there is one. */
	readonly unit?: 'bytes';
	readonly samples: readonly {readonly labels: Readonly<Record<string, string>>; readonly value: number}[];
};

/** An answer as curves. */
export type Plot = {
	readonly title: string;
	readonly xLabel: string;
	readonly yLabel: string;
	/** An axis of powers, where all its values are above 0; else it begins at 0. */
	readonly isLogX?: boolean;
	readonly isLogY?: boolean;
	readonly series: readonly {
		readonly name: string;
		readonly points: readonly (readonly [x: number, y: number])[];
	}[];
	/** Places of interest. */
	readonly marks?: readonly {readonly x: number; readonly y: number; readonly label: string}[];
};

/** An answer as bars, each the sum of parts. */
export type Bars = {
	readonly title: string;
	readonly unit: string;
	readonly parts: readonly string[];
	/** A value for each of the parts. */
	readonly bars: readonly {readonly name: string; readonly values: readonly number[]}[];
};

/** An answer as a page to look at: the tree at moments that a slider goes through, and charts below it. */
export type Page = {
	readonly title: string;
	/** What limits it and which moments it shows, a sentence each. */
	readonly notes: readonly string[];
	readonly names: readonly string[];
	readonly moments: readonly {
		readonly position: number;
		readonly text: string;
		/** `name` is an index into the names; memory is absent of zombies. */
		readonly rows: readonly {
			readonly pid: number;
			readonly depth: number;
			readonly name: number;
			readonly state: string;
			readonly ownBytes?: number;
			readonly sharedBytes?: number;
			readonly tableBytes?: number;
			readonly swappedBytes?: number;
		}[];
		/** Rows that found no room. */
		readonly more: number;
	}[];
	readonly plots: readonly Plot[];
	readonly bars: readonly Bars[];
};

/** An answer as pictures of a terminal one after another. */
export type Film = {
	readonly title: string;
	readonly columns: number;
	readonly rows: number;
	frames(): Iterable<{readonly seconds: number; readonly lines: readonly string[]}>;
};

/** The facets of an answer that there are; each is made only when a form asks for it. */
export type Content = {
	readonly graph?: () => Graph;
	readonly trace?: () => Trace;
	readonly metrics?: () => readonly Metric[];
	readonly plot?: () => Plot;
	readonly bars?: () => Bars;
	readonly page?: () => Page;
	readonly film?: () => Film;
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
