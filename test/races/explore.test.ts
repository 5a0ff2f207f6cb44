/** The explorer against the simplest one there is, which follows every schedule and remembers states as text. */
import {expect, test} from 'vitest';
import {brokenLaw} from '../../source/races/check.ts';
import {createRace} from '../../source/races/compile.ts';
import {explore} from '../../source/races/explore.ts';
import {canStep, takeStep} from '../../source/races/ops/index.ts';
import {findProtocol, protocols} from '../../source/races/protocols.ts';
import type {Race} from '../../source/races/race.ts';
import {findScenario} from '../../source/races/scenarios.ts';
import {createStateSet} from '../../source/races/state-set.ts';

/** All states, and the fewest steps to one that breaks a law; depth first, with the fewest steps to each state. */
function exploreSimply(race: Race): {states: number; fewest: number} {
	const depths = new Map<string, number>();
	let fewest = Number.POSITIVE_INFINITY;
	const visit = (state: Uint8Array, depth: number) => {
		const key = state.join(' ');
		const known = depths.get(key);
		if (known !== undefined && known <= depth) {
			return;
		}

		depths.set(key, depth);
		if (brokenLaw(race, state) !== undefined) {
			fewest = Math.min(fewest, depth);
			return;
		}

		for (const cpu of race.cpus.keys()) {
			if (canStep(race, state, cpu)) {
				const next = state.slice();
				takeStep(race, next, cpu);
				visit(next, depth + 1);
			}
		}
	};
	visit(race.start, 0);
	return {states: depths.size, fewest};
}

function raceOf(scenario: string, locks: string): Race {
	return createRace(
		findScenario(scenario) ?? expect.unreachable(),
		findProtocol(locks) ?? expect.unreachable(),
	);
}

const small = ['share-unshare', 'zap-zap', 'exit-free', 'write-swapout', 'thread-fork', 'fork-swapout'];
const cases = small.flatMap((scenario) => protocols.map(({id}) => [scenario, id] as const));

test.each(cases)(
	'%s under %s: as many states, and as few steps, as by following every schedule',
	(scenario, locks) => {
		const race = raceOf(scenario, locks);
		const simple = exploreSimply(race);
		const {found, states} = explore(race);
		if (found === undefined) {
			expect({states, fewest: Number.POSITIVE_INFINITY}).toEqual(simple);
		} else {
			expect(found.schedule.length).toBe(simple.fewest);
		}
	},
);

test('a schedule leads to the state that breaks the law', () => {
	const race = raceOf('read-read', 'v2');
	const {found} = explore(race);
	const state = race.start.slice();
	for (const cpu of found?.schedule ?? []) {
		expect(brokenLaw(race, state)).toBeUndefined();
		expect(canStep(race, state, cpu)).toBe(true);
		takeStep(race, state, cpu);
	}

	expect(brokenLaw(race, state)).toEqual(found?.broken);
});

test('a set of states holds what was added, once, however many there are', () => {
	const set = createStateSet(3);
	const stateOf = (n: number) => Uint8Array.of(n & 0xff, (n >> 8) & 0xff, 7);
	for (let n = 0; n < 10_000; n += 1) {
		expect(set.add(stateOf(n))).toBe(true);
	}

	const read = new Uint8Array(3);
	for (let n = 0; n < 10_000; n += 1) {
		expect(set.add(stateOf(n))).toBe(false);
		set.read(n, read);
		expect([...read]).toEqual([...stateOf(n)]);
	}

	expect(set.count).toBe(10_000);
});
