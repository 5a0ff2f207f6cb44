/** System calls of a recording that change mappings or reap a child: their arguments, and the ops they come to. */

import type {AdviceName} from '../../machine/op.ts';
import {adviceKinds, opFlags} from '../../machine/op.ts';
import type {MappedRange} from './image.ts';
import {fileOf} from './image.ts';
import {numberAfter} from './line.ts';
import type {Draft} from './rows.ts';

/** A call that a thread is in. */
export type PendingCall = {
	readonly name: string;
	readonly payload: string;
	/** The MMAP2 record that came during the call: it knows the file. */
	mapped: MappedRange | undefined;
	/** Rows that were made where the call began. */
	readonly begun: Draft[];
};

export function beginCall(name: string, payload: string): PendingCall {
	return {name, payload, mapped: undefined, begun: []};
}

/** Results from here on are negated errors. */
const errorsFrom = 2 ** 64 - 4096;
/** -ENOMEM as it is printed: mprotect and madvise stop at a hole and leave what lies before it changed. */
const noMemory = /^(0xf{15}4|-12)$/;

/** Whether a call with this result did nothing at all. */
export function isRefusal(result: string): boolean {
	return isError(Number(result)) && !noMemory.test(result);
}

function isError(result: number): boolean {
	return result < 0 || result >= errorsFrom;
}

const mapBits = {
	shared: 1,
	anonymous: 0x20,
	growsDown: 0x100,
	locked: 0x2000,
	noReserve: 0x4000,
	populate: 0x8000,
	nonBlocking: 0x1_0000,
	stack: 0x2_0000,
	hugetlb: 0x4_0000,
} as const;
/** Where the flags of mmap have the size of a huge page, as a power of 2; none is the usual one. */
const poolSizes: readonly number[] = [0, 21];

/** Whether flags of mmap ask for anonymous memory of the pool with pages of 2 MiB. */
export function isMappedFromPool(flags: number): boolean {
	const isAsked = (flags & mapBits.hugetlb) !== 0 && (flags & mapBits.anonymous) !== 0;
	return isAsked && poolSizes.includes((flags >>> 26) & 63);
}

const remapDontUnmap = 4;
const populating: Readonly<Record<number, 'read' | 'write'>> = {22: 'read', 23: 'write'};

/** Values of MADV_* that ops know; other advice changes nothing that is simulated. */
export const adviceNames: Readonly<Record<number, AdviceName>> = {
	4: 'dontneed',
	8: 'free',
	10: 'dontfork',
	11: 'dofork',
	14: 'hugepage',
	15: 'nohugepage',
	18: 'wipeonfork',
	19: 'keeponfork',
	20: 'cold',
	21: 'pageout',
	25: 'collapse',
	102: 'guard_install',
	103: 'guard_remove',
};

/**
 * The ops of a call. Calls recorded with their end are applied there, with `result`; those recorded only at their
 * beginning (munmap, mprotect, madvise) there, where `result` is undefined.
 */
export function applyCall(call: PendingCall, result: number | undefined): readonly Draft[] {
	const isEnd = result !== undefined;
	const reader = isEnd ? endReaders[call.name] : beginReaders[call.name];
	const failed = isEnd && isError(result);
	return reader === undefined || failed ? [] : reader(call, result ?? 0);
}

type CallReader = (call: PendingCall, result: number) => readonly Draft[];

const beginReaders: Readonly<Record<string, CallReader>> = {
	munmap: ({payload}) => ranged('munmap', payload, 'addr:', 'len:'),
	mprotect: ({payload}) =>
		ranged('mprotect', payload, 'start:', 'len:').map((row) => ({
			...row,
			flags: (numberAfter(payload, 'prot:') ?? 0) & 7,
		})),
	madvise({payload}) {
		const behavior = numberAfter(payload, 'behavior:') ?? -1;
		const advice = adviceNames[behavior];
		const lengthKey = payload.includes('len_in:') ? 'len_in:' : 'len:';
		if (populating[behavior] !== undefined) {
			return ranged(populating[behavior], payload, 'start:', lengthKey);
		}

		const rows = ranged('madvise', payload, 'start:', lengthKey);
		return advice === undefined ? [] : rows.map((row) => ({...row, advice: adviceKinds[advice]}));
	},
};

function ranged(
	op: 'munmap' | 'mprotect' | 'madvise' | 'read' | 'write',
	payload: string,
	addressKey: string,
	lengthKey: string,
): readonly Draft[] {
	const address = numberAfter(payload, addressKey);
	const length = numberAfter(payload, lengthKey);
	return address === undefined || length === undefined ? [] : [{op, address, length}];
}

const endReaders: Readonly<Record<string, CallReader>> = {
	brk: (_, result) => [{op: 'brk', address: result}],
	wait4: (_, result) => (result > 0 ? [{op: 'wait', child: result}] : []),
	waitid: readWaitid,
	mremap({payload}, result) {
		const address = numberAfter(payload, 'addr:');
		const length = numberAfter(payload, 'old_len:');
		const newLength = numberAfter(payload, 'new_len:');
		if (address === undefined || length === undefined || newLength === undefined) {
			return [];
		}

		const map: Draft = {op: 'mmap', address, length, flags: opFlags.read | opFlags.write};
		const stays = ((numberAfter(payload, 'flags:') ?? 0) & remapDontUnmap) !== 0;
		return [{op: 'mremap', address, length, newLength, to: result}, ...(stays ? [map] : [])];
	},
	mmap: readMmap,
};

/** Where in its file a mapping begins. A record shows what the kernel has merged the mapping with, which may begin below. */
function offsetAt(mapped: MappedRange | undefined, address: number): number | undefined {
	return mapped === undefined ? undefined : mapped.offset + (address - mapped.address);
}

const waitKinds = {pid: 1} as const;
const waitBits = {exited: 4, keep: 0x100_0000} as const;

/** waitid does not return whom it reaped; 0 stands for a child that has to be found out. */
function readWaitid({payload}: PendingCall): readonly Draft[] {
	const options = numberAfter(payload, 'options:') ?? 0;
	if ((options & waitBits.exited) === 0 || (options & waitBits.keep) !== 0) {
		return [];
	}

	const isOne = numberAfter(payload, 'which:') === waitKinds.pid;
	return [{op: 'wait', child: isOne ? (numberAfter(payload, 'upid:') ?? 0) : 0}];
}

function readMmap({payload, mapped}: PendingCall, result: number): readonly Draft[] {
	const length = numberAfter(payload, 'len:');
	const rights = numberAfter(payload, 'prot:');
	const kind = numberAfter(payload, 'flags:');
	if (length === undefined || rights === undefined || kind === undefined) {
		return [];
	}

	const isAnonymous = (kind & mapBits.anonymous) !== 0;
	const file = isAnonymous ? undefined : fileOf(mapped?.name ?? '(a file)');
	const flags =
		(rights & 7) |
		((kind & mapBits.shared) === 0 ? 0 : opFlags.shared) |
		((kind & mapBits.growsDown) === 0 ? 0 : opFlags.growsDown) |
		((kind & mapBits.stack) === 0 ? 0 : opFlags.stack) |
		((kind & mapBits.noReserve) === 0 ? 0 : opFlags.noReserve);
	const offset =
		file === undefined ? undefined : (offsetAt(mapped, result) ?? numberAfter(payload, 'off:') ?? 0);
	const map: Draft = {op: 'mmap', address: result, length, flags, file, offset};
	const isFilled = (kind & (mapBits.populate | mapBits.nonBlocking)) === mapBits.populate;
	if ((!isFilled && (kind & mapBits.locked) === 0) || (rights & 7) === 0) {
		return [map];
	}

	const isWritten = (flags & (opFlags.write | opFlags.shared)) === opFlags.write;
	return [map, {op: isWritten ? 'write' : 'read', address: result, length}];
}
