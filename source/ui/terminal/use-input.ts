/** Keys, mouse reports and pastes for a component, while it is mounted. */
import {useStdin} from 'ink';
import {useEffect} from 'react';
import type {Input} from '../state/input.ts';
import {listenToInput} from './listen.ts';

/** `receive` must stay the same from drawing to drawing. */
export function useTerminalInput(receive: (input: Input) => void): void {
	const {stdin, setRawMode, isRawModeSupported} = useStdin();
	useEffect(() => {
		if (isRawModeSupported) {
			setRawMode(true);
		}

		const stop = listenToInput(stdin, receive);
		return () => {
			stop();
			if (isRawModeSupported) {
				setRawMode(false);
			}
		};
	}, [receive, stdin, setRawMode, isRawModeSupported]);
}
