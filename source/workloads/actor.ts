/**
 * Actors: the processes of a scene. Each has a clock of its own, in microseconds, and moves it on with whatever it does;
 * what things take is roughly what they took on the machine whose programs images.ts describes.
 */

import {opFlags} from '../machine/op.ts';
import type {OpRow} from '../machine/program-builder.ts';
import {pageBytes} from './layout.ts';
import {addOp, type Scene} from './scene.ts';

export type Actor = {
	readonly scene: Scene;
	/** A stand-in: the scene numbers processes when it is finished. */
	readonly pid: number;
	clock: number;
	/** The parent that waits in vfork for this actor to exec or exit. */
	lender?: Actor;
	/** Heap that exists: from `heapStart` to `heapEnd`; 0 before the first brk. */
	heapStart: number;
	heapEnd: number;
	/** The next mapping goes below this address. */
	mapBelow: number;
	/** Lowest byte of the lowest page of the stack that is in use. */
	stackPage: number;
};

/** The first process keeps its number: nothing is born before it. */
const firstPid = 1;
const micros = {call: 2, touchedPage: 0.4, fork: 400, vfork: 60, exec: 300, exit: 60, thread: 30};

/** Adds an op of the actor's at its own time, and moves its clock on. */
export function act(actor: Actor, row: Omit<OpRow, 'pid'>, us: number = micros.call): void {
	addOp(actor.scene, actor.clock, {...row, pid: actor.pid});
	actor.clock += us;
}

function createActor(scene: Scene, clock: number): Actor {
	scene.processes += 1;
	const memory = {heapStart: 0, heapEnd: 0, mapBelow: 0, stackPage: 0};
	return {scene, pid: scene.processes, clock, ...memory};
}

/** A process that is not forked: the first one, and kernel threads, which are children of the first. */
export function startActor(
	scene: Scene,
	who: {readonly comm: string; readonly argv?: readonly string[]; readonly clock?: number},
): Actor {
	const actor = createActor(scene, who.clock ?? 0);
	const {comm, argv = [comm]} = who;
	const parent = actor.pid === firstPid ? {} : {parent: firstPid};
	act(actor, {op: 'start', comm, argv, uid: 0, name: 'root', ...parent});
	return actor;
}

/** What parent and child have in common after a fork: the layout of their memory. */
function childOf(parent: Actor, op: 'fork' | 'vfork' | 'clone', us: number, flags?: number): Actor {
	const child = createActor(parent.scene, 0);
	act(parent, {op, child: child.pid, ...(flags === undefined ? {} : {flags})}, us);
	const {heapStart, heapEnd, mapBelow, stackPage} = parent;
	return Object.assign(child, {heapStart, heapEnd, mapBelow, stackPage, clock: parent.clock});
}

export function fork(parent: Actor): Actor {
	return childOf(parent, 'fork', micros.fork);
}

/** The parent's clock stands still until the child execs or exits. */
export function vfork(parent: Actor): Actor {
	return Object.assign(childOf(parent, 'vfork', micros.vfork), {lender: parent});
}

/** A thread, or with `opFlags.vm` alone a process on the same memory, as LinuxThreads made them. */
export function clone(parent: Actor, flags: number = opFlags.vm | opFlags.thread): Actor {
	return childOf(parent, 'clone', micros.thread, flags);
}

/** The lender of a vfork child may go on. */
function giveBack(actor: Actor): void {
	if (actor.lender !== undefined) {
		actor.lender.clock = Math.max(actor.lender.clock, actor.clock);
		actor.lender = undefined;
	}
}

export function exec(actor: Actor, row: Pick<OpRow, 'comm' | 'argv' | 'image'>): void {
	act(actor, {op: 'exec', ...row}, micros.exec);
	giveBack(actor);
}

export function exit(actor: Actor, code = 0): void {
	act(actor, {op: 'exit', code}, micros.exit);
	giveBack(actor);
}

/** The parent sleeps until the child is gone, and reaps it. */
export function waitFor(parent: Actor, child: Actor): void {
	act(parent, {op: 'wait', child: child.pid});
	parent.clock = Math.max(parent.clock, child.clock) + micros.call;
}

/** User CPU time. */
export function compute(actor: Actor, us: number): void {
	act(actor, {op: 'run', us}, us);
}

/** Lets time pass for the actor without an op of its own. */
export function idleUntil(actor: Actor, clock: number): void {
	actor.clock = Math.max(actor.clock, clock);
}

export function readPages(actor: Actor, address: number, pages: number): void {
	touchPages(actor, 'read', address, pages);
}

export function writePages(actor: Actor, address: number, pages: number): void {
	touchPages(actor, 'write', address, pages);
}

function touchPages(actor: Actor, op: 'read' | 'write', address: number, pages: number): void {
	if (pages > 0) {
		act(actor, {op, address, length: pages * pageBytes}, micros.call + pages * micros.touchedPage);
	}
}

/** Adds pages to the heap and returns where they begin. */
export function growHeap(actor: Actor, pages: number): number {
	const start = actor.heapEnd;
	actor.heapEnd += pages * pageBytes;
	act(actor, {op: 'brk', address: actor.heapEnd});
	return start;
}

/** Maps private anonymous memory below everything mapped so far and returns its address. */
export function mapMemory(actor: Actor, pages: number, more: Partial<OpRow> = {}): number {
	actor.mapBelow -= pages * pageBytes;
	const address = actor.mapBelow;
	const flags = opFlags.read | opFlags.write;
	act(actor, {op: 'mmap', address, length: pages * pageBytes, flags, ...more});
	return address;
}
