/** Execution: for every kind of op, which kernel calls it makes and what it came to. */

import {adviseMemory} from '../kernel/calls/advise.ts';
import {evictAll} from '../kernel/calls/evict.ts';
import {fillLocked, populateMemory} from '../kernel/calls/fault-in.ts';
import {setBreak} from '../kernel/calls/heap.ts';
import {fillMemory, lockAllMemory, lockMemory, unlockMemory} from '../kernel/calls/lock.ts';
import type {MapRequest} from '../kernel/calls/map.ts';
import {mapMemory, pageRange, unmapMemory} from '../kernel/calls/map.ts';
import {protectMemory} from '../kernel/calls/protect.ts';
import {remapMemory} from '../kernel/calls/remap.ts';
import {readPages, writePages} from '../kernel/faults/access.ts';
import {createAccess, meetFault} from '../kernel/faults/take-fault.ts';
import {execTask} from '../kernel/processes/exec.ts';
import {exitTask} from '../kernel/processes/exit.ts';
import {cloneTask, forkTask, vforkTask} from '../kernel/processes/fork.ts';
import {
	createThread,
	findZombie,
	makeSibling,
	reapTask,
	signals,
	sleepForChild,
	startTask,
	taskFlags,
	taskStates,
} from '../kernel/processes/task.ts';
import {nextRow} from '../kernel/state/columns.ts';
import {effectKinds, noteEffect} from '../kernel/state/effects.ts';
import type {Refused} from '../kernel/state/errno.ts';
import {errno, isRefused} from '../kernel/state/errno.ts';
import type {Mm, Task} from '../kernel/state/ids.ts';
import type {Kernel} from '../kernel/state/kernel.ts';
import {countWork, pageBytes, totals} from '../kernel/state/kernel.ts';
import type {Machine} from './machine.ts';
import type {OpName} from './op.ts';
import {adviceKinds, opFlags, opKinds, opName} from './op.ts';
import type {Outcome} from './outcome.ts';
import {clearOutcome} from './outcome.ts';
import type {ImageMapping, Program} from './program.ts';
import {absent, heapName} from './program.ts';
import {fileKindOf, imageRequest, numberOf, toVmaFlags} from './requests.ts';

/** One op under way: the machine's parts that every handler needs. */
type Step = {
	readonly machine: Machine;
	readonly kernel: Kernel;
	readonly program: Program;
	readonly outcome: Outcome;
	readonly op: number;
	readonly task: Task;
};

/** Carries out op `op` and fills `machine.outcome`. */
export function executeOp(machine: Machine, op: number): void {
	const {program, outcome, kernel} = machine;
	const name = opName(program.kind[op]);
	const task = machine.columns.script.task[machine.scripts.scriptOf[op] + 1];
	clearOutcome(outcome, op, task);
	if (task === 0 && !fileOps.includes(name)) {
		outcome.result = -errno.ESRCH;
		return;
	}

	if (!resumeTask(kernel, outcome, task)) {
		return;
	}

	countWork(kernel, 'syscall', systemCalls.has(name) ? 1 : 0);
	outcome.result = handlers[name]({machine, kernel, program, outcome, op, task});
	creditFaults(machine, name === 'spawn' ? outcome.other : task);
}

/** Faults that the kernel took itself, filling a new mapping, count for the task as its own do. */
function creditFaults({kernel, outcome}: Machine, task: number): void {
	const {populated} = kernel.effects;
	outcome.access.minorFaults += populated;
	kernel.task.minorFaults[task] += populated;
}

/** Does what fork left for the child to do; a child that memory runs out under is killed. False: it is gone. */
function resumeTask(kernel: Kernel, outcome: Outcome, task: Task): boolean {
	const result = kernel.policies.sharing?.resume?.(kernel, kernel.task.mm[task]) ?? 0;
	if (result < 0) {
		outcome.result = result;
		outcome.signal = signals.SIGKILL;
		exitTask(kernel, kernel.task.leader[task], 0, signals.SIGKILL);
	}

	return result === 0;
}

/** Ops that no process carries out. */
const fileOps: readonly OpName[] = ['start', 'mark', 'evict'];
const noSystemCall: readonly OpName[] = [...fileOps, 'read', 'write', 'run', 'return'];
const systemCalls = new Set(
	(Object.keys(opKinds) as OpName[]).filter((name) => !noSystemCall.includes(name)),
);

/** Each answers 0 or a negated errno. */
const handlers: Readonly<Record<OpName, (step: Step) => number>> = {
	start,
	fork: (step) => born(step, forkTask(step.kernel, step.task, step.program.child[step.op])),
	vfork: (step) => born(step, vforkTask(step.kernel, step.task, step.program.child[step.op])),
	clone,
	spawn,
	exec: (step) => exec(step, step.task),
	exit,
	return: returnFromCaller,
	wait,
	mmap: (step) =>
		filled(step, mapMemory(step.kernel, mmOf(step), mapRequest(step)), addressOf(step), lengthOf(step)),
	munmap: (step) => unmapMemory(step.kernel, mmOf(step), addressOf(step), lengthOf(step)),
	mprotect,
	madvise,
	mremap,
	brk,
	mlock: (step) =>
		survived(step, lockMemory(step.kernel, step.task, addressOf(step), lengthOf(step), step.outcome.access)),
	munlock: (step) => unlockMemory(step.kernel, mmOf(step), addressOf(step), lengthOf(step)),
	mlockall: (step) =>
		survived(step, lockAllMemory(step.kernel, step.task, step.program.flags[step.op], step.outcome.access)),
	evict: ({kernel}) => evictAll(kernel),
	read: (step) => touch(step, 0),
	write: (step) => touch(step, step.op + 1),
	run: ({outcome, program, op}) => {
		outcome.userUs = program.value[op];
		return 0;
	},
	sleep: ({outcome, program, op}) => {
		outcome.sleepUs = program.value[op];
		return 0;
	},
	comm: ({kernel, program, op, task}) => {
		kernel.task.comm[task] = program.text[op];
		return 0;
	},
	setuid: ({kernel, program, op, task}) => {
		kernel.task.uid[task] = program.uid[op];
		kernel.task.user[task] = program.name[op];
		return 0;
	},
	setpgid: ({kernel, program, op, task}) => {
		kernel.task.pgid[task] = program.pgid[op];
		return 0;
	},
	mark: () => 0,
};

function mmOf({kernel, task}: Step): Mm {
	return kernel.task.mm[task];
}

function addressOf({program, op}: Step): number {
	return program.address[op];
}

function lengthOf({program, op}: Step): number {
	return program.length[op];
}

function rightsOf({program, op}: Step): number {
	return program.flags[op] & (opFlags.read | opFlags.write | opFlags.exec);
}

/** Gives a new task its script; a negated errno passes through. */
function born({machine, kernel, outcome, op, task}: Step, created: Task | Refused): number {
	if (isRefused(created)) {
		return created;
	}

	const row = machine.scripts.created[op] + 1;
	kernel.task.tag[created] = row;
	machine.columns.script.task[row] = created;
	outcome.other = created;
	outcome.blocks = task !== 0 && kernel.task.state[task] === taskStates.vforkWait;
	return 0;
}

function start(step: Step): number {
	const {kernel, program, op} = step;
	const pid = program.pid[op];
	const parentPid = program.value[op];
	const task = startTask(kernel, {
		pid,
		comm: program.text[op],
		argv: program.argv[op],
		uid: Math.max(0, program.uid[op]),
		user: program.name[op],
		pgid: program.pgid[op] === absent ? pid : program.pgid[op],
		parent: parentPid === absent ? 0 : findTask(kernel, parentPid),
	});
	return born(step, task);
}

/** The living process of that pid, or 0. */
export function findTask(kernel: Kernel, pid: number): Task {
	for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
		if (kernel.task.pid[task] === pid && kernel.task.state[task] !== 0) {
			return task;
		}
	}

	return 0;
}

function clone(step: Step): number {
	const {kernel, program, op, task} = step;
	const flags = program.flags[op];
	const pid = program.child[op];
	if ((flags & opFlags.thread) !== 0) {
		return born(step, createThread(kernel, task, pid));
	}

	const child = cloneProcess(kernel, task, pid, flags);
	if (!isRefused(child) && (flags & opFlags.parent) !== 0) {
		makeSibling(kernel, task, child);
	}

	return born(step, child);
}

function cloneProcess(kernel: Kernel, task: Task, pid: number, flags: number): Task | Refused {
	if ((flags & opFlags.vm) === 0) {
		return forkTask(kernel, task, pid);
	}

	const waits = (flags & opFlags.vfork) !== 0;
	return waits ? vforkTask(kernel, task, pid) : cloneTask(kernel, task, pid, false);
}

/** posix_spawn: a child on the parent's memory that execs at once, so the parent never has to be copied. */
function spawn(step: Step): number {
	const result = born(step, cloneTask(step.kernel, step.task, step.program.child[step.op], true));
	if (result < 0) {
		return result;
	}

	const child = step.outcome.other;
	const execResult = exec(step, child);
	if (execResult < 0) {
		exitTask(step.kernel, child, 127, 0);
	}

	step.outcome.blocks = false;
	return execResult;
}

function exec({kernel, program, op}: Step, task: Task): number {
	const image = program.images[program.image[op]];
	const result = execTask(kernel, task, {
		comm: program.text[op],
		argv: program.argv[op],
		image: image.map((mapping) => imageRequest(program, mapping)),
	});
	if (result === 0) {
		settleImage(kernel, task, image, op + 1);
	}

	return result;
}

/** The heap begins where the image's [heap] does, and what exec itself wrote (arguments on the stack) is there. */
function settleImage(kernel: Kernel, task: Task, image: readonly ImageMapping[], stamp: number): void {
	const mm = kernel.task.mm[task];
	for (const {address, length, name, filled} of image) {
		if (name === heapName) {
			kernel.mm.brkStart[mm] = address;
			kernel.mm.brk[mm] = address + length;
		}

		if (filled !== undefined && filled > 0) {
			const end = Math.ceil((address + length) / pageBytes);
			writePages(kernel, task, end - Math.ceil(filled / pageBytes), end, stamp, createAccess());
		}
	}
}

function mapRequest({program, op}: Step): MapRequest {
	return {
		address: program.address[op],
		length: program.length[op],
		flags: toVmaFlags(program.flags[op]),
		file: program.text[op],
		fileKind: fileKindOf(program.strings[program.text[op]]),
		offset: Math.max(0, program.value[op]),
		name: program.name[op],
	};
}

function mprotect(step: Step): number {
	const {kernel, task, outcome} = step;
	const result = protectMemory(
		kernel,
		mmOf(step),
		addressOf(step),
		lengthOf(step),
		rightsOf(step),
		(vma, start, end) => fillLocked(kernel, task, vma, start, end, outcome.access),
	);
	return survived(step, result);
}

function madvise(step: Step): number {
	const {kernel, task, outcome} = step;
	const advice = step.program.value[step.op];
	if (advice !== adviceKinds.populate_read && advice !== adviceKinds.populate_write) {
		return adviseMemory(kernel, mmOf(step), addressOf(step), lengthOf(step), advice);
	}

	const isWrite = advice === adviceKinds.populate_write;
	return survived(
		step,
		populateMemory(kernel, task, addressOf(step), lengthOf(step), isWrite, outcome.access),
	);
}

function mremap(step: Step): number {
	const {kernel, program, op} = step;
	const to = program.target[op] === absent ? undefined : program.target[op];
	const address = addressOf(step);
	const length = lengthOf(step);
	const newLength = program.value[op];
	const result = remapMemory(kernel, mmOf(step), {address, length, newLength, to});
	return filled(step, result, (to ?? address) + length, newLength - length);
}

function brk(step: Step): number {
	const {kernel, program} = step;
	const before = kernel.mm.brk[mmOf(step)];
	const result = setBreak(kernel, mmOf(step), addressOf(step), numberOf(program, heapName));
	return filled(step, result, before, before === 0 ? 0 : addressOf(step) - before);
}

/** Fills new memory that is locked. */
function filled(step: Step, result: number, address: number, length: number): number {
	if (result === 0 && length > 0) {
		fillMemory(step.kernel, step.task, address, length, step.outcome.access);
	}

	return survived(step, result);
}

/** A task that memory ran out under while pages were brought in for it is dead. */
function survived({kernel, outcome, task}: Step, result: number): number {
	if (!outcome.access.killed) {
		return result;
	}

	outcome.signal = signals.SIGKILL;
	exitTask(kernel, kernel.task.leader[task], 0, signals.SIGKILL);
	return -errno.ENOMEM;
}

function exit({kernel, program, outcome, op, task}: Step): number {
	const isVforkChild = (kernel.task.flags[task] & taskFlags.vforked) !== 0;
	if (isVforkChild && (program.flags[op] & opFlags.atExit) !== 0) {
		noteEffect(kernel.effects, effectKinds.vforkExit, kernel.task.mm[task], 0);
	}

	outcome.signal = Math.max(0, program.target[op]);
	exitTask(kernel, task, Math.max(0, program.value[op]), outcome.signal);
	return 0;
}

function returnFromCaller({kernel, task}: Step): number {
	if ((kernel.task.flags[task] & taskFlags.vforked) !== 0) {
		noteEffect(kernel.effects, effectKinds.vforkReturn, kernel.task.mm[task], 0);
	}

	return 0;
}

function wait({kernel, program, outcome, op, task}: Step): number {
	const pid = program.child[op] === absent ? 0 : program.child[op];
	const zombie = findZombie(kernel, task, pid);
	if (isRefused(zombie)) {
		return zombie;
	}

	if (zombie === 0) {
		sleepForChild(kernel, task);
		outcome.sleeps = true;
		return 0;
	}

	outcome.other = zombie;
	reapTask(kernel, zombie);
	return 0;
}

/** read (stamp 0) and write. */
function touch({kernel, program, outcome, op, task}: Step, stamp: number): number {
	const range = pageRange(kernel, program.address[op], program.length[op]);
	if (range === undefined) {
		return -errno.EFAULT;
	}

	if ((program.flags[op] & opFlags.refused) !== 0) {
		meetFault(kernel, task, range.start, stamp !== 0, outcome.access);
		return 0;
	}

	kernel.total.value[totals.stamp] = stamp;
	const isVforkChild = (kernel.task.flags[task] & taskFlags.vforked) !== 0;
	if (stamp === 0) {
		kernel.total.value[totals.uncached] = Math.max(0, program.value[op]);
		kernel.total.value[totals.folio] = Math.max(0, program.target[op]);
		readPages(kernel, task, range.start, range.end, outcome.access);
		kernel.total.value[totals.uncached] = 0;
		kernel.total.value[totals.folio] = 0;
	} else {
		writePages(kernel, task, range.start, range.end, stamp, outcome.access);
		if (isVforkChild) {
			noteEffect(
				kernel.effects,
				effectKinds.vforkWrite,
				kernel.task.mm[task],
				range.start,
				0,
				0,
				range.end - range.start,
			);
		}
	}

	return endOfTouch(kernel, outcome, task, program.fault[op] !== 0);
}

/**
 * A task that touched what it may not dies of it, and so does one that memory ran out under. A recorded fault only
 * fails: if the program died of it, its exit is recorded too (and if a handler or the kernel caught it, it is not).
 */
function endOfTouch(kernel: Kernel, outcome: Outcome, task: Task, isRecorded: boolean): number {
	if (!outcome.access.segv && !outcome.access.killed) {
		return 0;
	}

	if (outcome.access.segv && isRecorded) {
		return -errno.EFAULT;
	}

	outcome.signal = outcome.access.segv ? signals.SIGSEGV : signals.SIGKILL;
	exitTask(kernel, kernel.task.leader[task], 0, outcome.signal);
	return outcome.access.segv ? -errno.EFAULT : -errno.ENOMEM;
}
