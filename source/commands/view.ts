/** `view`: the screen on a workload, and without a terminal its text. React and Ink are loaded only where it is drawn. */
import process from 'node:process';
import {PassThrough} from 'node:stream';
import {formsOf} from '../exports/index.ts';
import {openRun} from '../inquiry/run.ts';
import {createMachine} from '../machine/machine.ts';
import type {Program} from '../machine/program.ts';
import {UserError} from '../machine/user-error.ts';
import {everyDepth, treeState} from '../ui/panes/tree/state.ts';
import {type Model, normalSpeed} from '../ui/state/model.ts';
import type {Session} from '../ui/state/session.ts';
import type {Config} from '../ui/terminal/config.ts';
import {settingLines} from '../ui/terminal/saved-settings.ts';
import {type Context, defineCommand} from './command.ts';
import {readConfig} from './read-config.ts';
import {saveConfig} from './save-config.ts';
import {kernelFlags} from './shared-flags.ts';
import {playAsText} from './view-text.ts';
import {loadWorkload, machineOptions, type WorkloadContext} from './workload-flags.ts';
import {parameterFlags} from './workload-parameters.ts';
import {writeNewFile} from './write-file.ts';

const viewFlags = {
	at: {
		type: 'string',
		placeholder: 'MOMENT',
		summary: 'begin there, paused: #1234, 12.5s, 50%, mark:LABEL, exec:COMM, pid 31, end',
	},
	paused: {type: 'boolean', summary: 'begin paused'},
	screen: {
		type: 'string',
		placeholder: 'COLUMNSxROWS',
		summary: 'print one screen of that size, without a terminal',
	},
	keys: {
		type: 'string',
		placeholder: 'KEYS',
		summary: 'with --screen: keys to press first, such as "tab down down enter"; quoted words are typed',
	},
	print: {type: 'boolean', summary: 'print the screen and end, at the size of the terminal or 120x40'},
	format: {
		type: 'string',
		choices: formsOf('picture', 'data').map(({id}) => id),
		placeholder: 'FORMAT',
		summary: 'with --screen or --print: text, text with colours, a picture or data',
	},
	pane: {
		type: 'string',
		placeholder: 'PANE',
		summary: 'with --screen or --print: all rows of that pane instead of the screen',
	},
	theme: {
		type: 'string',
		choices: ['terminal', 'dark', 'light', 'colour-blind', 'monochrome'],
		placeholder: 'THEME',
		summary: 'the colours',
	},
	ascii: {type: 'boolean', summary: 'draw with ASCII characters only'},
	noMouse: {type: 'boolean', summary: 'leave the mouse to the terminal'},
	screenReader: {type: 'boolean', summary: 'flat text for screen readers: a line a change, no boxes'},
	noFlash: {type: 'boolean', summary: 'nothing stands out because it is new or changed'},
	...kernelFlags,
	...parameterFlags,
} as const;

export const view = defineCommand({
	name: 'view',
	usage: ['[view] [WORKLOAD] [flags]'],
	description:
		'Opens the screen on a workload (the built-in `build` unless told) and plays it. ? lists the keys, q quits.\nWithout a terminal the workload is played to its end, and the fullest process tree and a summary are printed; with a moment, keys, a pane or a format, the screen that they lead to.',
	flags: viewFlags,
	examples: [
		['', 'Watch a shell spawn a build'],
		["snapshot --at 'mark:half saved'", 'Look at a database while its snapshot is being written'],
		['snapshot --at 60% --print --pane maps --format json', 'The rows of a pane as data'],
		['build --at 50% --screen 120x40', 'Print a screen, for a bug report or a page of documentation'],
	],
	run,
});

async function run(context: Context<typeof viewFlags>): Promise<number> {
	const {flags, stdin, stdout, stderr, isTTY} = context;
	const input = context.input.length === 0 ? ['build'] : context.input;
	const program = await loadWorkload({...context, input});
	const options = machineOptions(program, flags);
	const hasScreen = isTTY && context.env.TERM !== 'dumb';
	const isPrinted = flags.screen !== undefined || flags.print || (!hasScreen && asksForPart(flags));
	if (!isPrinted && !hasScreen) {
		stdout.write(playAsText(() => createMachine(program, options), context));
		return 0;
	}

	const {createSession} = await import('../ui/screen/session.ts');
	const session = createSession(openRun(program, options));
	if (isPrinted) {
		// What a terminal finds out in the background is known here before the first line is drawn.
		session.lookAhead(Number.POSITIVE_INFINITY);
	}

	const config = readConfig(context.env);
	const start = {...startModel(context, config), ...goTo(session, flags.at)};
	if (isPrinted) {
		const {printScreen} = await import('./print-screen.ts');
		return printScreen(context, session, start);
	}

	const reload = () => readAgain({...context, input});
	const saveSettings = (model: Model) =>
		saveConfig(
			context.env,
			settingLines(
				model,
				session.panes.map(({id}) => id),
			),
		);
	const open = flags.screenReader
		? (await import('../ui/terminal/open-flat.ts')).openFlat
		: (await import('../ui/terminal/open.tsx')).openScreen;
	return open(session, {
		// A workload that came in through a pipe leaves the keys to the terminal.
		stdin,
		stdout,
		stderr,
		start,
		outside: {reload, saveSettings, write: writeNewFile},
	});
}

/** What only a screen can answer: without a terminal that screen is printed, so that no flag is passed over. */
function asksForPart({at, keys, pane, format}: Context<typeof viewFlags>['flags']): boolean {
	return [at, keys, pane, format].some((value) => value !== undefined);
}

/** What its lines that cannot be used come to has been told on stderr before; now the screen is there. */
async function readAgain(context: WorkloadContext): Promise<Program> {
	if (context.input[0] === '-') {
		throw new UserError('A workload from standard input cannot be read again.');
	}

	return loadWorkload({...context, stderr: new PassThrough() as unknown as NodeJS.WriteStream});
}

/** Most of what is to come is known at once where the workload is small. */
const lookingMs = 40;

/** Where the screen begins; what lies too far ahead for now is looked for while the screen is open. */
function goTo(session: Session, at: string | undefined): Partial<Model> {
	session.lookAhead(lookingMs);
	const [answer] = at === undefined ? [] : session.run({type: 'goto', target: at});
	if (answer?.type === 'notice') {
		throw new UserError(answer.text);
	}

	return answer?.type === 'looking' ? {looking: answer.target} : {};
}

/** NO_COLOR keeps bold and inverse: what is selected must stay visible. */
function startModel({flags, env}: Context<typeof viewFlags>, config: Config): Partial<Model> {
	const hasColours = env.NO_COLOR === undefined || env.NO_COLOR === '';
	return {
		theme: flags.theme ?? (hasColours ? (config.theme ?? 'terminal') : 'monochrome'),
		glyphs: flags.ascii || (config.ascii ?? !isUnicode(env)) ? 'ascii' : 'unicode',
		keys: config.keys,
		speed: config.speed ?? normalSpeed,
		// A listener begins: who does not look at the screen cannot see that it runs away.
		isPlaying: flags.at === undefined && !flags.paused && !flags.screenReader,
		isFlashing: !flags.noFlash && config.flash !== false,
		hasMouse: !flags.noMouse && config.mouse !== false,
		isHeaderHidden: config.header === false,
		isDecimal: config.decimal === true,
		panes: treeState.begin({foldDepth: config.depth ?? everyDepth}),
		hidden: config.hidden ?? {},
	};
}

/** Unless the locale names a character set that is not UTF-8; `C` and `POSIX` mean ASCII. */
function isUnicode({LC_ALL, LC_CTYPE, LANG}: Context['env']): boolean {
	const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
	return locale === undefined || process.platform === 'win32' || /\.utf-?8(?:@|$)/i.test(locale);
}
