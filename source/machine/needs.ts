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

/** Programs may grow: what is known holds for so many ops. */
const known = new WeakMap<Program, {readonly count: number; readonly needs: WorkloadNeeds}>();

/** What a program asks of a kernel; looked for once. */
export function needsOf(program: Program): WorkloadNeeds {
	const last = known.get(program);
	if (last?.count === program.count) {
		return last.needs;
	}

	const needs = findNeeds(program);
	known.set(program, {count: program.count, needs});
	return needs;
}

function findNeeds(program: Program): WorkloadNeeds {
	const found = {
		threads: false,
		sharedMemory: program.images.flat().some(({flags}) => isSharedWritable(flags)),
		vfork: false,
		cgroups: false,
		hugetlb: false,
		guards: false,
		keys: false,
	};
	const calls = new Set<LateCall>();
	let wantsHuge = false;
	for (let op = 0; op < program.count; op += 1) {
		const needs = opOf(program.kind[op]).needs?.(program, op);
		found.threads ||= needs?.threads === true;
		found.sharedMemory ||= needs?.sharedMemory === true;
		found.vfork ||= needs?.vfork === true;
		found.cgroups ||= needs?.cgroups === true;
		found.hugetlb ||= needs?.hugetlb === true;
		const advice = program.kind[op] === opKinds.madvise ? adviceNames.get(program.value[op]) : undefined;
		const call = advice === undefined ? callOfOp.get(program.kind[op]) : callOfAdvice[advice];
		found.guards ||= advice === 'guard_install' || advice === 'guard_remove';
		found.keys ||= program.kind[op] === opKinds.mprotect && program.value[op] !== absent;
		wantsHuge ||= advice === 'hugepage' || advice === 'collapse';
		if (call !== undefined) {
			calls.add(call);
		}
	}

	const {hugePages} = program.header;
	const mayBeHuge = hugePages === 'always' && mostMapped(program, isPlain) >= pagesInFolio * pageBytes;
	return {
		...found,
		calls,
		mappedBytes: mostMapped(program, hasRights),
		hugePages: hugePages !== 'never' && (wantsHuge || mayBeHuge),
	};
}

/** Of a mapping: its rights, of opFlags, and the number of its file, 0 for none. */
type Counts = (flags: number, file: number) => boolean;

const hasRights: Counts = (flags) => (flags & (opFlags.read | opFlags.write | opFlags.exec)) !== 0;
const isPlain: Counts = (flags, file) =>
	file === 0 && hasRights(flags, file) && (flags & opFlags.shared) === 0;

/** The most bytes of mappings of some kind that a process has, by its own mmap, brk and munmap or by an exec. */
function mostMapped(program: Program, counts: Counts): number {
	const {kind, pid, address, length, flags, text, image, images} = program;
	const mapped = new Map<number, number>();
	const breaks = new Map<number, number>();
	let most = 0;
	const grow = (who: number, bytes: number) => {
		const now = Math.max(0, (mapped.get(who) ?? 0) + bytes);
		mapped.set(who, now);
		most = Math.max(most, now);
	};
	for (let op = 0; op < program.count; op += 1) {
		if (kind[op] === opKinds.mmap && counts(flags[op], text[op])) {
			grow(pid[op], length[op]);
		} else if (kind[op] === opKinds.munmap) {
			grow(pid[op], -length[op]);
		} else if (kind[op] === opKinds.brk) {
			grow(pid[op], address[op] - (breaks.get(pid[op]) ?? address[op]));
			breaks.set(pid[op], address[op]);
		} else if (kind[op] === opKinds.exec) {
			mapped.set(pid[op], 0);
			breaks.delete(pid[op]);
			for (const each of images[image[op]]) {
				grow(pid[op], counts(each.flags, each.file === undefined ? 0 : 1) ? each.length : 0);
			}
		}
	}

	return most;
}
