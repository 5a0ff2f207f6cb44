/** The screen of races on a terminal: keys in, frames out. */
import {Box, render, Transform, useApp, useInput, useWindowSize} from 'ink';
import {useMemo, useState} from 'react';
import {createOutlook} from '../../races/play.ts';
import {pressRacesKey, type RacesModel} from '../screen/races/keys.ts';
import {racesLines} from '../screen/races/lines.ts';
import type {Paint} from '../text/line.ts';
import type {Terminal} from './view.ts';

type Props = {readonly start: RacesModel; readonly paint: Paint};

export function Races({start, paint}: Props) {
	const {exit} = useApp();
	const {columns, rows} = useWindowSize();
	const [model, setModel] = useState(start);
	const outlookOn = useMemo(() => createOutlook(start.play.race), [start]);
	useInput((input, key) => {
		if (input === 'q' || key.escape) {
			exit();
		} else {
			setModel((before) => pressRacesKey(before, keyName(input, key)));
		}
	});
	const lines = racesLines(model.play, outlookOn, {columns, rows}, paint);
	return (
		<Box flexDirection="column" width={columns} height={rows} overflow="hidden">
			{lines.map((line, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its row and nothing else
				<Transform key={row} transform={() => line}>
					{' '}
				</Transform>
			))}
		</Box>
	);
}

type InkKey = Parameters<Parameters<typeof useInput>[0]>[1];

function keyName(input: string, key: InkKey): string {
	const named = {
		right: key.rightArrow,
		left: key.leftArrow,
		home: key.home,
		end: key.end,
		pageup: key.pageUp,
		pagedown: key.pageDown,
	};
	return Object.entries(named).find(([, isPressed]) => isPressed)?.[0] ?? input;
}

/** Resolves with the exit code when the screen is left. */
export async function openRacesScreen(
	start: RacesModel,
	paint: Paint,
	{stdin, stdout, stderr}: Terminal,
): Promise<number> {
	const app = render(<Races start={start} paint={paint} />, {
		stdin,
		stdout,
		stderr,
		alternateScreen: true,
		incrementalRendering: true,
		patchConsole: false,
		// Ink takes a variable named CI for the absence of a terminal; who calls this has one.
		interactive: true,
	});
	await app.waitUntilExit();
	return 0;
}
