/** The root component: the lines of a frame, one text each, and the terminal's side of the store. */
import {Box, Transform, useApp} from 'ink';
import {memo, useEffect, useMemo, useSyncExternalStore} from 'react';
import {renderScreen} from '../screen/split.ts';
import type {Store, TerminalEffect} from '../screen/store.ts';
import {guideRows} from '../state/guide.ts';
import {inputsTo} from './listen.ts';
import {inTurn} from './turns.ts';
import {useTerminalInput} from './use-input.ts';

export type AppProps = {
	readonly store: Store;
	/** Gives the terminal to the shell until the process is continued; absent where there is no shell. */
	readonly suspend?: (suspendTerminal: (wait: () => Promise<void>) => Promise<void>) => Promise<void>;
};

export function App({store, suspend}: AppProps) {
	const frame = useMemo(() => frameReader(store), [store]);
	const lines = useSyncExternalStore(store.subscribe, frame, frame);
	useTerminal(store, suspend);
	const model = store.model();
	const {size} = model;
	return (
		<Box flexDirection="column" width={size.columns} height={size.rows + guideRows(model)} overflow="hidden">
			{lines.map((line, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its row and nothing else
				<Line key={row} text={line} />
			))}
		</Box>
	);
}

/** The lines of the present frame, drawn once for each version of the store, when it changes and not when React asks. */
function frameReader(store: Store): () => readonly string[] {
	let version = -1;
	let lines: readonly string[] = [];
	return () => {
		if (version !== store.version()) {
			version = store.version();
			lines = renderScreen(store.model(), store.session);
		}

		return lines;
	};
}

/**
 * A line comes ready: of its width, with its escape codes. As the text of a node Ink would measure it, lay it out, cut it
 * and take it apart twice; as what a blank is transformed into, it is only taken apart once.
 */
const Line = memo(function Line({text}: {readonly text: string}) {
	return <Transform transform={() => text}> </Transform>;
});

/** Keys come in, and what only the terminal can do goes out. */
function useTerminal(store: Store, suspend: AppProps['suspend']): void {
	const {exit, suspendTerminal} = useApp();
	useEffect(() => {
		const ask = inTurn((type: TerminalEffect['type']) => {
			switch (type) {
				case 'quit':
					return exit();
				case 'suspend':
					return suspend?.(suspendTerminal);
				case 'redraw':
					return suspendTerminal(async () => {});
			}
		}, exit);
		store.onTerminalEffect(({type}) => ask(type));
	}, [store, exit, suspend, suspendTerminal]);

	useTerminalInput(useMemo(() => inputsTo(store), [store]));
}
