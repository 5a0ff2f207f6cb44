/**
 * The kernel's front door: all that the machine may call or name, room by room, each with its contract. Calls answer 0
 * or a negated errno unless they say otherwise, and a task, address space or range that is passed to them must be there.
 * What only asks (analysis, designs) may know the rooms themselves.
 */

// state: what a kernel is and what it has counted.

/** Ends the program where its own books disagree, with the values that do. */
export {assert} from './state/assert.ts';
export type {ColumnHolding, Columns, ColumnTable} from './state/columns.ts';
/** Columns for state outside the kernel that is saved with it. */
export {allocateRow, createColumns, reserveRows} from './state/columns.ts';
/** Forgets which units of work the last event counted. · Those that the running one has. */
export {clearCounted, nextCounted} from './state/counted.ts';
/** Empties what the last event did. · Adds to what the running one does. */
export {clearEffects, effectKinds, noteEffect, refusals} from './state/effects.ts';
export type {Refused} from './state/errno.ts';
/** Error numbers; whether an answer is one instead of an id. */
export {errno, isRefused} from './state/errno.ts';
/** Its type and columns, and what it is made with. */
export type {Geometry} from './state/geometry.ts';
export {geometries, pageBytes, pagesInFolio} from './state/geometry.ts';
export type {Mm, Task} from './state/ids.ts';
/** Ids, and the columns that hold them. */
export {holding} from './state/ids.ts';
export type {Kernel, KernelColumns} from './state/kernel.ts';
/** A kernel that has just booted: no task, no frame in use. · Adds to a unit of work. */
/** Page tables to choose from, the size of a page, rows of `kernel.total`. */
export {countWork, createKernel} from './state/kernel.ts';
export type {HugePageMode, Limits} from './state/limits.ts';
/** What a recording tells of the pages around a read, and how far. */
export type {Around} from './state/policies.ts';
export {folioReach, uncachedReach} from './state/policies.ts';
export {totals} from './state/schema.ts';
/** Flags of mappings, as mapMemory and protectMemory take them. */
export {vmaFlags} from './state/vmas.ts';
/** Rows of `kernel.work`. */
export {workUnits} from './state/work.ts';

// frames

/** Kinds of files, as mapMemory takes them. */
export {objectKinds} from './frames/object.ts';

// processes: tasks and what they do by themselves.

/** Loads from and stores to every page of [start, end), faults and their deaths included: what came of it is in the access. */
export {readPages, writePages} from './processes/access.ts';
/** What the memory of an op is charged to. · Puts a process into a memory cgroup and sets its limits. */
export {chargeTo, joinCgroup, type MemoryLimits} from './processes/cgroup.ts';
/** Ends a process, or a thread by itself. Answers nothing; effects tell who ended and who woke. */
export {exitTask} from './processes/exit.ts';
/** Children: by fork, clone with CLONE_VM, and vfork as the design does it. Answer the child's task, -ENOMEM or -EAGAIN. */
export {cloneTask, forkTask, vforkTask} from './processes/fork.ts';
export type {Access} from './processes/take-fault.ts';
/** An access to be filled, emptied, or told what fault it would be without its being served. */
export {clearAccess, createAccess, meetFault} from './processes/take-fault.ts';
/** A process of the beginning. · A thread. Both answer its task, or a negated errno. */
/** Gives a child that was just made to its maker's parent. Answers nothing. */
/** The task of a pid, or 0. · The zombie that a wait would reap: 0 none yet, -ECHILD no such child. */
/** Takes a zombie out of the process table. · Puts a task to sleep until a child exits. Answer nothing. */
export {
	createThread,
	findTask,
	findZombie,
	makeSibling,
	reapTask,
	signals,
	sleepForChild,
	startTask,
	taskFlags,
	taskStates,
} from './processes/task.ts';
/** What a call comes to that needs memory for the kernel itself: pages leave and others are killed for it, where the design does so. */
export {withMemory} from './processes/with-memory.ts';

// calls: what a process asks of its memory; byte addresses and lengths.

export {adviseMemory} from './calls/advise.ts';
/** A fresh address space for a task; a refusal comes before anything is given up. */
export {execTask} from './calls/exec.ts';
/** madvise(POPULATE_READ, POPULATE_WRITE). · Fills a part of a locked mapping that has become accessible. */
export {fillLocked, populateMemory} from './calls/fault-in.ts';
/** brk: the first call of an address space says where its heap begins. */
export {placeHeap, setBreak} from './calls/heap.ts';
/** mlock, munlock, mlockall. · Fills new memory if it is locked; answers nothing. */
export {fillMemory, lockAllBits, lockAllMemory, lockMemory, unlockMemory} from './calls/lock.ts';
export type {MapRequest} from './calls/map.ts';
/** mmap at a fixed address, and munmap. · Pages of a byte range; undefined where no process may map it. */
export {mapMemory, pageRange, unmapMemory} from './calls/map.ts';
export {protectMemory} from './calls/protect.ts';
/** Also -EFAULT where the range is not one mapping. */
export {remapMemory} from './calls/remap.ts';
/** Registers memory for faults that a process wants to serve itself. */
export {registerUserfaults, userfaultBits} from './calls/userfault.ts';
/** Sends all that can be in swap there, of every process. */
export {evictAll} from './reclaim/evict.ts';
/** Takes a page out of memory that a recording has found absent, where there is swap; true where it went. */
export {losePage} from './reclaim/lost-page.ts';
/** Frees so many pages in the way of the design; answers how many. */
export {reclaimCgroup, reclaimPages} from './reclaim/reclaim.ts';
