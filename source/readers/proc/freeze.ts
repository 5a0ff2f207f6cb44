/** Stopping processes while they are read, so that all is of one moment. They go on afterwards, whatever happens. */
import process from 'node:process';
import type {Stat} from './process.ts';

/** A process stops when it comes to it; one that waits for a device may take too long. */
const looksMost = 200;

/** Children that are born while their parents are being stopped are found by looking again. */
export function whileStopped<Answer>(
	find: () => readonly Stat[],
	read: (stats: readonly Stat[]) => Answer,
): Answer {
	const stopped = new Set<number>();
	const goOn = () => {
		for (const pid of stopped) {
			signal(pid, 'SIGCONT');
		}
	};
	process.once('exit', goOn);
	try {
		for (let looks = 1; ; looks += 1) {
			const stats = find();
			const moving = stats.filter(({state}) => state !== 'Z' && !isStopped(state));
			const fresh = moving.filter(({pid}) => !stopped.has(pid));
			if (fresh.length === 0 && (moving.length === 0 || looks >= looksMost)) {
				return read(stats);
			}

			for (const {pid} of fresh) {
				stopped.add(pid);
				signal(pid, 'SIGSTOP');
			}
		}
	} finally {
		goOn();
		process.off('exit', goOn);
	}
}

/** One that was stopped before stays so. */
function isStopped(state: string): boolean {
	return state === 'T' || state === 't';
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
	try {
		process.kill(pid, name);
	} catch {
		// It is gone, or may not be stopped; reading it tells.
	}
}
