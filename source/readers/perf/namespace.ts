/** What is known of a pid namespace: who is in it, in the order in which they were made. */

export type Namespace = {
	readonly members: number[];
	readonly isMember: Set<number>;
	/** Tasks that have been looked at, in the order in which they were made. */
	looked: number;
};

export type Namespaces = Map<number, Namespace>;

export function createNamespaces(): Namespaces {
	return new Map();
}
