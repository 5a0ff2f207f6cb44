/** The laws: what must hold in every state, and when all CPUs are done. check.ts looks at them. */

export type LawId =
	| 'freed table'
	| 'freed page'
	| 'freed slot'
	| 'table count'
	| 'double count'
	| 'lost reference'
	| 'swap count'
	| 'leak'
	| 'lost write'
	| 'foreign write'
	| 'open shared page'
	| 'deadlock'
	| 'waste'
	| 'rss drift'
	| 'out of ids';

export type Law = {
	readonly id: LawId;
	readonly summary: string;
	/** No error: it is reported beside the answer and does not end an exploration. */
	readonly isNote?: boolean;
	/** Not a law but a bound of the model. */
	readonly isBound?: boolean;
};

/** In this order they are looked at; the number of a law in a state is its place here, from 1. */
export const laws: readonly Law[] = [
	{id: 'freed table', summary: 'no table is used, or pointed at, after it was freed'},
	{id: 'freed page', summary: 'no frame is used, or mapped, after it was freed'},
	{id: 'freed slot', summary: 'no swap slot is used after it was freed'},
	{
		id: 'table count',
		summary: 'at the end a table’s count is the number of directory entries that point at it',
	},
	{
		id: 'lost reference',
		summary: 'at the end no frame is counted less often than entries and caches have it',
	},
	{id: 'double count', summary: 'at the end no frame is counted more often than entries and caches have it'},
	{
		id: 'swap count',
		summary: 'at the end a swap slot’s count is that of the entries and the cache that name it',
	},
	{id: 'leak', summary: 'at the end nothing is left that nobody uses'},
	{id: 'lost write', summary: 'an address space finds the word that it wrote last, or was given at fork'},
	{id: 'foreign write', summary: 'no address space finds a word that another wrote after they parted'},
	{id: 'open shared page', summary: 'at the end no private page can be written by one while another maps it'},
	{id: 'deadlock', summary: 'while a CPU has something to do, one of them can do it'},
	{id: 'waste', summary: 'no table or page is copied that nobody needs', isNote: true},
	{
		id: 'rss drift',
		summary: 'resident counters end as some serial order of the routines leaves them',
		isNote: true,
	},
	{id: 'out of ids', summary: 'the model has numbers left for new tables and frames', isBound: true},
];

export function lawNumber(id: LawId): number {
	return laws.findIndex((law) => law.id === id) + 1;
}

/** A broken law, and what broke it: the id of a table, frame, slot or address space. */
export type Broken = {readonly law: LawId; readonly subject: number};
