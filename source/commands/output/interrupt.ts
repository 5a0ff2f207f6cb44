/** Long work that Ctrl-C ends, with what has been found until then. */
import process from 'node:process';

/** What the shell is told when the user stopped it, as shells themselves do. */
export const stoppedByUser = 130;

/** Whether Ctrl-C ended it; the signal tells the work. */
export async function untilInterrupt(work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
	const stop = new AbortController();
	const onInterrupt = () => stop.abort();
	process.once('SIGINT', onInterrupt);
	try {
		await work(stop.signal);
	} finally {
		process.removeListener('SIGINT', onInterrupt);
	}

	return stop.signal.aborted;
}
