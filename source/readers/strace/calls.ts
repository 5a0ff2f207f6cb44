/** Which ops the system calls of strace come to that concern only the process that makes them. */

import {userfaultBits} from '../../kernel/index.ts';
import type {AdviceName} from '../../machine/op.ts';
import {adviceKinds, opFlags} from '../../machine/op.ts';
import type {OpRow} from '../../machine/program-builder.ts';
import type {Call} from './call.ts';
import {argument, hasSucceeded, numberAt, parseString, plainText} from './call.ts';
import type {ChildEnd} from './line.ts';

/** How a wait that reaped a child says that it ended; undefined where it only stopped or went on, or nothing is said. */
export function waitedEnd(status: string): ChildEnd | undefined {
	const signal = /WTERMSIG\(s\) == (SIG\w+)/.exec(status)?.[1];
	const code = /WEXITSTATUS\(s\) == (\d+)/.exec(status)?.[1];
	if (signal !== undefined) {
		return {signal};
	}

	return code === undefined ? undefined : {code: Number(code)};
}

/** Whether a set of flags, by name or (with -X raw) as a number, has one. */
export function hasFlag(text: string, name: string, bit: number): boolean {
	return text.includes(name) || ((Number(/^(?:0x[0-9a-f]+|\d+)/.exec(text)?.[0] ?? 0) | 0) & bit) !== 0;
}

function rights(text: string): number {
	return (
		(hasFlag(text, 'PROT_READ', 1) ? opFlags.read : 0) |
		(hasFlag(text, 'PROT_WRITE', 2) ? opFlags.write : 0) |
		(hasFlag(text, 'PROT_EXEC', 4) ? opFlags.exec : 0)
	);
}

type Range = {readonly address: number; readonly length: number};

function range(call: Call): Range | undefined {
	const address = numberAt(call, 0);
	const length = numberAt(call, 1);
	const isRange = address !== undefined && length !== undefined && address >= 0 && length >= 0;
	return isRange ? {address, length} : undefined;
}

/** Ops of a call that succeeded, without pid; none for calls that change nothing that is replayed. */
export function callOps(call: Call): readonly OpRow[] {
	const reader = Object.hasOwn(readers, call.name) ? readers[call.name] : undefined;
	return reader === undefined || !hasSucceeded(call) ? [] : reader(call, call.result ?? 0);
}

const readers: Readonly<Record<string, (call: Call, result: number) => readonly OpRow[]>> = {
	mmap: readMmap,
	mmap2: readMmap,
	old_mmap: readMmap,
	munmap(call) {
		const where = range(call);
		return where === undefined ? [] : [{op: 'munmap', ...where}];
	},
	mprotect: readMprotect,
	pkey_mprotect(call) {
		const key = numberAt(call, 3);
		const rows = readMprotect(call);
		return key === undefined || key < 0 || key > 15 ? rows : rows.map((row) => ({...row, key}));
	},
	ioctl: readUserfault,
	madvise(call) {
		const where = range(call);
		const advice = adviceOf(argument(call, 2));
		return where === undefined || advice === undefined ? [] : [{op: 'madvise', ...where, advice}];
	},
	mremap(call, result) {
		const where = range(call);
		const newLength = numberAt(call, 2);
		if (where === undefined || newLength === undefined) {
			return [];
		}

		const stays = hasFlag(argument(call, 3), 'MREMAP_DONTUNMAP', 4);
		const left: OpRow = {op: 'mmap', ...where, flags: opFlags.read | opFlags.write};
		return [{op: 'mremap', ...where, newLength, to: result}, ...(stays ? [left] : [])];
	},
	brk: (_, result) => [{op: 'brk', address: result}],
	setuid: readSetuid,
	setreuid: readSetuid,
	setresuid: readSetuid,
	setpgid(call) {
		const pid = numberAt(call, 0);
		const pgid = numberAt(call, 1);
		return pid === undefined || pgid === undefined || !isId(pid) || !isId(pgid)
			? []
			: [{op: 'setpgid', ...(pid === 0 ? {} : {pid}), ...(pgid === 0 ? {} : {pgid})}];
	},
	setsid: () => [{op: 'setpgid'}],
	prctl(call) {
		const comm = argument(call, 0).includes('PR_SET_NAME') ? parseString(argument(call, 1)) : undefined;
		return comm === undefined ? [] : [{op: 'comm', comm}];
	},
};

/** Numbers of advice, which -X raw shows, and a strace that is older than the advice. */
const rawAdvice: Readonly<Record<string, string>> = {
	'0': 'normal',
	'0x1': 'random',
	'0x2': 'sequential',
	'0x3': 'willneed',
	'0x4': 'dontneed',
	'0x8': 'free',
	'0xa': 'dontfork',
	'0xb': 'dofork',
	'0xe': 'hugepage',
	'0xf': 'nohugepage',
	'0x10': 'dontdump',
	'0x11': 'dodump',
	'0x12': 'wipeonfork',
	'0x13': 'keeponfork',
	'0x14': 'cold',
	'0x15': 'pageout',
	'0x16': 'populate_read',
	'0x17': 'populate_write',
	'0x19': 'collapse',
	'0x66': 'guard_install',
	'0x67': 'guard_remove',
};

/** Advice by name, as in `dontneed`; the number where it has none that is known. */
export function adviceName(text: string): string {
	const name = /MADV_(\w+)/.exec(text)?.[1].toLowerCase();
	const number = /^(?:0x[\da-f]+|\d+)/.exec(text)?.[0] ?? '';
	return name ?? rawAdvice[number] ?? number;
}

/** The advice's number in a program; undefined for advice that ops do not know. */
function adviceOf(text: string): number | undefined {
	const name = adviceName(text);
	return Object.hasOwn(adviceKinds, name) ? adviceKinds[name as AdviceName] : undefined;
}

function isId(id: number): boolean {
	return id >= 0 && id < 2 ** 31;
}

/** setuid, and the calls that set the effective one second. */
function readSetuid(call: Call): readonly OpRow[] {
	const uid = numberAt(call, call.name === 'setuid' ? 0 : 1);
	return uid === undefined || !isId(uid) ? [] : [{op: 'setuid', uid}];
}

function readMprotect(call: Call): readonly OpRow[] {
	const where = range(call);
	return where === undefined ? [] : [{op: 'mprotect', ...where, flags: rights(argument(call, 2))}];
}

function readMmap(call: Call, address: number): readonly OpRow[] {
	const length = numberAt(call, 1);
	if (length === undefined || length < 0) {
		return [];
	}

	const kind = argument(call, 3);
	const isAnonymous = hasFlag(kind, 'MAP_ANONYMOUS', 0x20);
	const flags =
		rights(argument(call, 2)) |
		(hasFlag(kind, 'MAP_SHARED', 1) ? opFlags.shared : 0) |
		(hasFlag(kind, 'MAP_GROWSDOWN', 0x100) ? opFlags.growsDown : 0) |
		(hasFlag(kind, 'MAP_STACK', 0x2_0000) ? opFlags.stack : 0) |
		(hasFlag(kind, 'MAP_NORESERVE', 0x4000) ? opFlags.noReserve : 0);
	const map: OpRow = {op: 'mmap', address, length, flags};
	const file = isAnonymous ? {} : {file: fileName(argument(call, 4)), offset: numberAt(call, 5) ?? 0};
	return [{...map, ...file}, ...populated(kind, map)];
}

/** MAP_POPULATE and MAP_LOCKED fill a mapping at once: private memory that may be written is written. */
function populated(kind: string, {address, length, flags = 0}: OpRow): readonly OpRow[] {
	const isFilled = hasFlag(kind, 'MAP_POPULATE', 0x8000) && !hasFlag(kind, 'MAP_NONBLOCK', 0x1_0000);
	const isReachable = (flags & (opFlags.read | opFlags.write | opFlags.exec)) !== 0;
	if (!isReachable || (!isFilled && !hasFlag(kind, 'MAP_LOCKED', 0x2000))) {
		return [];
	}

	const isWritten = (flags & (opFlags.write | opFlags.shared)) === opFlags.write;
	return [{op: isWritten ? 'write' : 'read', address, length}];
}

/** Path of a descriptor as -y shows it, else its number, by which the reader may know the path. */
function fileName(descriptor: string): string {
	const path = /^\d+<(.*)>$/s.exec(descriptor)?.[1];
	return path === undefined ? `fd ${descriptor}` : plainText(path);
}

/** UFFDIO_REGISTER and UFFDIO_UNREGISTER name the range and the faults that are asked for; other requests map nothing. */
function readUserfault(call: Call): readonly OpRow[] {
	const request = argument(call, 1);
	const said = /start=(0x[0-9a-f]+), len=(0x[0-9a-f]+|\d+)/.exec(argument(call, 2));
	const isRegistered = request === 'UFFDIO_REGISTER';
	if (said === null || (!isRegistered && request !== 'UFFDIO_UNREGISTER')) {
		return [];
	}

	const modes = isRegistered ? argument(call, 2) : '';
	const flags =
		(modes.includes('MODE_MISSING') ? userfaultBits.missing : 0) |
		(modes.includes('MODE_WP') ? userfaultBits.wp : 0);
	return [{op: 'userfault', address: Number(said[1]), length: Number(said[2]), flags}];
}
