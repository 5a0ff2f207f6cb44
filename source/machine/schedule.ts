/** Which op comes next: scripts that are ready, those that sleep or wait for all others, and who is woken. */
import {allocateRow, assert} from '../kernel/index.ts';
import {opOf} from './ops/index.ts';
import {hasReadyBefore, pushReady, readyOps} from './ready-queue.ts';
import {linkScripts} from './script.ts';
import {clocks, type Machine} from './state.ts';

/** The row of script 0, the file's own ops. */
const fileScript = 1;

/**
 * Takes in the ops that the program has got since: scripts that had come to its end go on. The file's own ops are ready from the
 * start, and those of pids that nobody ever creates: they will find no process.
 */
export function takeInOps(machine: Machine): void {
	const {program, columns} = machine;
	const {script, clock} = columns;
	const {known} = clocks;
	assert(clock.value[known] === 0 || !orderedByTime(machine), 'a program that grows on several CPUs', {});
	const scripts = linkScripts(program);
	while (script.count <= scripts.count) {
		const row = allocateRow(script);
		script.isAtEnd[row] = scripts.unborn.has(row - 1) ? 1 : 0;
	}

	for (let row = 1; row < script.count; row += 1) {
		if (script.isAtEnd[row] === 1) {
			goOn(machine, row);
		}
	}

	clock.value[known] = program.count;
	releaseMark(machine);
}

/** Queues the next op of a script, or keeps it for when its task wakes; where there is none it is at its end. */
function goOn(machine: Machine, row: number): void {
	const {scripts, columns} = machine;
	const {script} = columns;
	const next = script.done[row] === 0 ? scripts.first[row - 1] : scripts.next[script.done[row] - 1];
	script.isAtEnd[row] = next === 0 ? 1 : 0;
	if (script.blocked[row] === 1) {
		script.blockedAt[row] = next;
	} else {
		enqueue(machine, next - 1);
	}
}

/** Virtual time decides the order only where there is more than one CPU to run on; else the file does. */
function orderedByTime(machine: Machine): boolean {
	return machine.program.header.cpus > 1;
}

/** Queues an op for when its turn is. Where time decides that, what waits for all is held. */
function enqueue(machine: Machine, op: number): void {
	if (op < 0) {
		return;
	}

	const script = machine.scripts.scriptOf[op] + 1;
	const recorded = machine.program.time[op];
	const {readyAt} = machine.columns.script;
	if (recorded > readyAt[script]) {
		readyAt[script] = recorded;
	}

	if (!orderedByTime(machine)) {
		pushReady(machine.columns.ready, op, 0);
	} else if (waitsForAll(machine.program.kind[op])) {
		holdScript(machine, script, op);
	} else {
		pushReady(machine.columns.ready, op, readyAt[script]);
	}
}

/** Whether an op is one of the file's own that comes when all before it is done: a mark, and what is done to all processes. */
function waitsForAll(kind: number): boolean {
	const {isOfFile = false, starts} = opOf(kind);
	return isOfFile && starts === undefined;
}

/**
 * The scripts that could go on now: first the one whose turn it is, the others in no order that means anything. Empty
 * when the workload is over, or everybody left is asleep for ever.
 */
export function runnable({scripts, columns}: Machine): readonly number[] {
	return Array.from(readyOps(columns.ready), (op) => scripts.scriptOf[op]);
}

/** The op has to be tried again when its task wakes. */
export function sleepAt(machine: Machine, op: number): void {
	holdScript(machine, machine.scripts.scriptOf[op] + 1, op);
	wakeScripts(machine);
	releaseMark(machine);
}

/** Queues the next op of the script that ran, of the one it created, and of all that were woken or ended by it. */
export function moveOn(machine: Machine, op: number): void {
	const {scripts, outcome} = machine;
	const {script} = machine.columns;
	const row = scripts.scriptOf[op] + 1;
	// Queueing the next op moves this on to when that was recorded.
	const isOverAt = script.readyAt[row];
	script.done[row] = op + 1;
	script.blocked[row] = outcome.blocks && script.task[row] !== 0 ? 1 : 0;
	goOn(machine, row);
	const created = scripts.created[op];
	if (created !== 0) {
		script.readyAt[created + 1] = isOverAt;
		goOn(machine, created + 1);
	}

	wakeScripts(machine);
	releaseMark(machine);
}

/** A script stays at an op until it is released. */
function holdScript({columns: {script}}: Machine, row: number, op: number): void {
	script.blocked[row] = 1;
	script.blockedAt[row] = op + 1;
}

/**
 * Lets a held mark come once no process can do anything that stands before it in the file: at once, and at the time that
 * it is by then, unless it was recorded for later.
 */
function releaseMark(machine: Machine): void {
	const {script, ready, clock} = machine.columns;
	const op = script.blockedAt[fileScript] - 1;
	if (op < 0 || hasReadyBefore(ready, op)) {
		return;
	}

	script.blocked[fileScript] = 0;
	script.blockedAt[fileScript] = 0;
	const now = clock.value[clocks.now];
	const isLater = script.readyAt[fileScript] > now;
	script.readyAt[fileScript] = Math.max(script.readyAt[fileScript], now);
	pushReady(ready, op, isLater ? script.readyAt[fileScript] : 0);
}

/** Scripts of woken tasks go on where they slept; those of ended tasks too, to find that they have no process. */
function wakeScripts(machine: Machine): void {
	const {script} = machine.columns;
	const {effects} = machine.kernel;
	for (const row of effects.woken) {
		release(machine, row);
	}

	for (const row of effects.ended) {
		script.task[row] = 0;
		release(machine, row);
	}
}

function release(machine: Machine, row: number): void {
	const {blocked, blockedAt, readyAt} = machine.columns.script;
	if (row === 0 || blocked[row] === 0) {
		return;
	}

	blocked[row] = 0;
	readyAt[row] = Math.max(readyAt[row], machine.columns.clock.value[clocks.now]);
	enqueue(machine, blockedAt[row] - 1);
	blockedAt[row] = 0;
}
