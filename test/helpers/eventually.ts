/** Waiting for states, never for a time: the limit is far above what a loaded machine needs, and only ends what hangs. */
import {vi} from 'vitest';

export const limitMs = 300_000;

/** Resolves once `check` does not throw any more; rejects with what it throws at last. */
export function eventually(check: () => void): Promise<void> {
	return vi.waitFor(check, {timeout: limitMs, interval: 5});
}
