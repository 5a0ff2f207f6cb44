/** The screens of races on a terminal, a play and a quiz: keys in, frames out. */
import {Box, render, Transform, useApp, useWindowSize} from 'ink';
import {useCallback, useEffect, useState} from 'react';
import {createOutlook} from '../../races/play.ts';
import {pressRacesKey, type RacesModel} from '../screen/races/keys.ts';
import {racesLines} from '../screen/races/lines.ts';
import {pressRaceGame, type RaceGame, raceGameLines} from '../screen/races/quiz.ts';
import type {Input, KeyInput} from '../state/input.ts';
import type {Size} from '../state/layout.ts';
import type {Paint} from '../text/line.ts';
import {useTerminalInput} from './use-input.ts';
import type {Terminal} from './view.ts';

type Model = {readonly isOver?: boolean};
type Screen<Shown extends Model> = {
	readonly start: Shown;
	readonly press: (shown: Shown, input: KeyInput) => Shown;
	readonly draw: (shown: Shown, size: Size) => readonly string[];
};

function KeyedScreen<Shown extends Model>({start, press, draw}: Screen<Shown>) {
	const {exit} = useApp();
	const {columns, rows} = useWindowSize();
	const [shown, setShown] = useState(start);
	const receive = useCallback(
		(input: Input) => {
			if (input.type === 'key') {
				setShown((before) => press(before, input));
			}
		},
		[press],
	);
	useTerminalInput(receive);
	useEffect(() => {
		if (shown.isOver) {
			exit();
		}
	}, [shown, exit]);
	return (
		<Box flexDirection="column" width={columns} height={rows} overflow="hidden">
			{draw(shown, {columns, rows}).map((line, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its row and nothing else
				<Transform key={row} transform={() => line}>
					{' '}
				</Transform>
			))}
		</Box>
	);
}

type Props<Shown> = {readonly start: Shown; readonly paint: Paint};

export function Races({start, paint}: Props<RacesModel>) {
	const [outlookOn] = useState(() => createOutlook(start.play.race));
	const draw = ({play}: RacesModel, size: Size) => racesLines(play, outlookOn, size, paint);
	return <KeyedScreen start={start} press={pressRace} draw={draw} />;
}

function pressRace(model: RacesModel, {key}: KeyInput): RacesModel {
	return pressRacesKey(model, key);
}

export function RaceQuiz({start, paint}: Props<RaceGame>) {
	const draw = (game: RaceGame, size: Size) => raceGameLines(game, size, paint);
	return <KeyedScreen start={start} press={pressRaceGame} draw={draw} />;
}

export function openRacesScreen(start: RacesModel, paint: Paint, terminal: Terminal): Promise<number> {
	return show(<Races start={start} paint={paint} />, terminal);
}

export function openRaceQuizScreen(start: RaceGame, paint: Paint, terminal: Terminal): Promise<number> {
	return show(<RaceQuiz start={start} paint={paint} />, terminal);
}

/** Resolves with the exit code when the screen is left. */
async function show(
	screen: Parameters<typeof render>[0],
	{stdin, stdout, stderr}: Terminal,
): Promise<number> {
	const app = render(screen, {
		stdin,
		stdout,
		stderr,
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		patchConsole: false,
		// Ink takes a variable named CI for the absence of a terminal; who calls this has one.
		interactive: true,
	});
	await app.waitUntilExit();
	return 0;
}
