/** Numbers as the screen writes them: few digits, the same width whatever their size. */

/** `00:12.480`, or `1:02:03.004` from an hour on. */
export function clockText(timeUs: number): string {
	const ms = Math.floor(timeUs / 1000);
	const seconds = Math.floor(ms / 1000);
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor(seconds / 60) % 60;
	const rest = `${two(minutes)}:${two(seconds % 60)}.${String(ms % 1000).padStart(3, '0')}`;
	return hours > 0 ? `${hours}:${rest}` : rest;
}

function two(number: number): string {
	return String(number).padStart(2, '0');
}

/** `812`, `10.2k`, `3.4M`: at most five characters. */
export function countText(count: number): string {
	return count < 10_000 ? String(count) : scaled(count, 1000, ['k', 'M', 'G', 'T']);
}

/** `0`, `812K`, `1.2M`, `132M`, `3.4G`: at most five characters, as htop writes memory. */
export function sizeText(bytes: number): string {
	const kilobytes = bytes / 1024;
	return kilobytes === 0
		? '0'
		: kilobytes < 1000
			? `${Math.round(kilobytes)}K`
			: scaled(kilobytes, 1024, ['M', 'G', 'T']);
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

/** A fraction as `30%`. */
export function percentText(part: number, whole: number): string {
	return whole === 0 ? '0%' : `${Math.round((part / whole) * 100)}%`;
}
