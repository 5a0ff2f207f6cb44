/** What this machine permits: the tools that are installed, and what the kernel lets them see. */
import {spawnSync} from 'node:child_process';
import {accessSync, constants, readFileSync} from 'node:fs';
import {UserError} from '../../machine/user-error.ts';
import type {Streams} from '../command.ts';
import {softFaults, type Target, tracepoints, type Way} from './plan.ts';

const tracepointFolders = ['/sys/kernel/tracing/events', '/sys/kernel/debug/tracing/events'];

/** The way that tells most of those that this machine permits; when it is only printed it does not matter what is installed. */
export function chooseWay({kind}: Target, env: Streams['env'], isOnlyPrinted: boolean): Way {
	const isPerfHere = isInstalled('perf', env);
	if (isPerfHere && tracepoints.every(mayRead)) {
		return 'perf';
	}

	if (kind === 'machine') {
		throw new UserError('All processes of the machine cannot be recorded here', {
			expected: 'perf, and its tracepoints to be readable (as root they are)',
		});
	}

	const isStraceHere = isInstalled('strace', env);
	if (isStraceHere && isPerfHere && mayRecordFaults(env)) {
		return 'both';
	}

	if (isOnlyPrinted || isStraceHere) {
		return 'strace';
	}

	throw new UserError('Neither perf nor strace can record here', {
		expected: 'perf with tracepoints that may be read, or strace, to be installed',
	});
}

/** Whether perf may count the page faults of one's own programs: settings and containers may forbid it. */
function mayRecordFaults(env: Streams['env']): boolean {
	const words = ['record', '-q', ...softFaults, '-o', '/dev/null', '--', 'true'];
	return spawnSync('perf', words, {stdio: 'ignore', env: {...env}}).status === 0;
}

export function isInstalled(tool: string, env: Streams['env']): boolean {
	return spawnSync(tool, ['--version'], {stdio: 'ignore', env: {...env}}).error === undefined;
}

/** Whether the kernel has the tracepoint and shows it to us. */
export function mayRead(name: string): boolean {
	return tracepointFolders.some((folder) => {
		try {
			accessSync(`${folder}/${name.replace(':', '/')}/id`, constants.R_OK);
			return true;
		} catch {
			return false;
		}
	});
}

/** The value of a setting of the kernel; undefined where it has none. */
export function readSetting(name: string): string | undefined {
	try {
		return readFileSync(`/proc/sys/kernel/${name}`, 'utf8').trim();
	} catch {
		return undefined;
	}
}
