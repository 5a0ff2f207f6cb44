/**
 * What limits the answers about a program: what its recording has not shown, what was inferred instead, and what is
 * not simulated. Readers collect it and the header of a program carries it; a program without limits is exact.
 */

export const limitKinds = [
	'began-in-the-middle',
	'proven-pages',
	'lost-events',
	'cut-short',
	'cut-names',
	'followed',
	'partly-read',
	'not-simulated',
	'no-page-faults',
	'no-addresses',
	'out-of-reach',
	'assumed-touches',
	'inferred-faults',
	'memory-limit',
	'inferred-huge-pages',
	'inferred-swap',
	'undecided-huge-pages',
	'other-huge-pages',
	'inferred-mappings',
	'inferred-images',
	'inferred-forks',
	'inferred-threads',
	'inferred-order',
	'made-up-past',
	'made-up-beginning',
	'settled-faults',
	'unrecorded-processes',
	'unreadable-processes',
	'gone-processes',
	'restless-processes',
	'unread-memory',
	'shared-outside',
	'inferred-sharers',
	'assumed-pages',
	'assumed-tables',
	'unplaced-pages',
	'not-carried-over',
] as const;
export type LimitKind = (typeof limitKinds)[number];

export type Limit = {
	readonly kind: LimitKind;
	/** How many processes, events, calls, faults, execs or threads it is about. */
	readonly count: number;
	/** How many of each name, where things of several names are counted. */
	readonly names?: Readonly<Record<string, number>>;
};

/** Limits while they are being found: counts add up. */
export type LimitNotes = {
	note(kind: LimitKind, count?: number, name?: string): void;
	/** What was noted of it has turned out otherwise. */
	forget(kind: LimitKind): void;
	/** In the order of `limitKinds`. */
	list(): readonly Limit[];
};

/** Names beyond these are counted as "others", so that a hostile file cannot make the list long. */
const namesMax = 40;

export function createLimitNotes(): LimitNotes {
	const counts = new Map<LimitKind, number>();
	const names = new Map<LimitKind, Map<string, number>>();
	return {
		note(kind, count = 1, name) {
			counts.set(kind, (counts.get(kind) ?? 0) + count);
			if (name !== undefined) {
				const named = names.get(kind) ?? new Map<string, number>();
				const key = named.has(name) || named.size < namesMax ? name : 'others';
				names.set(kind, named.set(key, (named.get(key) ?? 0) + count));
			}
		},
		forget: (kind) => counts.delete(kind),
		list: () =>
			limitKinds.flatMap((kind) => {
				const count = counts.get(kind);
				const named = names.get(kind);
				return count === undefined || count <= 0
					? []
					: [{kind, count, ...(named === undefined ? {} : {names: Object.fromEntries(named)})}];
			}),
	};
}

/** The header with one limit more, where there is something to tell. */
export function withLimit<Header extends {readonly limits?: readonly Limit[]}>(
	header: Header,
	kind: LimitKind,
	count: number,
): Header {
	return count === 0 ? header : {...header, limits: [...(header.limits ?? []), {kind, count}]};
}
