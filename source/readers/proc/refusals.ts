/** Why a process that was asked for is not read: a sentence each, with what would help. */
import process from 'node:process';
import {UserError} from '../../machine/user-error.ts';
import type {ProcFolder} from './folder.ts';
import type {RunningProcess, Stat} from './process.ts';

export type Missing = 'unreadable-processes' | 'gone-processes';

/** What keeps a process from being read; undefined for what is no such thing. */
export function whyMissing(error: unknown): Missing | undefined {
	switch ((error as NodeJS.ErrnoException).code) {
		case 'EACCES':
		case 'EPERM':
			return 'unreadable-processes';
		case 'ENOENT':
		case 'ESRCH':
			return 'gone-processes';
		default:
			return undefined;
	}
}

export function refusal(folder: ProcFolder, {pid, comm}: Stat, kind: Missing, cause?: unknown): UserError {
	return kind === 'gone-processes'
		? new UserError(`The process ${pid} (${comm}) ended while it was read.`, {cause})
		: new UserError(`The process ${pid} (${comm}) may not be read`, {expected: whoMay(folder, pid), cause});
}

function whoMay(folder: ProcFolder, pid: number): string {
	const user = process.getuid?.();
	if (user === 0) {
		return 'one that root may read here: a container keeps those with more rights from its own root, and without CAP_SYS_PTRACE all of other users';
	}

	return userOf(folder, pid) === user
		? 'root (sudo): it is your own, but has more rights than you or forbids reading (PR_SET_DUMPABLE)'
		: 'one of your own, or the same command as its user or as root (sudo)';
}

function userOf(folder: ProcFolder, pid: number): number | undefined {
	const [, user] = /^Uid:\s+(\d+)/m.exec(textOf(folder, `${pid}/status`)) ?? [];
	return user === undefined ? undefined : Number(user);
}

/** Empty where it is not there or may not be read. */
function textOf(folder: ProcFolder, name: string): string {
	try {
		return folder.text(name);
	} catch {
		return '';
	}
}

/** Throws for a process that was asked for and that nobody here may look into. */
export function requireReadable(folder: ProcFolder, stat: Stat): void {
	try {
		folder.text(`${stat.pid}/maps`);
	} catch (error) {
		const kind = whyMissing(error);
		throw kind === undefined ? error : refusal(folder, stat, kind, error);
	}
}

/** Of a pid that is not in the folder: of a thread, of a process that is hidden, or of none. */
export function absence(folder: ProcFolder, pid: number): UserError {
	const [, owner] = /^Tgid:\s+(\d+)/m.exec(textOf(folder, `${pid}/status`)) ?? [];
	if (owner !== undefined && Number(owner) !== pid) {
		return new UserError(`${pid} is a thread of the process ${owner}`, {expected: `pid:${owner}`});
	}

	if (isHidden(folder, pid)) {
		return new UserError(`The process ${pid} is hidden from you: /proc is mounted with hidepid`, {
			expected: 'one of your own, or the same command as its user or as root (sudo)',
		});
	}

	return new UserError(`There is no process ${pid}`, {
		expected:
			folder.isLive && !folder.isOurs
				? 'a pid as that /proc shows it: it belongs to another pid namespace'
				: 'the pid of one that runs (pgrep NAME finds it)',
	});
}

/** Throws where the pids of the folder mean other processes to this one, or none. */
export function requireOurs({isLive, isOurs}: ProcFolder, what: string): void {
	if (isLive && !isOurs) {
		throw new UserError(
			`${what} needs pids that mean the same here, but /proc belongs to another pid namespace`,
			{
				expected: 'a /proc that is mounted for this one (unshare --mount-proc)',
			},
		);
	}
}

/** Whether there is a process that the folder does not show. */
export function isHidden(folder: ProcFolder, pid: number): boolean {
	if (!folder.isOurs || textOf(folder, `${pid}/stat`) !== '') {
		return false;
	}

	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** Of one that has ended, and that no process which is read has as its child. */
export function hasEnded({pid, comm, parent}: Stat): UserError {
	return new UserError(
		`The process ${pid} (${comm}) has ended and has no memory left: only its parent ${parent} has not asked yet how it ended.`,
	);
}

/** Throws for a process without memory of its own that has not ended. */
export function refuseWithoutMemory({pid, comm, state, areas}: RunningProcess): void {
	if (areas.length === 0 && state !== 'Z') {
		throw new UserError(
			`The process ${pid} (${comm}) is a thread of the kernel: it has no memory of its own.`,
		);
	}

	if (areas.some(({pageKb, hugetlb}) => pageKb !== 4 && hugetlb === 0)) {
		throw new UserError(`The process ${pid} (${comm}) has pages of another size than 4 KiB.`);
	}
}
