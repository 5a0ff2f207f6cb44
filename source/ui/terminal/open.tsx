/** Opens the screen on a session, and leaves the terminal as it was found, whatever happens in between. */
import {once} from 'node:events';
import process from 'node:process';
import {setTimeout} from 'node:timers/promises';
import {render} from 'ink';
import type {Outside} from '../screen/outside.ts';
import {createStore, type Store} from '../screen/store.ts';
import {guideRows} from '../state/guide.ts';
import {createModel, type Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import {loadTables} from '../text/small-table.ts';
import {App} from './app.tsx';
import {startClock} from './clock.ts';
import {workWhileIdle} from './idle.ts';

export type OpenOptions = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly stderr: NodeJS.WriteStream;
	readonly start: Partial<Model>;
	readonly outside?: Outside;
	/** Told how the screen was left. */
	readonly onEnd?: (model: Model) => void;
};

/** Signals that end the program; a shell expects 128 and the number. Ink looks for who listens to SIGABRT by its other name. */
const endings = {SIGTERM: 143, SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGABRT: 134, SIGIOT: 134} as const;

/** What to do first; the first key takes it away. */
const playingHint = 'Space pauses; ? lists all keys; then . and , step, arrows and Tab look around.';
const pausedHint = 'Space plays; ? lists all keys; . and , step, arrows and Tab look around.';

const pasteOn = '\u001B[?2004h';
const pasteOff = '\u001B[?2004l';
/** Presses, drags, and coordinates without a limit. */
const mouseOn = '\u001B[?1000h\u001B[?1002h\u001B[?1006h';
const mouseOff = '\u001B[?1006l\u001B[?1002l\u001B[?1000l';

/** Resolves with the exit code when the screen is closed; rejects with what broke it. */
export async function openScreen(session: Session, options: OpenOptions): Promise<number> {
	const {stdin, stdout, stderr} = options;
	const panes = session.panes.map(({id}) => id);
	const notice = options.start.isPlaying ? playingHint : pausedHint;
	const model = {...createModel({size: sizeFor(stdout, options.start), panes}), notice, ...options.start};
	const store = createStore(session, model, {copy: (code) => stdout.write(code), ...options.outside});
	let isOver = false;
	const modes = {
		// A program that is ended while it sleeps wakes up once more.
		on: () => isOver || stdout.write(pasteOn + (store.model().hasMouse ? mouseOn : '')),
		off: () => stdout.write(mouseOff + pasteOff),
	};

	const app = render(<App store={store} suspend={(suspendTerminal) => suspend(suspendTerminal, modes)} />, {
		stdin,
		stdout,
		stderr,
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		patchConsole: false,
		// Ink takes a variable named CI for the absence of a terminal; callers of this have one.
		interactive: true,
	});
	modes.on();
	// Where one is open by then, it is drawn once it can be.
	void loadTables().then(() => store.send());
	if (options.start.tour !== undefined) {
		store.send({type: 'tour', by: 0});
	}

	const stopFeed = options.outside?.feed?.((feed) => store.send({type: 'feed', feed}));
	const stopClock = startClock(store);
	const stopMouse = followMouse(store, stdout);
	const stopWorking = workWhileIdle(store);
	const onResize = () => store.send({type: 'resize', ...sizeFor(stdout, store.model())});
	stdout.on('resize', onResize);

	let exitCode = 0;
	const handlers = Object.entries(endings).map(([signal, code]) => {
		const handler = () => {
			exitCode = code;
			app.unmount();
		};
		process.on(signal, handler);
		return () => process.off(signal, handler);
	});
	let crash: Error | undefined;
	const onCrash = (error: Error) => {
		crash = error;
		app.unmount();
	};
	process.on('uncaughtException', onCrash);

	try {
		await app.waitUntilExit();
		if (crash !== undefined) {
			throw crash;
		}

		options.onEnd?.(store.model());
		return exitCode;
	} finally {
		stopFeed?.();
		stopClock();
		stopWorking();
		stopMouse();
		stdout.off('resize', onResize);
		process.off('uncaughtException', onCrash);
		for (const remove of handlers) {
			remove();
		}

		isOver = true;
		modes.off();
	}
}

/** Switches the reports of the mouse on and off as the model says. Returns how to stop. */
function followMouse(store: Store, stdout: NodeJS.WriteStream): () => void {
	let isOn = store.model().hasMouse;
	return store.subscribe(() => {
		const {hasMouse} = store.model();
		if (hasMouse !== isOn) {
			isOn = hasMouse;
			stdout.write(isOn ? mouseOn : mouseOff);
		}
	});
}

/** A tour takes its lines from the panes. */
function sizeFor({columns, rows}: NodeJS.WriteStream, model: Partial<Model>) {
	return {columns: columns || 80, rows: Math.max(1, (rows || 24) - guideRows(model))};
}

/** After this long a program that should have been stopped never will be: its shell has no jobs. */
const stoppingMs = 200;

/** To the shell and back. What was switched on is off in between. */
async function suspend(
	suspendTerminal: (wait: () => Promise<void>) => Promise<void>,
	modes: {readonly on: () => unknown; readonly off: () => unknown},
): Promise<void> {
	modes.off();
	await suspendTerminal(untilContinued);
	modes.on();
}

async function untilContinued(): Promise<void> {
	const waiting = new AbortController();
	const {signal} = waiting;
	const continued = once(process, 'SIGCONT', {signal});
	process.kill(process.pid, 'SIGTSTP');
	await Promise.race([continued, setTimeout(stoppingMs, undefined, {signal})]);
	waiting.abort();
}
