/**
 * The root component. Ink has the terminal: its other screen, its keys, its way to the shell and back. What stands on the
 * screen it does not lay out, as the lines of a frame come ready: they are written as they are.
 */
import {useApp, useStdout} from 'ink';
import {useEffect, useLayoutEffect, useMemo} from 'react';
import type {Store, TerminalEffect} from '../screen/store.ts';
import {createFrames, type Frames} from './frames.ts';
import {inputsTo} from './listen.ts';
import {inTurn} from './turns.ts';
import {useTerminalInput} from './use-input.ts';

type SuspendTerminal = (wait: () => Promise<void>) => Promise<void>;

export type AppProps = {
	readonly store: Store;
	/** Gives the terminal to the shell until the process is continued; absent where there is no shell. */
	readonly suspend?: (suspendTerminal: SuspendTerminal) => Promise<void>;
};

export function App({store, suspend}: AppProps) {
	const {stdout} = useStdout();
	const frames = useMemo(() => createFrames(store, stdout), [store, stdout]);
	useLayoutEffect(() => frames.start(), [frames]);
	useTerminal(store, frames, suspend);
	return null;
}

/** Keys come in, and what only the terminal can do goes out. */
function useTerminal(store: Store, frames: Frames, suspend: AppProps['suspend']): void {
	const {exit, suspendTerminal} = useApp();
	useEffect(() => {
		const standAside: SuspendTerminal = (wait) => frames.whileAway(() => suspendTerminal(wait));
		const ask = inTurn((type: TerminalEffect['type']) => {
			switch (type) {
				case 'quit':
					return exit();
				case 'suspend':
					return suspend?.(standAside);
				case 'redraw':
					return standAside(async () => {});
			}
		}, exit);
		store.onTerminalEffect(({type}) => ask(type));
	}, [store, frames, exit, suspend, suspendTerminal]);

	useTerminalInput(useMemo(() => inputsTo(store), [store]));
}
