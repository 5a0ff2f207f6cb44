/** What only the terminal can do, one thing at a time, however fast the keys come. */

/**
 * Something to call for each thing to do. While one is under way the others wait, and what is asked for again meanwhile is
 * done once. `fail` is told what a thing threw or rejected with.
 */
export function inTurn<Thing>(
	carryOut: (thing: Thing) => Promise<void> | void,
	fail: (error: Error) => void,
): (thing: Thing) => void {
	const asked = new Set<Thing>();
	const work = async (): Promise<void> => {
		// A set that grows is gone through to its new end.
		for (const thing of asked) {
			try {
				await carryOut(thing);
			} catch (error) {
				fail(error instanceof Error ? error : new Error(String(error)));
			} finally {
				asked.delete(thing);
			}
		}
	};

	return (thing) => {
		const isIdle = asked.size === 0;
		asked.add(thing);
		if (isIdle) {
			void work();
		}
	};
}
