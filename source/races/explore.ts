/** Visits every state that the CPUs of a race can come to, breadth first, so that what is found first is shortest. */
import {brokenLaw} from './check.ts';
import type {Broken} from './laws.ts';
import {canStep, takeStep} from './ops/index.ts';
import type {Race} from './race.ts';
import {createStateSet} from './state-set.ts';

export type Exploration = {
	/** States visited. */
	readonly states: number;
	/** False if the bound, or the room for ids, was used up before all was seen. */
	readonly isWhole: boolean;
	/** The shortest way to what was looked for: the CPU of each step. */
	readonly found?: {readonly broken: Broken; readonly schedule: readonly number[]};
};

/** What a state is asked: an answer ends the exploration. */
export type Question = (race: Race, state: Uint8Array) => Broken | undefined;

/** A race that is larger than this is not decided. */
export const statesMax = 2_000_000;

export function explore(race: Race, ask: Question = brokenLaw, bound = statesMax): Exploration {
	const set = createStateSet(race.layout.size);
	const parents: number[] = [-1];
	const cpus: number[] = [-1];
	const state = new Uint8Array(race.layout.size);
	let isWhole = true;
	set.add(race.start);
	const atStart = ask(race, race.start);
	if (atStart !== undefined) {
		return {states: 1, isWhole, found: {broken: atStart, schedule: []}};
	}

	for (let from = 0; from < set.count; from += 1) {
		for (let cpu = 0; cpu < race.cpus.length; cpu += 1) {
			set.read(from, state);
			if (!canStep(race, state, cpu)) {
				continue;
			}

			takeStep(race, state, cpu);
			if (set.count >= bound) {
				return {states: set.count, isWhole: false};
			}

			if (!set.add(state)) {
				continue;
			}

			parents.push(from);
			cpus.push(cpu);
			const broken = ask(race, state);
			if (broken?.law === 'out of ids') {
				isWhole = false;
			} else if (broken !== undefined) {
				const schedule = scheduleTo(set.count - 1, parents, cpus);
				return {states: set.count, isWhole, found: {broken, schedule}};
			}
		}
	}

	return {states: set.count, isWhole};
}

/** The CPUs that took a step, from the start to a state. */
function scheduleTo(last: number, parents: readonly number[], cpus: readonly number[]): number[] {
	const schedule: number[] = [];
	for (let at = last; at > 0; at = parents[at]) {
		schedule.push(cpus[at]);
	}

	return schedule.reverse();
}
