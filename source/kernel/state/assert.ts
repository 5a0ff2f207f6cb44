/** Assertions: a broken promise of this program itself, never something a simulated process or a user can cause. */

/** Thrown when the simulation contradicts itself; the command line turns it into exit code 70. */
export class KernelPanic extends Error {
	override name = 'KernelPanic';
}

/** Throws a KernelPanic that names the values in question unless `condition` holds. */
export function assert(
	condition: boolean,
	message: string,
	values: Readonly<Record<string, number | string | boolean>> = {},
): asserts condition {
	if (!condition) {
		const shown = Object.entries(values).map(([name, value]) => `${name}=${value}`);
		throw new KernelPanic([message, ...shown].join(' '));
	}
}
