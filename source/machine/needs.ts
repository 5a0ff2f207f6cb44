/** What a program asks of a kernel that not every one ever had. */

import type {WorkloadNeeds} from '../designs/design.ts';
import type {LateCall} from '../designs/late-calls.ts';
import {pageBytes, pagesInFolio} from '../kernel/index.ts';
import {type AdviceName, adviceKinds, opFlags} from './op.ts';
import {opKinds, opOf} from './ops/index.ts';
import {absent, type Program} from './program.ts';
import {isSharedWritable} from './requests.ts';

/** What each advice is as a call that came late; those that some kernels refuse, or that only concern huge pages, are none. */
const callOfAdvice: Partial<Record<AdviceName, LateCall>> = {
	dontneed: 'madvise dontneed',
	willneed: 'madvise willneed',
	dontfork: 'madvise dontfork',
	dofork: 'madvise dontfork',
	wipeonfork: 'madvise wipeonfork',
	keeponfork: 'madvise wipeonfork',
	free: 'madvise free',
	cold: 'madvise cold',
	pageout: 'madvise pageout',
	populate_read: 'madvise populate',
	populate_write: 'madvise populate',
};
const adviceNames: ReadonlyMap<number, AdviceName> = new Map(
	Object.entries(adviceKinds).map(([name, kind]) => [kind, name as AdviceName] as const),
);
const callOfOp: ReadonlyMap<number, LateCall> = new Map<number, LateCall>([
	[opKinds.mmap, 'mmap'],
	[opKinds.mprotect, 'mprotect'],
	[opKinds.mremap, 'mremap'],
	[opKinds.mlock, 'mlock'],
	[opKinds.munlock, 'mlock'],
	[opKinds.mlockall, 'mlock'],
	[opKinds.userfault, 'userfaultfd'],
]);

type Found = {
	-readonly [Name in keyof Omit<WorkloadNeeds, 'mappedBytes' | 'hugePages'>]: WorkloadNeeds[Name];
};

/** What the ops read so far ask for. Programs may grow, and are read on from there. */
type Reading = {
	readonly found: Found;
	readonly calls: Set<LateCall>;
	wantsHuge: boolean;
	readonly mapped: Mapped;
	readonly plain: Mapped;
	ops: number;
	images: number;
};

const readings = new WeakMap<Program, Reading>();

/** What a program asks of a kernel; each op is looked at once. */
export function needsOf(program: Program): WorkloadNeeds {
	const reading = readings.get(program) ?? beginReading();
	readings.set(program, reading);
	readOn(reading, program);
	const {hugePages} = program.header;
	const mayBeHuge = hugePages === 'always' && reading.plain.most >= pagesInFolio * pageBytes;
	return {
		...reading.found,
		mappedBytes: reading.mapped.most,
		hugePages: hugePages !== 'never' && (reading.wantsHuge || mayBeHuge),
	};
}

function beginReading(): Reading {
	const calls = new Set<LateCall>();
	return {
		found: {
			threads: false,
			sharedMemory: false,
			vfork: false,
			cgroups: false,
			hugetlb: false,
			hugetlbTables: false,
			guards: false,
			keys: false,
			servesFaults: false,
			collapses: false,
			calls,
		},
		calls,
		wantsHuge: false,
		mapped: nothingMapped(hasRights),
		plain: nothingMapped(isPlain),
		ops: 0,
		images: 0,
	};
}

function readOn(reading: Reading, program: Program): void {
	const {found, mapped, plain} = reading;
	for (; reading.images < program.images.length; reading.images += 1) {
		found.sharedMemory ||= program.images[reading.images].some(({flags}) => isSharedWritable(flags));
	}

	for (; reading.ops < program.count; reading.ops += 1) {
		// Nine of ten ops of a recording are touches, which every kernel serves.
		if (!isTouch(program.kind[reading.ops])) {
			readOp(reading, program, reading.ops);
			follow(mapped, program, reading.ops);
			follow(plain, program, reading.ops);
		}
	}
}

function isTouch(kind: number): boolean {
	return kind === opKinds.read || kind === opKinds.write;
}

function readOp(reading: Reading, program: Program, op: number): void {
	const {found, calls} = reading;
	const {kind, value} = program;
	const needs = opOf(kind[op]).needs?.(program, op);
	if (needs !== undefined) {
		found.threads ||= needs.threads === true;
		found.sharedMemory ||= needs.sharedMemory === true;
		found.vfork ||= needs.vfork === true;
		found.cgroups ||= needs.cgroups === true;
		found.hugetlb ||= needs.hugetlb === true;
		found.hugetlbTables ||= needs.hugetlbTables === true;
		found.servesFaults ||= needs.servesFaults === true;
	}

	const advice = kind[op] === opKinds.madvise ? adviceNames.get(value[op]) : undefined;
	const call = advice === undefined ? callOfOp.get(kind[op]) : callOfAdvice[advice];
	found.guards ||= advice === 'guard_install' || advice === 'guard_remove';
	found.keys ||= kind[op] === opKinds.mprotect && value[op] !== absent;
	found.collapses ||= advice === 'collapse';
	reading.wantsHuge ||= advice === 'hugepage' || advice === 'collapse';
	if (call !== undefined) {
		calls.add(call);
	}
}

/** Of a mapping: its rights, of opFlags, and the number of its file, 0 for none. */
type Counts = (flags: number, file: number) => boolean;

const hasRights: Counts = (flags) => (flags & (opFlags.read | opFlags.write | opFlags.exec)) !== 0;
const isPlain: Counts = (flags, file) =>
	file === 0 && hasRights(flags, file) && (flags & opFlags.shared) === 0;

/** Bytes of mappings of some kind by process, from its own mmap, brk and munmap or by an exec, and the most that one had. */
type Mapped = {
	readonly counts: Counts;
	readonly bytes: Map<number, number>;
	readonly breaks: Map<number, number>;
	most: number;
};

function nothingMapped(counts: Counts): Mapped {
	return {counts, bytes: new Map(), breaks: new Map(), most: 0};
}

function follow(mapped: Mapped, program: Program, op: number): void {
	const {counts, breaks} = mapped;
	const {kind, pid, address, length, flags, text, image, images} = program;
	if (kind[op] === opKinds.mmap && counts(flags[op], text[op])) {
		grow(mapped, pid[op], length[op]);
	} else if (kind[op] === opKinds.munmap) {
		grow(mapped, pid[op], -length[op]);
	} else if (kind[op] === opKinds.brk) {
		grow(mapped, pid[op], address[op] - (breaks.get(pid[op]) ?? address[op]));
		breaks.set(pid[op], address[op]);
	} else if (kind[op] === opKinds.exec) {
		mapped.bytes.set(pid[op], 0);
		breaks.delete(pid[op]);
		for (const each of images[image[op]]) {
			grow(mapped, pid[op], counts(each.flags, each.file === undefined ? 0 : 1) ? each.length : 0);
		}
	}
}

function grow(mapped: Mapped, who: number, by: number): void {
	const now = Math.max(0, (mapped.bytes.get(who) ?? 0) + by);
	mapped.bytes.set(who, now);
	mapped.most = Math.max(mapped.most, now);
}
