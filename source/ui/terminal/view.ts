/**
 * The doors of the ui: what a command calls to open the screen on a run, or to print one. Both begin where the wishes and
 * the settings say; printed, it is drawn after some keys, in any of the forms that can be taken along.
 */
import process from 'node:process';
import type {Film} from '../../exports/form.ts';
import type {Run} from '../../inquiry/run.ts';
import {UserError} from '../../machine/user-error.ts';
import {lengthOf} from '../../timeline/explore.ts';
import {panes} from '../panes/index.ts';
import {everyDepth, treeState} from '../panes/tree/state.ts';
import {writePart} from '../screen/carry/formats.ts';
import type {Outside} from '../screen/outside.ts';
import {createScreen, frameOf, parseKeys, pressInputs, pressKeys} from '../screen/print.ts';
import {createSession} from '../screen/session.ts';
import type {Store} from '../screen/store.ts';
import {type ArrangementName, firstSeen} from '../state/arrangements.ts';
import {isFormat, type Part} from '../state/format.ts';
import type {Size} from '../state/layout.ts';
import {type Model, normalSpeed} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import {loadTables} from '../text/small-table.ts';
import {hasColours} from './colours.ts';
import {type Environment, readConfig} from './read-config.ts';
import {saveConfig} from './save-config.ts';
import {settingLines} from './saved-settings.ts';

/** How a screen is wanted, as the flags of `view` have it. */
export type Wishes = {
	readonly at?: string;
	readonly paused?: boolean;
	readonly theme?: Model['theme'];
	readonly layout?: ArrangementName;
	readonly ascii?: boolean;
	readonly noMouse?: boolean;
	readonly noFlash?: boolean;
	/** Flat text, a line a change, instead of boxes. */
	readonly screenReader?: boolean;
};

/** Of a screen that is printed: its size, the keys that are pressed first, and what is printed of it as what. */
export type PrintWishes = Wishes & {
	readonly screen?: string;
	readonly keys?: string;
	readonly format?: string;
	readonly pane?: string;
};

export type Terminal = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly stderr: NodeJS.WriteStream;
	readonly env: Environment;
};

/** Names of the panes, and what stands at their tops. */
export function paneTitles(): readonly {readonly id: string; readonly title: string}[] {
	return panes.map(({id, title}) => ({id, title}));
}

/** Resolves with the exit code when the screen is left. Throws a UserError for wishes that cannot be met. */
export async function openView(
	run: Run,
	wishes: Wishes,
	{env, stdin, stdout, stderr}: Terminal,
	outside: Pick<Outside, 'reload' | 'write' | 'feed'>,
): Promise<number> {
	const session = createSession(run);
	const start = {
		...startModel(wishes, env),
		...goTo(session, wishes.at),
		followsEnd: outside.feed !== undefined && wishes.at === undefined && run.program.isPartial !== true,
	};
	const panes = session.panes.map(({id}) => id);
	const saveSettings = (model: Model) => saveConfig(env, settingLines(model, panes));
	const open = wishes.screenReader
		? (await import('./open-flat.ts')).openFlat
		: (await import('./open.tsx')).openScreen;
	return open(session, {stdin, stdout, stderr, start, outside: {...outside, saveSettings}});
}

/** To a terminal it goes with its colours, unless a form is asked for. */
export async function printView(
	run: Run,
	wishes: PrintWishes,
	{stdout, env}: Pick<Terminal, 'stdout' | 'env'>,
): Promise<string> {
	if (wishes.keys !== undefined) {
		// Only a key opens what has tables.
		await loadTables();
	}

	const session = createSession(run);
	// What a terminal finds out in the background is known here before the first line is drawn.
	session.lookAhead(Number.POSITIVE_INFINITY);
	const start = {...startModel(wishes, env), ...goTo(session, wishes.at), isPlaying: false};
	const size = wishes.screen === undefined ? sizeOf(stdout, env) : parseSize(wishes.screen);
	const store = createScreen(session, size, start);
	pressKeys(store, wishes.keys ?? '');
	const part = partOf(session, wishes.pane);
	if (part !== 'screen') {
		// Some panes find out what they show while they are seen.
		store.send({type: 'focus', pane: part.pane});
		pressKeys(store, '');
	}

	const format = wishes.format ?? (stdout.isTTY || hasColours(env, false) ? 'ansi' : 'txt');
	return isFormat(format) ? writePart(format, session, store.model(), part) : '';
}

/** What a film shows. */
export type FilmWishes = {
	/** The size of the screen, such as 120x40. */
	readonly screen?: string;
	/** Pressed one by one at the moment where the run is, with a picture after each; without them the whole run is played. */
	readonly keys?: string;
	/** Steps of a film of the whole run. */
	readonly steps: number;
};

/** Seconds between two pictures: of a run that is played, and of keys that are pressed. */
const filmSeconds = {played: 0.25, pressed: 1.5};

/** A run as the screen shows it without settings, from its start to its end, or while keys are pressed. */
export async function filmView(run: Run, {screen, keys, steps}: FilmWishes): Promise<Film> {
	await loadTables();
	const size = screen === undefined ? usualSize : parseSize(screen);
	const session = createSession(run);
	session.lookAhead(Number.POSITIVE_INFINITY);
	const store = createScreen(session, size, startModel({paused: true}, {}));
	return {
		title: `forkscope: ${run.program.header.name} on ${run.design.id}`,
		...size,
		frames: () => (keys === undefined ? playedFrames(run, store, steps) : pressedFrames(store, keys)),
	};
}

function* playedFrames(run: Run, store: Store, steps: number) {
	const end = lengthOf(run.timeline);
	const count = Math.min(steps, end);
	for (let i = 0; i <= count; i += 1) {
		store.session.run({type: 'goto', target: String(Math.round((i * end) / Math.max(1, count)))});
		yield {seconds: i * filmSeconds.played, lines: frameOf(store)};
	}
}

function* pressedFrames(store: Store, keys: string) {
	pressInputs(store, []);
	yield {seconds: 0, lines: frameOf(store)};
	for (const [i, input] of parseKeys(keys).entries()) {
		pressInputs(store, [input]);
		yield {seconds: (i + 1) * filmSeconds.pressed, lines: frameOf(store)};
	}
}

function partOf({panes}: Session, pane: string | undefined): Part {
	if (pane !== undefined && !panes.some(({id}) => id === pane)) {
		throw new UserError(`There is no pane "${pane}"`, {expected: panes.map(({id}) => id).join(', ')});
	}

	return pane === undefined ? 'screen' : {pane};
}

const usualSize: Size = {columns: 120, rows: 40};

/** Of the terminal, or what COLUMNS and LINES say. */
function sizeOf({columns, rows}: NodeJS.WriteStream, {COLUMNS, LINES}: Environment): Size {
	return {
		columns: columns || Number(COLUMNS) || usualSize.columns,
		rows: rows || Number(LINES) || usualSize.rows,
	};
}

function parseSize(text: string): Size {
	const match = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(text);
	if (match === null) {
		throw new UserError(`--screen cannot be "${text}"`, {expected: 'columns and rows such as 120x40'});
	}

	return {columns: Number(match[1]), rows: Number(match[2])};
}

/** Most moments of a small workload are found so soon. */
const lookingMs = 40;

/** Where the screen begins; what lies too far ahead for now is looked for while the screen is open. */
function goTo(session: Session, at: string | undefined): Partial<Model> {
	if (at === undefined) {
		return {};
	}

	session.lookAhead(lookingMs);
	const start: {looking?: string; notice?: string} = {};
	for (const answer of session.run({type: 'goto', target: at})) {
		if (answer.type === 'notice' && answer.isProblem) {
			throw new UserError(answer.text);
		} else if (answer.type === 'notice') {
			start.notice = answer.text;
		} else if (answer.type === 'looking') {
			start.looking = answer.target;
		}
	}

	return start;
}

export function startModel(wishes: Wishes, env: Environment): Partial<Model> {
	const config = readConfig(env);
	const arrangement = wishes.layout ?? config.layout ?? 'all';
	return {
		theme: wishes.theme ?? (hasColours(env, true) ? (config.theme ?? 'terminal') : 'monochrome'),
		glyphs: wishes.ascii || (config.ascii ?? !isUnicode(env)) ? 'ascii' : 'unicode',
		arrangement,
		recent: firstSeen(arrangement, panes),
		keys: config.keys,
		speed: config.speed ?? normalSpeed,
		// A listener begins: who does not look at the screen cannot see that it runs away.
		isPlaying: wishes.at === undefined && !wishes.paused && !wishes.screenReader,
		isFlashing: !wishes.noFlash && config.flash !== false,
		hasMouse: !wishes.noMouse && config.mouse !== false,
		isHeaderHidden: config.header === false,
		isDecimal: config.decimal === true,
		digits: config.digits ?? 'panes',
		panes: treeState.begin({foldDepth: config.depth ?? everyDepth}),
		hidden: config.hidden ?? {},
	};
}

/** Unless the locale names a character set that is not UTF-8; `C` and `POSIX` mean ASCII. */
function isUnicode({LC_ALL, LC_CTYPE, LANG}: Environment): boolean {
	const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
	return locale === undefined || process.platform === 'win32' || /\.utf-?8(?:@|$)/i.test(locale);
}
