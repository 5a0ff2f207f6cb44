/** `view`: the screen on a workload, and without a terminal its text. */
import {createMachine} from '../machine/machine.ts';
import {UserError} from '../machine/user-error.ts';
import {createTimeline} from '../timeline/timeline.ts';
import {openWorkload} from '../traces/open.ts';
import {findWorkload} from '../workloads/index.ts';
import {type Context, defineCommand} from './command.ts';

const flags = {
	screen: {
		type: 'string',
		placeholder: 'COLUMNSxROWS',
		summary: 'print one screen of that size and end; needs no terminal',
	},
	keys: {
		type: 'string',
		placeholder: 'KEYS',
		summary: 'with --screen: keys to press first, such as "tab j j" or \': "mark:forked" enter\'',
	},
	at: {
		type: 'string',
		placeholder: 'MOMENT',
		summary: 'begin there, paused: #1234, 12.5s, 50%, mark:LABEL, exec:COMM, end',
	},
	theme: {type: 'string', placeholder: 'THEME', summary: 'terminal, dark, light, colour-blind or monochrome'},
	ascii: {type: 'boolean', summary: 'draw with ASCII characters only'},
	paused: {type: 'boolean', summary: 'begin paused'},
} as const;

export const view = defineCommand({
	name: 'view',
	usage: ['[view] [WORKLOAD] [flags]'],
	description:
		'Opens the screen on a workload (the built-in `build` unless told) and plays it. ? lists the keys, q quits.\nWithout a terminal the workload is played to its end, and the fullest process tree and a summary are printed.',
	flags,
	examples: [
		['', 'Watch a shell spawn a build'],
		['snapshot --at mark:forked', 'Look at a database just after its fork'],
		['build --at 50% --screen 120x40', 'Print a screen for a bug report'],
	],
	run,
});

async function run(context: Context<typeof flags>): Promise<number> {
	const {input, flags, stdin, stdout, stderr, env, isTTY} = context;
	const name = input[0] ?? 'build';
	const program = findWorkload(name)?.build() ?? (await openWorkload(name, stdin)).program;
	const timeline = createTimeline(createMachine(program));
	const {createSession} = await import('../ui/session.ts');
	const session = createSession(timeline, program.header.name);
	session.lookAhead(50);
	if (flags.at !== undefined) {
		const [answer] = session.run({type: 'goto', target: flags.at});
		if (answer?.type === 'notice') {
			throw new UserError(answer.text);
		}
	}

	const hasColours = env.NO_COLOR === undefined || env.NO_COLOR === '';
	const start = {
		theme: flags.theme ?? (hasColours ? 'terminal' : 'monochrome'),
		glyphs: flags.ascii ? 'ascii' : 'unicode',
		isPlaying: flags.at === undefined && !flags.paused,
	} as const;

	if (flags.screen !== undefined) {
		const {createScreen, frameOf, plainText, pressKeys} = await import('../ui/print.ts');
		const store = createScreen(session, parseSize(flags.screen), {...start, isPlaying: false});
		pressKeys(store, flags.keys ?? '');
		const lines = frameOf(store);
		stdout.write(`${(stdout.isTTY ? lines : lines.map(plainText)).join('\n')}\n`);
		return 0;
	}

	if (!isTTY) {
		return 0;
	}

	const {openScreen} = await import('../ui/open.tsx');
	return openScreen(session, {stdin, stdout, stderr, hasMouse: true, start});
}

function parseSize(text: string) {
	const match = /^(\d{1,4})x(\d{1,4})$/.exec(text);
	if (match === null) {
		throw new UserError(`--screen cannot be "${text}"`, {expected: 'columns and rows such as 120x40'});
	}

	return {columns: Number(match[1]), rows: Number(match[2])};
}
