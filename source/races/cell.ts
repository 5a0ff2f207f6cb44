/** A cell of the matrix: whether a scenario holds under a protocol, and what is to be noted where it does. */
import {brokenLaw} from './check.ts';
import {createRace, type RaceOptions} from './compile.ts';
import {type Exploration, explore, type Question, statesMax} from './explore.ts';
import {type Broken, type LawId, laws} from './laws.ts';
import {canStep, nextStep, takeStep} from './ops/index.ts';
import {type Protocol, protocols} from './protocols.ts';
import type {Race} from './race.ts';
import type {Scenario} from './scenario.ts';
import {scenarios} from './scenarios.ts';
import {at, globalField, mmField} from './state.ts';

const noteIds = laws.filter(({isNote}) => isNote).map(({id}) => id);

export type Cell = {
	readonly race: Race;
	/** Undefined when a bound was hit. */
	readonly holds: boolean | undefined;
	readonly states: number;
	/** The CPU of each step of the shortest schedule that breaks a law. */
	readonly violation?: {readonly broken: Broken; readonly schedule: readonly number[]};
	/** Some interleavings come to this, though no law breaks. */
	readonly notes: readonly LawId[];
};

/** Explores one scenario under one protocol. */
export function judge(race: Race, bound = statesMax): Cell {
	const serial = serialRss(race);
	const found = new Set<LawId>();
	const ask: Question = (_race, state) => {
		const broken = brokenLaw(race, state);
		if (broken === undefined) {
			for (const note of notesOf(race, state, serial)) {
				found.add(note);
			}
		}

		return broken;
	};
	const cell = cellOf(race, explore(race, ask, bound));
	return cell.holds === true ? {...cell, notes: noteIds.filter((note) => found.has(note))} : cell;
}

function cellOf(race: Race, {states, isWhole, found}: Exploration): Cell {
	const holds = found === undefined ? (isWhole ? true : undefined) : false;
	return {race, holds, states, notes: [], ...(found === undefined ? {} : {violation: found})};
}

/** Every scenario under every protocol, scenario by scenario; a line of the matrix is ready before the next begins. */
export function* matrix(
	options: RaceOptions = {},
	chosen: readonly Protocol[] = protocols,
): Generator<readonly Cell[]> {
	for (const scenario of scenarios) {
		yield chosen.map((protocol) => judge(createRace(scenario, protocol, options)));
	}
}

/** The shortest schedule that breaks this law, or comes to what is noted; other laws are looked past. */
export function findLaw(scenario: Scenario, protocol: Protocol, law: LawId, options: RaceOptions = {}): Cell {
	const race = createRace(scenario, protocol, options);
	const serial = serialRss(race);
	const ask: Question = (_race, state) => {
		const broken = brokenLaw(race, state);
		if (notesOf(race, state, serial).includes(law)) {
			return {law, subject: 0};
		}

		return broken?.law === law || broken?.law === 'out of ids' ? broken : undefined;
	};
	return cellOf(race, explore(race, ask));
}

function notesOf(race: Race, state: Uint8Array, serial: ReadonlySet<string>): LawId[] {
	const isOver = race.cpus.every((_, cpu) => nextStep(race, state, cpu) === undefined);
	const drifts = isOver && serial.size > 0 && !serial.has(rssOf(race, state));
	return [
		...(state[globalField.waste] === 0 ? [] : (['waste'] as const)),
		...(drifts ? (['rss drift'] as const) : []),
	];
}

/** The resident counters of the address spaces that map something. */
function rssOf({layout}: Race, state: Uint8Array): string {
	return Array.from({length: layout.shape.mms}, (_, position) => {
		const mm = position + 1;
		const isMapped = state[at.mm(layout, mm, mmField.directory)] !== 0;
		return isMapped ? state[at.mm(layout, mm, mmField.rss)] : '-';
	}).join(' ');
}

/** What the counters come to when the CPUs do all their work one after the other, in every order. */
function serialRss(race: Race): ReadonlySet<string> {
	const outcomes = new Set<string>();
	for (const order of ordersOf(race.cpus.map((_, cpu) => cpu))) {
		const state = runSerially(race, order);
		if (state !== undefined) {
			outcomes.add(rssOf(race, state));
		}
	}

	return outcomes;
}

/** The state after each CPU in turn has done all its work, or undefined if one could not. */
export function runSerially(race: Race, order: readonly number[]): Uint8Array | undefined {
	const state = race.start.slice();
	for (const cpu of order) {
		while (canStep(race, state, cpu)) {
			takeStep(race, state, cpu);
		}

		if (nextStep(race, state, cpu) !== undefined) {
			return undefined;
		}
	}

	return state;
}

function ordersOf(items: readonly number[]): readonly (readonly number[])[] {
	if (items.length <= 1) {
		return [items];
	}

	return items.flatMap((item) =>
		ordersOf(items.filter((each) => each !== item)).map((rest) => [item, ...rest]),
	);
}
