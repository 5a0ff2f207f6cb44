/** A schedule in rows: for each step the CPU, what it did, and what stands after it. */

import {brokenText} from './broken-words.ts';
import type {Broken} from './laws.ts';
import {carryOutStep, nextStep, settle} from './ops/index.ts';
import type {Race} from './race.ts';
import {
	at,
	directoryBits,
	frameField,
	mmField,
	pagesOfTable,
	signed,
	slotField,
	stepOf,
	tableField,
} from './state.ts';
import {stepText} from './step-words.ts';
import {cacheText, entryText, heldLocks, idsOf} from './words.ts';

export type ScheduleRow = {
	/** Counts from 1, like the CPU. */
	readonly number: number;
	readonly cpu: number;
	/** The routine that the step belongs to: `read 0`. */
	readonly routine: string;
	readonly step: string;
	/** Locks held after the step, with their holders. */
	readonly locks: readonly string[];
	/** The state after the step. */
	readonly state: Uint8Array;
};

/** The rows of a schedule: the CPU of each step, counted from 0. */
export function scheduleRows(race: Race, schedule: readonly number[]): ScheduleRow[] {
	const state = race.start.slice();
	return schedule.map((cpu, position) => {
		const {routine, step} = tellStep(race, state, cpu);
		return {
			number: position + 1,
			cpu: cpu + 1,
			routine,
			step,
			locks: heldLocks(race, state),
			state: state.slice(),
		};
	});
}

/** Takes a step in place, and says what it was. */
export function tellStep(race: Race, state: Uint8Array, cpu: number): {routine: string; step: string} {
	const next = nextStep(race, state, cpu);
	const routine = race.cpus[cpu].instructions[stepOf(race.layout, state, cpu)]?.call.text ?? '';
	carryOutStep(race, state, cpu);
	const step = next === undefined ? '' : stepText({race, state, cpu}, next);
	settle({race, state, cpu}, stepOf(race.layout, state, cpu) + 1);
	return {routine, step};
}

/** A state in plain rows, as JSON prints it. */
export function describeState(race: Race, state: Uint8Array) {
	const {layout} = race;
	const mms = Array.from({length: layout.shape.mms}, (_, position) => position + 1);
	return {
		addressSpaces: mms.map((mm) => ({
			mm,
			table: state[at.mm(layout, mm, mmField.directory)] & directoryBits.table,
			writable: (state[at.mm(layout, mm, mmField.directory)] & directoryBits.write) !== 0,
			rss: signed(state[at.mm(layout, mm, mmField.rss)]),
		})),
		tables: idsOf(state, 'nextTable').map((table) => ({
			table,
			count: signed(state[at.table(layout, table, tableField.count)]),
			freed: state[at.table(layout, table, tableField.life)] === 2,
			entries: Array.from({length: pagesOfTable}, (_, page) =>
				entryText(state[at.table(layout, table, tableField.entry + page)]),
			),
		})),
		frames: idsOf(state, 'nextFrame').map((frame) => ({
			frame,
			count: signed(state[at.frame(layout, frame, frameField.count)]),
			word: state[at.frame(layout, frame, frameField.word)],
			cache: cacheText(race, state, frame),
		})),
		slots: idsOf(state, 'nextSlot').map((slot) => ({
			slot,
			count: signed(state[at.slot(layout, slot, slotField.count)]),
			word: state[at.slot(layout, slot, slotField.word)],
		})),
		tlbs: race.cpus.map((_, cpu) =>
			Array.from({length: pagesOfTable}, (_entry, page) =>
				entryText(state[at.tlb(layout, cpu, page)] & ~0x20),
			),
		),
	};
}

/** What a schedule comes to, in one sentence. */
export function endText(race: Race, schedule: readonly number[], broken: Broken): string {
	const state = scheduleRows(race, schedule).at(-1)?.state ?? race.start;
	return brokenText(race, state, broken);
}
