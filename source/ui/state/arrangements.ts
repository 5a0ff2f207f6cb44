/**
 * Arrangements: which panes stand together on a screen of which size. One has everything as far as it fits, the others are
 * for people with one question: what a server costs, what copy-on-write is, what a kernel does.
 */

/** Where a pane likes to be; panes of one place are tabs of one slot. */
export type Place =
	| 'tree'
	| 'maps'
	| 'tables'
	| 'frames'
	| 'pages'
	| 'log'
	| 'why'
	| 'statistics'
	| 'sharing';

/** A screen area is one slot, or is cut in parts side by side or one above the other, by weight. */
export type Area =
	| {readonly places: readonly Place[]}
	| {readonly cut: 'columns' | 'rows'; readonly parts: readonly (readonly [weight: number, area: Area])[]};

const beside = (...parts: readonly (readonly [weight: number, area: Area])[]): Area => ({
	cut: 'columns',
	parts,
});
const above = (...parts: readonly (readonly [weight: number, area: Area])[]): Area => ({cut: 'rows', parts});
const tabs = (...places: readonly Place[]) => ({places});

const tree = tabs('tree');
const maps = tabs('maps');
const memory = tabs('tables', 'frames', 'pages');
const events = tabs('log', 'why');
const figures = tabs('statistics', 'sharing');
const allButTree = tabs('maps', 'tables', 'frames', 'pages', 'statistics', 'sharing', 'log', 'why');
export const everything = tabs('tree', ...allButTree.places);

const stacked = above([11, tree], [8, allButTree]);

const stackedHigh = above(
	[14, tree],
	[12, tabs('maps', ...memory.places)],
	[8, tabs(...events.places, ...figures.places)],
);

const twoLow = beside([1, tree], [1, allButTree]);

const two = above(
	[23, beside([1, tree], [1, above([1, maps], [1, memory])])],
	[11, beside([1, events], [1, figures])],
);

const three = above(
	[
		36,
		beside(
			[84, tree],
			[116, above([18, maps], [18, beside([1, tabs('tables')], [1, tabs('frames', 'pages')])])],
		),
	],
	[18, beside([1, events], [1, figures])],
);

/** Everything at once: processes and the memory of the selected one, below it its parts and what made them, below that the run. */
const large = above(
	[24, beside([98, tree], [102, above([12, maps], [12, tabs('pages')])])],
	[14, beside([60, tabs('tables')], [62, tabs('frames')], [78, tabs('why')])],
	[17, beside([72, tabs('log')], [58, tabs('statistics')], [70, tabs('sharing')])],
);

/** Of two kernels side by side each half has the tree, the tables and the log, one above the other, and more where it is high. */
export const halves: Readonly<Record<'low' | 'high', Area>> = {
	low: above(
		[6, tabs('tree', 'maps')],
		[7, tabs('tables', 'frames', 'pages', ...figures.places)],
		[5, events],
	),
	high: above(
		[12, tree],
		[8, maps],
		[13, tabs('tables')],
		[11, tabs('frames', 'pages', ...figures.places)],
		[11, events],
	),
};

/** Areas by the kinds of a layout that have more than one slot; a lower variant where rows are few. */
type Areas = Readonly<Record<'stacked' | 'stackedHigh' | 'twoLow' | 'two' | 'three' | 'large', Area>>;

export type Arrangement = {
	/** What it is for, as the setup says it. */
	readonly title: string;
	readonly areas: Areas;
	/** Of panes that are tabs of one slot those that are seen first. */
	readonly first: readonly Place[];
};

/** Narrow screens, those from 100 columns on, and those from 160 by 40 cells on. */
function sized(narrow: Area, medium: Area, wide: Area): Areas {
	return {stacked: narrow, stackedHigh: narrow, twoLow: medium, two: medium, three: wide, large: wide};
}

const operator = sized(
	above([13, tree], [9, tabs('statistics', 'sharing', 'maps', ...memory.places, ...events.places)]),
	above([20, tree], [15, beside([1, figures], [1, tabs('maps', ...memory.places, ...events.places)])]),
	beside(
		[98, above([34, tree], [20, events])],
		[102, above([17, tabs('statistics')], [19, tabs('sharing')], [18, tabs('maps', ...memory.places)])],
	),
);

const teacher = sized(
	above([7, tabs('tree', 'maps', ...figures.places)], [8, memory], [6, events]),
	above(
		[13, beside([1, tabs('tree', 'maps')], [1, tabs('log')])],
		[21, beside([1, tabs('tables', 'frames')], [1, tabs('pages', 'why', ...figures.places)])],
	),
	beside(
		[98, above([16, tree], [22, tabs('tables')], [16, tabs('log')])],
		[102, above([22, tabs('frames')], [16, tabs('pages')], [16, tabs('why', 'maps', ...figures.places)])],
	),
);

const designer = sized(
	above(
		[12, tabs('tables', 'frames', 'pages', ...figures.places)],
		[9, tabs(...events.places, 'tree', 'maps')],
	),
	above(
		[19, beside([1, tabs('tables')], [1, tabs('statistics', 'sharing')])],
		[16, beside([1, tabs('log', 'why')], [1, tabs('tree', 'maps', 'frames', 'pages')])],
	),
	beside(
		[98, above([28, tabs('tables')], [26, tabs('log')])],
		[
			102,
			above(
				[16, tabs('statistics', 'sharing')],
				[12, tabs('why')],
				[12, tabs('frames', 'pages')],
				[14, tabs('tree', 'maps')],
			),
		],
	),
);

export const arrangements = {
	all: {
		title: 'everything',
		areas: {stacked, stackedHigh, twoLow, two, three, large},
		first: [],
	},
	operator: {
		title: 'processes, figures and sharing',
		areas: operator,
		first: ['tree', 'statistics', 'sharing', 'log', 'maps'],
	},
	teacher: {
		title: 'page tables and pages, and what each event does to them',
		areas: teacher,
		first: ['tree', 'tables', 'log', 'frames', 'pages', 'why'],
	},
	designer: {
		title: 'page tables and what the kernel does',
		areas: designer,
		first: ['tables', 'statistics', 'log', 'tree'],
	},
} as const satisfies Readonly<Record<string, Arrangement>>;
export type ArrangementName = keyof typeof arrangements;

export const arrangementNames = Object.keys(arrangements) as readonly ArrangementName[];

/** The panes in the order in which they are seen first. */
export function firstSeen(
	name: ArrangementName,
	panes: readonly {readonly id: string; readonly place: Place}[],
): readonly string[] {
	const {first}: Arrangement = arrangements[name];
	const wanted = first.flatMap((place) => panes.filter((pane) => pane.place === place).slice(0, 1));
	return [...wanted, ...panes.filter((pane) => !wanted.includes(pane))].map(({id}) => id);
}
