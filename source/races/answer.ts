/** The answer of a cell as plain data, for programs. */
import type {Cell} from './cell.ts';
import {statesMax} from './explore.ts';
import {describeState, endText, scheduleRows} from './schedule.ts';

/** A cell as programs read it: docs/races.md says what each field means. */
export function cellAnswer({race, holds, states, violation, notes}: Cell) {
	return {
		scenario: race.scenario.name,
		locks: race.protocol.id,
		holds: holds ?? null,
		states,
		...(holds === undefined ? {bound: statesMax} : {}),
		...(notes.length === 0 ? {} : {besides: notes}),
		...(violation === undefined
			? {}
			: {
					violation: {
						law: violation.broken.law,
						says: endText(race, violation.schedule, violation.broken),
						steps: scheduleRows(race, violation.schedule).map(({state, ...row}) => ({
							...row,
							...describeState(race, state),
						})),
					},
				}),
	};
}
