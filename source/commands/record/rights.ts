/** What this machine permits: the tools that are installed, and what the kernel lets them see. */
import {spawnSync} from 'node:child_process';
import {accessSync, constants, readFileSync} from 'node:fs';
import process from 'node:process';
import {UserError} from '../../machine/user-error.ts';
import type {Streams} from '../command.ts';
import {softFaults, type Target, tracepoints, type Way, type Words} from './plan.ts';

const tracepointFolders = ['/sys/kernel/tracing/events', '/sys/kernel/debug/tracing/events'];

/** The way that tells most of those that this machine permits; when it is only printed it does not matter what is installed. */
export function chooseWay({kind}: Target, env: Streams['env'], isOnlyPrinted: boolean): Way {
	if (mayUseTracepoints(env)) {
		return 'perf';
	}

	if (kind === 'machine') {
		throw new UserError('All processes of the machine cannot be recorded here', {
			expected: `perf and its tracepoints, but ${whyNoTracepoints(env)}`,
		});
	}

	const isStraceHere = mayTrace(env);
	if (isStraceHere && mayRecord(softFaults, env)) {
		return 'both';
	}

	if (isOnlyPrinted || isStraceHere) {
		return 'strace';
	}

	throw cannotRecord(undefined, env);
}

/** That the tool that was asked for, or both, may not be used, and why. */
export function cannotRecord(asked: string | undefined, env: Streams['env']): UserError {
	switch (asked) {
		case 'perf':
			return new UserError('perf cannot record here', {
				expected: `its tracepoints, but ${whyNoTracepoints(env)}`,
			});
		case 'strace':
			return new UserError('strace cannot record here', {expected: `rights to it, but ${whyNoStrace(env)}`});
		default:
			return new UserError('Neither perf nor strace can record here', {
				expected: `one of them, but ${whyNoFaults(env)}, and ${whyNoStrace(env)}`,
			});
	}
}

/** Whether perf may record all that the kernel tells. It is tried, as containers and filters of calls may forbid what settings permit. */
export function mayUseTracepoints(env: Streams['env']): boolean {
	return tracepoints.every(mayRead) && mayRecord(['-e', tracepoints[0]], env);
}

function mayRecord(events: Words, env: Streams['env']): boolean {
	const words = ['record', '-q', ...events, '-o', '/dev/null', '--', 'true'];
	return spawnSync('perf', words, {stdio: 'ignore', env: {...env}}).status === 0;
}

/** Whether strace may trace what it starts. */
export function mayTrace(env: Streams['env']): boolean {
	return spawnSync('strace', ['-o', '/dev/null', 'true'], {stdio: 'ignore', env: {...env}}).status === 0;
}

const forbidden =
	'this container or a filter of calls forbids perf (Docker: --cap-add PERFMON --security-opt seccomp=unconfined)';
const isRoot = () => process.getuid?.() === 0;

/** Why perf may not record what the kernel tells, and what would help. */
export function whyNoTracepoints(env: Streams['env']): string {
	if (!isInstalled('perf', env)) {
		return 'perf is not installed';
	}

	if (tracepoints.every(mayRead)) {
		return forbidden;
	}

	return isRoot()
		? 'the kernel’s tracepoints are not there (mount -t tracefs tracefs /sys/kernel/tracing)'
		: 'the kernel’s tracepoints may be read by root only';
}

/** Why perf may not even record where programs fault, and what would help. */
export function whyNoFaults(env: Streams['env']): string {
	const paranoid = Number(readSetting('perf_event_paranoid') ?? 0);
	return isInstalled('perf', env) && !isRoot() && paranoid > 2
		? `kernel.perf_event_paranoid is ${paranoid}, and 2 would do`
		: isInstalled('perf', env)
			? forbidden
			: 'perf is not installed';
}

function whyNoStrace(env: Streams['env']): string {
	if (!isInstalled('strace', env)) {
		return 'strace is not installed';
	}

	return Number(readSetting('yama/ptrace_scope') ?? 0) > 1
		? `kernel.yama.ptrace_scope is ${readSetting('yama/ptrace_scope')}, and 1 would do`
		: 'this container or a filter of calls forbids ptrace (Docker: --cap-add SYS_PTRACE)';
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
