/** Locks: a byte holds the number of the CPU that has it. Spinning is no step: a CPU that waits cannot be chosen. */
import {at, frameField, globalField, mmField, semaphoreWriter, tableField} from '../state.ts';
import type {LockName, Step, TableRegister} from '../step.ts';
import {frameOffset, mmOffset, register, setRegister, type Turn, tableOffset} from './turn.ts';

/** Offset of the byte of a lock. Reading it breaks no law; taking it in a freed table does. */
function lockOffset(turn: Turn, lock: LockName, mm: number, on: TableRegister): number {
	const {layout} = turn.race;
	switch (lock) {
		case 'big':
			return globalField.bigLock;
		case 'share':
			return globalField.shareLock;
		case 'mm':
			return at.mm(layout, mm, mmField.lock);
		case 'semaphore':
			return at.mm(layout, mm, mmField.semaphore);
		case 'table':
			return at.table(layout, register(turn, on), tableField.lock);
		case 'frame':
			return at.frame(layout, register(turn, 'frame'), frameField.lock);
	}
}

/** Whether the CPU can take this step now; only locks make it wait. */
export function isEnabled(turn: Turn, step: Step): boolean {
	switch (step.op) {
		case 'lock':
			return turn.state[lockOffset(turn, step.lock, step.mm ?? 0, step.on ?? 'table')] === 0;
		case 'lockRead':
			return (turn.state[lockOffset(turn, step.lock, step.mm ?? 0, 'table')] & semaphoreWriter) === 0;
		case 'findTableLocked': {
			const table = turn.state[mmOffset(turn, step.mm ?? 0, 'directory')] & 0x0f;
			return table === 0 || turn.state[at.table(turn.race.layout, table, tableField.lock)] === 0;
		}

		default:
			return true;
	}
}

export function holds(turn: Turn, lock: 'share' | 'table'): boolean {
	return turn.state[lockOffset(turn, lock, 0, 'table')] === turn.cpu + 1;
}

export function takeLock(turn: Turn, lock: LockName, mm: number, on: TableRegister): void {
	checkAlive(turn, lock, on);
	turn.state[lockOffset(turn, lock, mm, on)] = lock === 'semaphore' ? semaphoreWriter : turn.cpu + 1;
}

export function dropLock(turn: Turn, lock: LockName, mm: number, on: TableRegister): void {
	turn.state[lockOffset(turn, lock, mm, on)] = 0;
}

function checkAlive(turn: Turn, lock: LockName, on: TableRegister): void {
	if (lock === 'table') {
		tableOffset(turn, on, 'lock');
	} else if (lock === 'frame') {
		frameOffset(turn, register(turn, 'frame'), 'lock');
	}
}

/** TryLockPage: result 1 if the frame's lock was free and is taken now. */
export function tryLockFrame(turn: Turn): void {
	const offset = frameOffset(turn, register(turn, 'frame'), 'lock');
	const isFree = turn.state[offset] === 0;
	setRegister(turn, 'result', isFree ? 1 : 0);
	if (isFree) {
		turn.state[offset] = turn.cpu + 1;
	}
}

export function countReader(turn: Turn, mm: number, by: 1 | -1): void {
	turn.state[mmOffset(turn, mm, 'semaphore')] += by;
}
