/** The keys of the screen of races, and what they do to the play. */
import {choose, type Play, stepBy} from '../../../races/play.ts';

/** What the screen shows: a play, and the schedule that it began with. */
export type RacesModel = {
	readonly play: Play;
	readonly first: readonly number[];
	/** It is to be left. */
	readonly isOver?: boolean;
};

const leaving: ReadonlySet<string> = new Set(['q', 'esc', 'f10', 'ctrl-c']);

export function isLeavingKey(key: string): boolean {
	return leaving.has(key);
}

/** One key by its name; a character is its own name. Unknown keys change nothing. */
export function pressRacesKey(model: RacesModel, key: string): RacesModel {
	const {play, first} = model;
	return isLeavingKey(key)
		? {...model, isOver: true}
		: {play: isRacesKey(key) ? actions[key](play, first) : play, first};
}

const far = 10_000;

const actions: Readonly<Record<string, (play: Play, first: readonly number[]) => Play>> = {
	right: (play) => stepBy(play, 1),
	'.': (play) => stepBy(play, 1),
	left: (play) => stepBy(play, -1),
	',': (play) => stepBy(play, -1),
	pagedown: (play) => stepBy(play, 10),
	pageup: (play) => stepBy(play, -10),
	home: (play) => stepBy(play, -far),
	end: (play) => stepBy(play, far),
	'1': (play) => choose(play, 0),
	'2': (play) => choose(play, 1),
	'3': (play) => choose(play, 2),
	r: ({race}, schedule) => ({race, schedule, position: 0}),
};

export function isRacesKey(key: string): boolean {
	return Object.hasOwn(actions, key);
}

export const racesKeyHelp = '← → step  Home End  1 2 3 that CPU steps  r the shortest schedule again  q quit';
