/** `view`: the screen on a workload, and without a terminal its text. React and Ink are loaded only where it is drawn. */
import {PassThrough} from 'node:stream';
import {formsOf} from '../../exports/index.ts';
import {machineOptions} from '../../inquiry/choices.ts';
import {openRun} from '../../inquiry/run.ts';
import type {LimitKind} from '../../machine/limits.ts';
import {createMachine} from '../../machine/machine.ts';
import type {Program} from '../../machine/program.ts';
import {UserError} from '../../machine/user-error.ts';
import {pidsOf} from '../../readers/proc/tree.ts';
import {findWorkload} from '../../workloads/index.ts';
import {type Context, defineCommand} from '../command.ts';
import {kernelFlags, screenFlags} from '../flags/shared-flags.ts';
import {
	checkNamed,
	hasWhatIf,
	loadWorkload,
	settleWorkload,
	type WorkloadContext,
} from '../flags/workload-flags.ts';
import {parameterFlags} from '../flags/workload-parameters.ts';
import {print, printForm} from '../output/print.ts';
import {recordingNotes} from '../output/reading.ts';
import {writeNewFile} from '../output/write-file.ts';
import {beginReading, isLong, type Reading} from './reading.ts';
import {runningText} from './running-text.ts';
import {playAsText} from './view-text.ts';

const viewFlags = {
	at: {
		type: 'string',
		placeholder: 'MOMENT',
		summary: 'begin there, paused: 1234, 12.5s, 50%, mark:LABEL, exec:COMM, pid 31, end',
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
	...screenFlags,
	...kernelFlags,
	...parameterFlags,
} as const;

export const view = defineCommand({
	name: 'view',
	usage: ['[view] [WORKLOAD] [flags]'],
	description:
		'Opens the screen on a workload (the built-in `build` unless told) and plays it. ? lists the keys, q quits.\nWithout a terminal the workload is played to its end, and the fullest process tree and a summary are printed; with a moment, keys, a pane or a format, the screen that they lead to.\npid:812 is a workload too: the process 812 with all below it, as it is now; without a terminal its report and what it shares are printed.',
	flags: viewFlags,
	isLive: true,
	examples: [
		['', 'Watch a shell spawn a build'],
		["snapshot --at 'mark:half saved'", 'Look at a database while its snapshot is being written'],
		['snapshot --at 60% --print --pane maps --format json', 'The rows of a pane as data'],
		['pid:$(pgrep -o redis-server)', 'What a server that runs now holds and shares'],
		['build --at 50% --screen 120x40', 'Print a screen, for a bug report or a page of documentation'],
	],
	run,
});

type ViewContext = Context<typeof viewFlags>;

async function run(context: ViewContext): Promise<number> {
	const {stdout, isTTY} = context;
	// What follows a what-if is its end.
	const asked = hasWhatIf(context.flags) ? {...context.flags, at: 'end'} : context.flags;
	const input = context.input.length === 0 ? ['build'] : context.input;
	const hasScreen = isTTY && context.env.TERM !== 'dumb';
	const isPrinted = asked.screen !== undefined || asked.print || (!hasScreen && asksForPart(asked));
	if (!isPrinted && hasScreen) {
		refuseParts(asked);
		const reading = await readingOf({...context, input});
		if (reading !== undefined) {
			return viewReading({...context, input}, reading);
		}
	}

	const program = await loadWorkload({...context, input});
	const flags = {...asked, at: asked.at ?? firstMoment(program)};
	const options = machineOptions(program, flags);

	if (!isPrinted && !hasScreen && pidsOf(input[0]) !== undefined) {
		print(stdout, runningText(openRun(program, options)));
		return 0;
	}

	if (!isPrinted && !hasScreen) {
		print(
			stdout,
			playAsText(() => createMachine(program, options), context),
		);
		return 0;
	}

	const run = openRun(program, options);
	const {openView, printView} = await import('../../ui/terminal/view.ts');
	if (isPrinted) {
		await printForm(stdout, [await printView(run, flags, context)]);
		return 0;
	}

	const reload = () => readAgain({...context, input});
	// A workload that came in through a pipe leaves the keys to the terminal.
	return openView(run, flags, context, {reload, write: writeNewFile});
}

/** A past that is made up is not what anybody came to see: it begins where it ends. */
function firstMoment({header: {limits = []}}: Program): string | undefined {
	const has = (kind: LimitKind) => limits.some((limit) => limit.kind === kind);
	return has('made-up-past') ? 'end' : has('made-up-beginning') ? 'mark:now' : undefined;
}

/** The beginning of a large recording; undefined for what is looked at as a whole. */
async function readingOf({input, flags, env}: ViewContext): Promise<Reading | undefined> {
	const name = checkNamed({input, flags});
	const isBegun = findWorkload(name) === undefined && isLong(input) && !asksOfWhole(flags);
	return isBegun ? beginReading(name, env) : undefined;
}

/** What these ask for is known of a whole recording only. */
function asksOfWhole(flags: ViewContext['flags']): boolean {
	const {thp, memory, swap, overcommit, forkAs} = flags;
	return hasWhatIf(flags) || [thp, memory, swap, overcommit, forkAs].some((value) => value !== undefined);
}

/** On the beginning of a recording until all of it is there; what there is to be said of it is said when the screen is left. */
async function viewReading(context: ViewContext, reading: Reading): Promise<number> {
	const flags = {...context.flags, at: context.flags.at ?? firstMoment(reading.program)};
	const run = openRun(reading.program, machineOptions(reading.program, flags));
	reading.keepUpWith(() => run.timeline.history.count);
	let notes = '';
	let isWhole = false;
	const takeWhole = async (): Promise<Program> => {
		const recording = await reading.whole;
		isWhole = true;
		notes = recordingNotes(recording);
		return settleWorkload(recording.program, silent(context));
	};

	try {
		const {openView} = await import('../../ui/terminal/view.ts');
		return await openView(run, flags, context, {
			feed: reading.subscribe,
			reload: () => (isWhole ? readAgain(context) : takeWhole()),
			write: writeNewFile,
		});
	} finally {
		await reading.close();
		print(context.stderr, notes);
	}
}

/** What only a screen can answer: without a terminal that screen is printed, so that no flag is passed over. */
function asksForPart({at, keys, pane, format}: ViewContext['flags']): boolean {
	return [at, keys, pane, format].some((value) => value !== undefined);
}

/** On a terminal the screen opens: what would only be printed is told. */
function refuseParts({keys, pane, format}: ViewContext['flags']): void {
	const [name] = Object.entries({keys, pane, format}).find(([, value]) => value !== undefined) ?? [];
	if (name !== undefined) {
		throw new UserError(`--${name} goes with --print or --screen on a terminal.`);
	}
}

/** What its lines that cannot be used come to has been told on stderr before; now the screen is there. */
async function readAgain(context: WorkloadContext): Promise<Program> {
	if (context.input[0] === '-') {
		throw new UserError('A workload from standard input cannot be read again.');
	}

	return loadWorkload(silent(context));
}

/** While the screen is there nothing is told beside it. */
function silent<Of extends WorkloadContext>(context: Of): Of {
	return {...context, stderr: new PassThrough()};
}
