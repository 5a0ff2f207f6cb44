/** One CPU's turn: the state that a step changes, and how its operands are found in it. */
import type {LawId} from '../laws.ts';
import {lawNumber} from '../laws.ts';
import type {Race} from '../race.ts';
import {at, cpuField, frameField, globalField, life, mmField, slotField, tableField} from '../state.ts';
import type {TableRegister} from '../step.ts';

export type Turn = {
	readonly race: Race;
	readonly state: Uint8Array;
	/** Counts from 0. */
	readonly cpu: number;
};

type Register = Exclude<keyof typeof cpuField, 'step'>;

export function register(turn: Turn, name: Register): number {
	return turn.state[at.cpu(turn.race.layout, turn.cpu, cpuField[name])];
}

export function setRegister(turn: Turn, name: Register, value: number): void {
	turn.state[at.cpu(turn.race.layout, turn.cpu, cpuField[name])] = value;
}

/** Notes the first law that a step breaks; `subject` is the id of what it is about. */
export function breakLaw(turn: Turn, law: LawId, subject: number): void {
	if (turn.state[globalField.broken] === 0) {
		turn.state[globalField.broken] = lawNumber(law);
		turn.state[globalField.subject] = subject;
	}
}

export function mmOffset(turn: Turn, mm: number, field: keyof typeof mmField): number {
	return at.mm(turn.race.layout, mm, mmField[field]);
}

/** Offset of a byte of the table in a register; using a table that is freed breaks the law of that. */
export function tableOffset(turn: Turn, on: TableRegister, field: keyof typeof tableField): number {
	const table = register(turn, on);
	const {layout} = turn.race;
	if (turn.state[at.table(layout, table, tableField.life)] === life.freed) {
		breakLaw(turn, 'freed table', table);
	}

	return at.table(layout, table, tableField[field]);
}

export function entryOffset(turn: Turn, on: TableRegister, page: number): number {
	return tableOffset(turn, on, 'entry') + page;
}

/** Offset of a byte of a frame; using a frame that is free breaks the law of that. */
export function frameOffset(turn: Turn, frame: number, field: keyof typeof frameField): number {
	const {layout} = turn.race;
	if (turn.state[at.frame(layout, frame, frameField.count)] === 0) {
		breakLaw(turn, 'freed page', frame);
	}

	return at.frame(layout, frame, frameField[field]);
}

export function slotOffset(turn: Turn, slot: number, field: keyof typeof slotField): number {
	const {layout} = turn.race;
	if (turn.state[at.slot(layout, slot, slotField.count)] === 0) {
		breakLaw(turn, 'freed slot', slot);
	}

	return at.slot(layout, slot, slotField[field]);
}

/** An id that was never used: what is freed is not used again, so that a use of it shows. The last one may repeat. */
export function takeNext(turn: Turn, field: 'nextTable' | 'nextFrame' | 'nextSlot'): number {
	const {shape} = turn.race.layout;
	const limit = {nextTable: shape.tables, nextFrame: shape.frames, nextSlot: shape.slots}[field];
	const id = turn.state[globalField[field]];
	if (id > limit) {
		breakLaw(turn, 'out of ids', limit);
		return limit;
	}

	turn.state[globalField[field]] = id + 1;
	return id;
}
