/** Numbers in the rows of programs: bits of flags, kinds of advice, classes of faults. The ops themselves are in ops/. */

/**
 * Bits of a row's `flags`, by the kind that uses them.
 *   mmap, mprotect, image entries: read write exec; mmap also shared, growsDown, device, stack,
 *     noReserve hugetlb
 *   clone: vm vfork thread parent
 *   exit: atExit (how "exit")
 *   read, write: refused; read also alone
 *   mlockall: current future onfault, as lockAllBits (kernel/calls/lock.ts) has them
 *   userfault: missing wp, as userfaultBits (kernel/calls/userfault.ts) has them
 */
export const opFlags = {
	read: 1,
	write: 2,
	exec: 4,
	shared: 8,
	growsDown: 16,
	vm: 32,
	vfork: 64,
	thread: 128,
	atExit: 256,
	/** A mapping of memory that is no RAM of the machine's pool (vvar and the like): never counted as resident. */
	device: 512,
	/** A recorded fault that was not served: the program died of it, or the kernel met it where it may not sleep. */
	refused: 1024,
	/** clone: the child is its maker's sibling (CLONE_PARENT). */
	parent: 2048,
	/** MAP_STACK, MAP_NORESERVE: memory for a stack, memory that is not charged to the commit limit. */
	stack: 4096,
	noReserve: 8192,
	/** A read that maps the page and none around it. */
	alone: 16384,
	/** mmap: MAP_HUGETLB, huge pages of the pool. */
	hugetlb: 32768,
} as const;

/** Advice of madvise, as numbers for a row's `value`. */
export const adviceKinds = {
	dontneed: 1,
	dontfork: 2,
	dofork: 3,
	wipeonfork: 4,
	keeponfork: 5,
	free: 6,
	hugepage: 7,
	nohugepage: 8,
	collapse: 9,
	populate_read: 10,
	populate_write: 11,
	pageout: 12,
	cold: 13,
	willneed: 14,
	guard_install: 15,
	guard_remove: 16,
} as const;
export type AdviceName = keyof typeof adviceKinds;

/** Class of a page fault as a recording told it, for a row's `fault`; 0 where nothing was recorded. */
export const faultClasses = {absentRead: 1, absentWrite: 2, protectedWrite: 3} as const;
export type FaultClassName = keyof typeof faultClasses;
