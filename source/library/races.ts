/** Races: what CPUs can do to a shared page table at once, under ways of locking. */
import {UserError} from '../machine/user-error.ts';
import {cellAnswer} from '../races/answer.ts';
import {judge} from '../races/cell.ts';
import {createRace} from '../races/compile.ts';
import {findProtocol, type Protocol, protocols} from '../races/protocols.ts';
import {readScenario} from '../races/read-scenario.ts';
import {findScenario, scenarios} from '../races/scenarios.ts';
import type {RaceAnswer} from './answers.ts';

export type RaceOptions = {
	/** This way of locking; all of them unless told, or the one that the scenario names. */
	readonly locks?: string;
	/** Write bits are cleared with one atomic operation. */
	readonly isAtomic?: boolean;
};

/**
 * Every interleaving of a scenario: a built-in one by its name, or the text of one (docs/races.md). Throws a UserError for a
 * scenario or a way of locking that is not known.
 */
export function races(scenario: string, {locks, isAtomic = false}: RaceOptions = {}): readonly RaceAnswer[] {
	const chosen = findScenario(scenario) ?? readOwn(scenario);
	const named = locks ?? chosen.locks;
	return (named === undefined ? protocols : [protocolOf(named)]).map((protocol) =>
		cellAnswer(judge(createRace(chosen, protocol, {isAtomic}))),
	);
}

function readOwn(text: string) {
	if (!text.includes('\n')) {
		throw new UserError(`There is no scenario "${text}"`, {
			expected: scenarios.map(({name}) => name).join(', '),
		});
	}

	return readScenario(text, 'the scenario');
}

function protocolOf(id: string): Protocol {
	const protocol = findProtocol(id);
	if (protocol === undefined) {
		throw new UserError(`There is no way of locking "${id}"`, {
			expected: protocols.map((each) => each.id).join(', '),
		});
	}

	return protocol;
}
