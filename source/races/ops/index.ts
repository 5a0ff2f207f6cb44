/** Carries one step out: what each operation does to the state. */

import {isStep, type Race} from '../race.ts';
import {
	at,
	cacheBits,
	cpuField,
	entryBits,
	globalField,
	isPresent,
	isSwapped,
	mmField,
	setStep,
	stepOf,
} from '../state.ts';
import type {Condition, Step, StepOp} from '../step.ts';
import * as frames from './frames.ts';
import * as locks from './locks.ts';
import * as programs from './programs.ts';
import * as tables from './tables.ts';
import {register, setRegister, type Turn} from './turn.ts';

type StepOf<Op extends StepOp> = Extract<Step, {readonly op: Op}>;
type Operations = {readonly [Op in StepOp]: (turn: Turn, step: StepOf<Op>, mm: number, page: number) => void};

const operations: Operations = {
	lock: (turn, {lock, on}, mm) => locks.takeLock(turn, lock, mm, on ?? 'table'),
	unlock: (turn, {lock, on}, mm) => locks.dropLock(turn, lock, mm, on ?? 'table'),
	tryLock: (turn) => locks.tryLockFrame(turn),
	lockRead: (turn, _step, mm) => locks.countReader(turn, mm, 1),
	unlockRead: (turn, _step, mm) => locks.countReader(turn, mm, -1),
	findTableLocked(turn, _step, mm) {
		tables.readDirectory(turn, mm);
		if (register(turn, 'table') !== 0) {
			locks.takeLock(turn, 'table', mm, 'table');
		}
	},
	readDirectory: (turn, _step, mm) => tables.readDirectory(turn, mm),
	readDirectoryAgain: (turn, _step, mm) => tables.readDirectoryAgain(turn, mm),
	clearDirectory: (turn, _step, mm) => tables.clearDirectory(turn, mm),
	openDirectory: (turn, _step, mm) => tables.openDirectory(turn, mm),
	closeDirectory: (turn, _step, mm) => tables.closeDirectory(turn, mm),
	setDirectory: (turn, {on, isOpen}, mm) => tables.setDirectory(turn, mm, on, isOpen),
	readCount: (turn, {on}) => tables.readCount(turn, on),
	count: (turn, {on, by}) => tables.addCount(turn, on, by),
	freeTable: (turn, {on, isWaste}) => tables.freeTable(turn, on, isWaste === true),
	allocateTable: (turn) => tables.allocateTable(turn),
	allocateFrame: (turn) => frames.allocateFrame(turn),
	allocateSlot: (turn) => frames.allocateSlot(turn),
	readEntry: (turn, {on}, _mm, page) => tables.readEntry(turn, on, page),
	readSame: (turn, {on}, _mm, page) => tables.readSame(turn, on, page),
	takeEntry: (turn, {on}, _mm, page) => tables.takeEntry(turn, on, page),
	clearWrite: (turn, {on}, _mm, page) => tables.clearWrite(turn, on, page),
	testYoung: (turn, {on}, _mm, page) => tables.testYoung(turn, on, page),
	storeEntry: (turn, {on, value}, _mm, page) => tables.storeEntry(turn, on, page, value),
	countFrame: (turn, {which, by, isWaste}) => frames.countFrame(turn, which, by, isWaste === true),
	countSlot: (turn, {by}) => frames.countSlot(turn, by),
	copyFrame: (turn) => frames.copyFrame(turn),
	findCached: (turn, _step, _mm, page) => frames.findCached(turn, page),
	mayReuse: (turn) => frames.mayReuse(turn),
	readCache: (turn) => frames.readCache(turn),
	setDirty: (turn) => frames.setDirty(turn),
	addToSwapCache: (turn) => frames.addToSwapCache(turn),
	findSwapCached: (turn) => frames.findSwapCached(turn),
	readSwap: (turn) => frames.readSwap(turn),
	findUnused: (turn) => frames.findUnused(turn),
	writeOut: (turn) => frames.writeOut(turn),
	dropFromCache: (turn) => frames.dropFromCache(turn),
	countRss: (turn, {by, ofAll}, mm) => tables.countRss(turn, mm, by, ofAll),
	addTableRss: (turn, _step, mm) => tables.countTableRss(turn, mm, 1),
	takeTableRss: (turn, _step, mm) => tables.countTableRss(turn, mm, -1),
	flush: (turn, {scope, page}, mm) => programs.flush(turn, mm, page, scope),
	access: (turn, {word}, mm, page) => programs.access(turn, mm, page, word),
	walk: (turn, {word}, mm, page) => programs.walk(turn, mm, page, word !== undefined),
};

const conditions: Readonly<Record<Condition, (turn: Turn) => boolean>> = {
	noTable: (turn) => register(turn, 'table') === 0,
	isOpen: (turn) => register(turn, 'isOpen') === 1,
	zero: (turn) => register(turn, 'result') === 0,
	one: (turn) => register(turn, 'result') === 1,
	two: (turn) => register(turn, 'result') === 2,
	notTwo: (turn) => register(turn, 'result') !== 2,
	many: (turn) => register(turn, 'result') > 1,
	yes: (turn) => register(turn, 'result') === 1,
	no: (turn) => register(turn, 'result') === 0,
	gone: (turn) => register(turn, 'result') === 2,
	none: (turn) => register(turn, 'entry') === 0,
	swapped: (turn) => isSwapped(register(turn, 'entry')),
	present: (turn) => isPresent(register(turn, 'entry')),
	absent: (turn) => !isPresent(register(turn, 'entry')),
	writable: (turn) => (register(turn, 'entry') & entryBits.write) !== 0,
	notYoung: (turn) => (register(turn, 'entry') & entryBits.young) === 0,
	notDirty: (turn) => (register(turn, 'entry') & entryBits.dirty) === 0,
	cleanFrame: (turn) => (register(turn, 'result') & cacheBits.dirty) === 0,
	inSwapCache: (turn) => (register(turn, 'result') & cacheBits.swap) !== 0,
	inPageCache: (turn) => (register(turn, 'result') & cacheBits.file) !== 0,
	shareLockNotMine: (turn) => !locks.holds(turn, 'share'),
	tableLockNotMine: (turn) => !locks.holds(turn, 'table'),
};

/** The step that a CPU would take next, or undefined when it is done. */
export function nextStep(race: Race, state: Uint8Array, cpu: number): Step | undefined {
	const instruction = race.cpus[cpu].instructions[stepOf(race.layout, state, cpu)];
	return instruction !== undefined && isStep(instruction) ? instruction : undefined;
}

/** Whether a CPU has a step that it can take now: it is not done, and waits for no lock. */
export function canStep(race: Race, state: Uint8Array, cpu: number): boolean {
	const step = nextStep(race, state, cpu);
	return step !== undefined && state[globalField.broken] === 0 && locks.isEnabled({race, state, cpu}, step);
}

/** Lets a CPU take its next step, in place. It must be able to. */
export function takeStep(race: Race, state: Uint8Array, cpu: number): void {
	carryOutStep(race, state, cpu);
	settle({race, state, cpu}, stepOf(race.layout, state, cpu) + 1);
}

/** The step alone: the CPU's registers are still what it found, and it has not gone on. */
export function carryOutStep(race: Race, state: Uint8Array, cpu: number): void {
	const turn = {race, state, cpu};
	const instruction = race.cpus[cpu].instructions[stepOf(race.layout, state, cpu)];
	if (isStep(instruction)) {
		if (instruction.bears !== undefined) {
			programs.bear(turn, instruction.call.mm, instruction.bears);
		}

		carryOut(turn, instruction);
	}
}

function carryOut<Op extends StepOp>(turn: Turn, step: StepOf<Op> & {readonly op: Op}): void {
	const operation: (turn: Turn, step: StepOf<Op>, mm: number, page: number) => void = operations[step.op];
	operation(turn, step, step.mm ?? 0, step.page ?? 0);
}

/** Goes on from an instruction, through branches and ends of routines, to the next step. */
export function settle(turn: Turn, from: number): void {
	const {instructions} = turn.race.cpus[turn.cpu];
	let position = from;
	for (;;) {
		const instruction = instructions[position];
		if (instruction === undefined || isStep(instruction)) {
			setStep(turn.race.layout, turn.state, turn.cpu, position);
			return;
		}

		position += 1;
		if ('goTo' in instruction) {
			const isTaken = instruction.when === undefined || conditions[instruction.when](turn);
			position = isTaken ? instruction.goTo : position;
		} else if ('follow' in instruction) {
			setRegister(turn, 'table', register(turn, instruction.follow));
		} else {
			endCall(turn, instruction.end.child);
		}
	}
}

function endCall(turn: Turn, child: number): void {
	const {layout} = turn.race;
	const first = at.cpu(layout, turn.cpu, cpuField.table);
	turn.state.fill(0, first, at.cpu(layout, turn.cpu, cpuField.isOpen) + 1);
	if (child !== 0) {
		turn.state[at.mm(layout, child, mmField.parent)] = 0;
	}
}
