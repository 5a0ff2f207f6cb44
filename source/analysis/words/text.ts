/** Numbers as text, the same wherever they are printed. */

/** `0`, `812K`, `1.2M`, `132M`, `3.4G`: at most five characters. */
export function sizeText(bytes: number): string {
	const kilobytes = bytes / 1024;
	if (kilobytes === 0) {
		return '0';
	}

	if (kilobytes < 1) {
		return `${bytes}B`;
	}

	return kilobytes < 1000 ? `${Math.round(kilobytes)}K` : scaled(kilobytes, 1024, ['M', 'G', 'T']);
}

/** `812`, `10.2k`, `3.4M`: at most five characters. */
export function countText(count: number): string {
	return count < 10_000 ? String(count) : scaled(count, 1000, ['k', 'M', 'G', 'T']);
}

/** A count to the last one, with its thousands separated: `12,400`. */
export function exactCountText(count: number): string {
	return Math.round(count).toLocaleString('en-US');
}

function scaled(number: number, step: number, units: readonly string[]): string {
	let value = number / step;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= step;
		unit += 1;
	}

	return `${value < 99.95 ? value.toFixed(1) : Math.round(value)}${units[unit]}`;
}

/** A time with three digits that count: `12.4 µs`, `3.21 ms`, `1.07 s`. */
export function timeText(us: number): string {
	const [value, unit] = us < 1000 ? [us, 'µs'] : us < 1_000_000 ? [us / 1000, 'ms'] : [us / 1_000_000, 's'];
	const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
	return `${value.toFixed(digits)} ${unit}`;
}

/** A time in at most five cells: `1.2µs`, `812µs`, `3.2ms`, `1.1s`. */
export function shortTimeText(us: number): string {
	const [value, unit] = us < 999.5 ? [us, 'µs'] : us < 999_500 ? [us / 1000, 'ms'] : [us / 1_000_000, 's'];
	return `${value < 9.95 ? value.toFixed(1) : Math.round(value)}${unit}`;
}

/** An address or a range end as /proc prints it: hexadecimal without 0x. */
export function addressText(address: number): string {
	return address.toString(16);
}

/** `1 page`, `3 pages`; the plural is given where it is not just an s, and how the number is written where it may be large. */
export function plural(
	count: number,
	one: string,
	many = `${one}s`,
	number: (count: number) => string = String,
): string {
	return `${number(count)} ${count === 1 ? one : many}`;
}

const pidsShown = 8;

/** The first pids, and how many more there are: `4 5 6 and 12 more`. */
export function pidsText(pids: readonly number[]): string {
	const more = pids.length > pidsShown ? ` and ${pids.length - pidsShown} more` : '';
	return `${pids.slice(0, pidsShown).join(' ')}${more}`;
}
