/** Times that flags give, such as --for 20s. */
import {UserError} from '../../machine/user-error.ts';

const units: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000};

/** Milliseconds of a time such as 20s. */
export function parseTime(text: string): number {
	const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
	const milliseconds = Number(number) * (units[unit] ?? Number.NaN);
	if (!(milliseconds > 0 && milliseconds < 2 ** 31)) {
		throw new UserError(`--for cannot be ${text}`, {
			expected: 'a time such as 20s, 500ms or 5m, up to 24 days',
		});
	}

	return milliseconds;
}
