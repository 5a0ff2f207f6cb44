/** The door of the screen of races: opens it on a terminal, or prints the frame that some keys lead to. */
import {stripVTControlCharacters} from 'node:util';
import type {RaceQuestion} from '../../inquiry/quiz/race-questions.ts';
import {UserError} from '../../machine/user-error.ts';
import {createOutlook, createPlay} from '../../races/play.ts';
import type {Race} from '../../races/race.ts';
import {isRacesKey, pressRacesKey, type RacesModel} from '../screen/races/keys.ts';
import {racesLines} from '../screen/races/lines.ts';
import {beginRaceGame} from '../screen/races/quiz.ts';
import {findGlyphs} from '../text/glyphs.ts';
import type {Paint} from '../text/line.ts';
import {findTheme, unstyled} from '../text/theme.ts';
import {hasColours} from './colours.ts';
import {type Environment, readConfig} from './read-config.ts';
import type {Terminal} from './view.ts';

/** Resolves with the exit code when the screen is left. */
export async function openRaces(
	race: Race,
	schedule: readonly number[],
	terminal: Terminal,
): Promise<number> {
	const {openRacesScreen} = await import('./open-races.tsx');
	return openRacesScreen(begin(race, schedule), paintFor(terminal.env), terminal);
}

/** A quiz about races as a game: the screen asks, judges, and steps through the schedule that is the solution. */
export async function openRaceQuiz(
	title: string,
	questions: readonly RaceQuestion[],
	terminal: Terminal,
): Promise<number> {
	const {openRaceQuizScreen} = await import('./open-races.tsx');
	return openRaceQuizScreen(beginRaceGame(title, questions), paintFor(terminal.env), terminal);
}

function begin(race: Race, schedule: readonly number[]): RacesModel {
	return {play: createPlay(race, schedule), first: schedule};
}

function paintFor(env: Environment): Paint {
	const {theme, ascii} = readConfig(env);
	return {
		theme: findTheme(hasColours(env, true) ? (theme ?? 'terminal') : 'monochrome') ?? unstyled,
		glyphs: findGlyphs(ascii ? 'ascii' : 'unicode'),
	};
}

/** The frame after some keys, by their names: `right right 2`; throws a UserError for a key that there is not. */
export function printRaces(
	race: Race,
	schedule: readonly number[],
	keys: string,
	{COLUMNS, LINES}: Environment,
): string {
	const words = keys.split(/\s+/).filter((word) => word !== '');
	const strange = words.find((word) => !isRacesKey(word));
	if (strange !== undefined) {
		throw new UserError(`There is no key "${strange}"`, {
			expected: 'keys such as right, left, home, end, 1, 2 and 3',
		});
	}

	const {play} = words.reduce(pressRacesKey, begin(race, schedule));
	const size = {columns: Number(COLUMNS) || 120, rows: Number(LINES) || 40};
	const paint = {theme: unstyled, glyphs: findGlyphs('unicode')};
	const lines = racesLines(play, createOutlook(race), size, paint);
	return `${lines.map((line) => stripVTControlCharacters(line).trimEnd()).join('\n')}\n`;
}
