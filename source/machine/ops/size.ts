/** Sizes and addresses as workload files write them: a number, or text such as "0x1000", "64K", "4M", "1G". */

const pattern = /^(0[xX][0-9a-fA-F]+|[0-9]+)([kKmMgG]?)$/;
/** Bytes of a unit, by its letter. */
export const sizeUnits: Readonly<Record<string, number>> = {k: 2 ** 10, m: 2 ** 20, g: 2 ** 30};

/** What they may be, in the words of JSON Schema. */
export const sizeSchema = {
	anyOf: [
		{type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER},
		{type: 'string', pattern: pattern.source},
	],
} as const;

/** The number of bytes, or undefined where the value is no size. */
export function parseSize(value: unknown): number | undefined {
	if (typeof value === 'number') {
		return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
	}

	const match = typeof value === 'string' ? pattern.exec(value) : null;
	if (match === null) {
		return undefined;
	}

	const bytes = Number(match[1]) * (sizeUnits[match[2].toLowerCase()] ?? 1);
	return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** An address as text, the way /proc and workload files show it. */
export function addressText(address: number): string {
	return `0x${address.toString(16)}`;
}
