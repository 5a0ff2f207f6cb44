/** Times and fractions as the screen writes them. */

/**
 * The clock: `140.271ms` in the first second, where microseconds count, then `00:12.480`, and `1:02:03.004` from an hour on.
 * Rounded to the nearest, as times are everywhere.
 */
export function clockText(timeUs: number): string {
	const us = Math.round(timeUs);
	if (us < 1_000_000) {
		return `${(us / 1000).toFixed(3)}ms`;
	}

	const ms = Math.round(timeUs / 1000);
	const seconds = Math.floor(ms / 1000);
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor(seconds / 60) % 60;
	const rest = `${two(minutes)}:${two(seconds % 60)}.${String(ms % 1000).padStart(3, '0')}`;
	return hours > 0 ? `${hours}:${rest}` : rest;
}

function two(number: number): string {
	return String(number).padStart(2, '0');
}

/** A fraction as `30%`. */
export function percentText(part: number, whole: number): string {
	return whole === 0 ? '0%' : `${Math.round((part / whole) * 100)}%`;
}
