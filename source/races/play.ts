/**
 * Playing a race by hand: a schedule, how far it has been taken, and the choice of the next CPU. Each answer is a new
 * play; nothing here is drawn.
 */
import {brokenLaw} from './check.ts';
import {explore} from './explore.ts';
import type {Broken} from './laws.ts';
import {canStep, nextStep, takeStep} from './ops/index.ts';
import type {Race} from './race.ts';
import {tellStep} from './schedule.ts';
import {waitText} from './step-words.ts';

export type Play = {
	readonly race: Race;
	/** The CPU of each step, counted from 0; what lies behind `position` is still to come. */
	readonly schedule: readonly number[];
	/** Steps that were taken. */
	readonly position: number;
	/** Why the last choice could not be. */
	readonly notice?: string;
};

export function createPlay(race: Race, schedule: readonly number[]): Play {
	return {race, schedule, position: 0};
}

/** So many steps on, or back where it is negative, as far as the schedule goes. */
export function stepBy({race, schedule, position}: Play, by: number): Play {
	return {race, schedule, position: Math.max(0, Math.min(schedule.length, position + by))};
}

/**
 * Lets a CPU (from 0) take the next step. Where the schedule says so too it stays as it is; otherwise it ends here, for
 * what came behind may not be possible any more.
 */
export function choose(play: Play, cpu: number): Play {
	const {race, schedule, position} = play;
	const state = stateOf(play);
	if (cpu >= race.cpus.length) {
		return {...play, notice: `There are ${race.cpus.length} CPUs.`};
	}

	if (brokenLaw(race, state) !== undefined || !canStep(race, state, cpu)) {
		return {...play, notice: refusal(race, state, cpu)};
	}

	const kept = schedule[position] === cpu ? schedule : [...schedule.slice(0, position), cpu];
	return {race, schedule: kept, position: position + 1};
}

function refusal(race: Race, state: Uint8Array, cpu: number): string {
	if (brokenLaw(race, state) !== undefined) {
		return 'A law is broken: go back.';
	}

	return nextStep(race, state, cpu) === undefined
		? `CPU ${cpu + 1} is done.`
		: `${waitText(race, state, cpu)}.`;
}

/** The state that the play has come to. */
export function stateOf({race, schedule, position}: Play): Uint8Array {
	const state = race.start.slice();
	for (const cpu of schedule.slice(0, position)) {
		takeStep(race, state, cpu);
	}

	return state;
}

/** The law that is broken here, if one is. */
export function brokenHere(play: Play): Broken | undefined {
	return brokenLaw(play.race, stateOf(play));
}

/** What a CPU could do now, and where that leads. */
export type Choice = {
	readonly cpu: number;
	/** The step, or why there is none: `is done`, `waits for …`. */
	readonly text: string;
	readonly isPossible: boolean;
	readonly outlook?: Outlook;
};

/** The nearest broken law that can still be reached: its steps from here; `never`; or `unknown` where a bound was hit. */
export type Outlook = {readonly law: string; readonly steps: number} | 'never' | 'unknown';

/** One choice for each CPU; none where a law is broken. Where they lead is told with an outlook. */
export function choicesOf(play: Play, outlookOn?: (state: Uint8Array) => Outlook): Choice[] {
	const {race} = play;
	const here = stateOf(play);
	if (brokenLaw(race, here) !== undefined) {
		return [];
	}

	return race.cpus.map((_, cpu) => {
		if (!canStep(race, here, cpu)) {
			return {cpu, text: refusal(race, here, cpu), isPossible: false};
		}

		const after = here.slice();
		const {step} = tellStep(race, after, cpu);
		return {cpu, text: step, isPossible: true, outlook: outlookOn?.(after)};
	});
}

/** States that a look ahead may visit; beyond it the answer is `unknown`. */
const lookAheadMax = 200_000;

/** Tells what can still be reached from a state; remembers what it was asked before. */
export function createOutlook(race: Race): (state: Uint8Array) => Outlook {
	const known = new Map<string, Outlook>();
	return (state) => {
		const key = state.join();
		const answer = known.get(key) ?? lookAhead(race, state);
		known.set(key, answer);
		return answer;
	};
}

function lookAhead(race: Race, start: Uint8Array): Outlook {
	const {found, isWhole} = explore({...race, start}, brokenLaw, lookAheadMax);
	if (found !== undefined) {
		return {law: found.broken.law, steps: found.schedule.length};
	}

	return isWhole ? 'never' : 'unknown';
}
