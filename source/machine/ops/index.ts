/**
 * The registry of ops. Execution, the workload file, its documentation, the log and the refusals of kernels all go by it; a
 * new op is a file beside this one and its line here. The names are those of the workload file, in the order of its page.
 */

import {opFlags} from '../op.ts';
import type {Program} from '../program.ts';
import {brk} from './brk.ts';
import {cgroup} from './cgroup.ts';
import {clone} from './clone.ts';
import {comm} from './comm.ts';
import {evict} from './evict.ts';
import {exec} from './exec.ts';
import {exit} from './exit.ts';
import {fork} from './fork.ts';
import {limit} from './limit.ts';
import {madvise} from './madvise.ts';
import {mark} from './mark.ts';
import {mlock} from './mlock.ts';
import {mlockall} from './mlockall.ts';
import {mmap} from './mmap.ts';
import {mprotect} from './mprotect.ts';
import {mremap} from './mremap.ts';
import {munlock} from './munlock.ts';
import {munmap} from './munmap.ts';
import type {Op} from './op.ts';
import {read} from './read.ts';
import {reclaim} from './reclaim.ts';
import {returnFromCaller} from './return.ts';
import {run} from './run.ts';
import {setpgid} from './setpgid.ts';
import {setuid} from './setuid.ts';
import {sleep} from './sleep.ts';
import {spawn} from './spawn.ts';
import {start} from './start.ts';
import {userfault} from './userfault.ts';
import {vfork} from './vfork.ts';
import {wait} from './wait.ts';
import {write} from './write.ts';

export const ops = {
	start,
	fork,
	vfork,
	clone,
	spawn,
	exec,
	exit,
	return: returnFromCaller,
	wait,
	mmap,
	munmap,
	mprotect,
	madvise,
	mremap,
	brk,
	read,
	write,
	run,
	sleep,
	comm,
	setuid,
	setpgid,
	mlock,
	munlock,
	mlockall,
	userfault,
	limit,
	cgroup,
	evict,
	reclaim,
	mark,
} as const satisfies Readonly<Record<string, Op>>;
export type OpName = keyof typeof ops;

export const opNames = Object.keys(ops) as readonly OpName[];

/** Number of every op, as programs hold it. */
export const opKinds = Object.fromEntries(opNames.map((name) => [name, ops[name].kind])) as {
	readonly [Name in OpName]: number;
};

const namesByKind: OpName[] = [];
const opsByKind: Op[] = [];
for (const name of opNames) {
	namesByKind[ops[name].kind] = name;
	opsByKind[ops[name].kind] = inOneShape(ops[name]);
}

/** An op with all fields, those that it has not undefined: V8 finds them where they were for the op before, event by event. */
function inOneShape(op: Op): {readonly [Name in keyof Required<Op>]: Op[Name]} {
	const {kind, meaning, fields, required, value, target, text, run, words} = op;
	const {starts, isOfFile, isInMapping, isNoCall, needs, reaches} = op;
	return {
		kind,
		meaning,
		fields,
		required,
		value,
		target,
		text,
		run,
		words,
		starts,
		isOfFile,
		isInMapping,
		isNoCall,
		needs,
		reaches,
	};
}

/** One more than the largest kind. */
export const kindsEnd = opsByKind.length;

/** Name of an op kind, as in the workload file. */
export function opName(kind: number): OpName {
	return namesByKind[kind];
}

/** The op of that kind. */
export function opOf(kind: number): Op {
	return opsByKind[kind];
}

/** Kinds of ops that start a child which is like its parent at first; with posix_spawn, all that start a child. */
export const forkKinds: readonly number[] = kindsThat(({starts}) => starts === 'alike');
export const startKinds: readonly number[] = kindsThat(
	({starts}) => starts === 'alike' || starts === 'other',
);

/** By kind, as this is asked of every event. */
const isStart = Uint8Array.from({length: kindsEnd}, (_, kind) => (startKinds.includes(kind) ? 1 : 0));

/** Whether row `op` of a program starts a process; a thread is none, and forks nothing. */
export function startsProcess({kind, flags}: Pick<Program, 'kind' | 'flags'>, op: number): boolean {
	return isStart[kind[op]] === 1 && (flags[op] & opFlags.thread) === 0;
}

function kindsThat(isMeant: (op: Op) => boolean): readonly number[] {
	return opsByKind.filter(isMeant).map(({kind}) => kind);
}
