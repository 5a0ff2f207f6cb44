/** Opens the flat screen on a session: keys come in, lines go out, at a pace that can be listened to. */

import {printable} from '../../machine/printable.ts';
import {treeState} from '../panes/tree/state.ts';
import {changesBetween, type Heard, hear} from '../screen/flat.ts';
import {createStore} from '../screen/store.ts';
import {createModel} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import {loadTables} from '../text/small-table.ts';
import {startClock} from './clock.ts';
import {workWhileIdle} from './idle.ts';
import {inputsTo, listenToInput} from './listen.ts';
import type {OpenOptions} from './open.tsx';

/** Least time between two lines that no key asked for, in milliseconds: reading one aloud takes longer still. */
const spokenEveryMs = 1500;
/** Lines that a key brought about wait only for the rest of the burst. */
const answeredMs = 20;

/** Resolves with the exit code once it is left. */
export async function openFlat(
	session: Session,
	{stdin, stdout, start, outside}: OpenOptions,
): Promise<number> {
	await loadTables();
	const size = {columns: stdout.columns || 80, rows: stdout.rows || 24};
	const model = createModel({size, panes: session.panes.map(({id}) => id)});
	const store = createStore(
		session,
		treeState.with({...model, isFlashing: false, ...start}, {mode: 'flat'}),
		{
			copy: (code) => stdout.write(code),
			...outside,
		},
	);
	let heard: Heard | undefined;
	let timer: NodeJS.Timeout | undefined;
	const speak = (): void => {
		timer = undefined;
		const now = hear(store.model(), session);
		stdout.write(
			changesBetween(heard, now)
				.map((line) => `${printable(line)}\n`)
				.join(''),
		);
		heard = now;
	};

	return new Promise((resolve) => {
		stdin.setRawMode?.(true);
		const stopListening = listenToInput(stdin, inputsTo(store));
		const stopFeed = outside?.feed?.((feed) => store.send({type: 'feed', feed}));
		const stopClock = startClock(store);
		const stopWatching = store.subscribe(() => {
			timer ??= setTimeout(speak, store.model().isPlaying ? spokenEveryMs : answeredMs);
		});
		const stopWorking = workWhileIdle(store);
		store.onTerminalEffect(({type}) => {
			if (type === 'quit') {
				stopListening();
				stopFeed?.();
				stopClock();
				stopWatching();
				stopWorking();
				clearTimeout(timer);
				stdin.setRawMode?.(false);
				stdin.pause();
				resolve(0);
			}
		});
		stdout.write(
			'Space plays or pauses, . and , step, Tab goes to the next pane, ? lists the keys, q quits.\n',
		);
		speak();
	});
}
