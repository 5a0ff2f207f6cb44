/** `tour`: the guided tour in the real panes, and without a terminal its text. */
import {openRun} from '../inquiry/run.ts';
import type {Model} from '../ui/state/model.ts';
import {type TourStop, tourStops} from '../ui/state/tour-stops.ts';
import {type Context, defineCommand} from './command.ts';
import {readConfig} from './read-config.ts';
import {loadWorkload, machineOptions} from './workload-flags.ts';

const tourFlags = {
	noMouse: {type: 'boolean', summary: 'leave the mouse to the terminal'},
	ascii: {type: 'boolean', summary: 'draw with ASCII characters only'},
} as const;

export const tour = defineCommand({
	name: 'tour',
	usage: ['tour [flags]'],
	description:
		'Walks through copy-on-write, vfork and shared page tables on small workloads. All keys work at every stop: step back and forth, look into other panes.\nWithout a terminal the text of the tour is printed.',
	flags: tourFlags,
	examples: [['tour', 'Ten stops in a few minutes']],
	run,
});

async function run(context: Context<typeof tourFlags>): Promise<number> {
	if (!context.isTTY || context.env.TERM === 'dumb') {
		context.stdout.write(`${tourStops.map(stopText).join('\n\n')}\n`);
		return 0;
	}

	for (let stop = 0; ; ) {
		const {code, next} = await showFrom(context, stop);
		if (next === undefined) {
			return code;
		}

		stop = next;
	}
}

function stopText({title, text, workload, kernel, at}: TourStop, i: number): string {
	return `${i + 1}. ${title}\n${text}\n(${workload} on ${kernel}, ${at})`;
}

/** One screen: all stops of one workload on one kernel. `next` is the stop that needs another. */
async function showFrom(
	{flags, env, stdin, stdout, stderr}: Context<typeof tourFlags>,
	stop: number,
): Promise<{code: number; next?: number}> {
	const {workload, kernel} = tourStops[stop];
	const program = await loadWorkload({input: [workload], flags: {}, stdin, stderr});
	const {createSession} = await import('../ui/screen/session.ts');
	const {openScreen} = await import('../ui/terminal/open.tsx');
	const session = createSession(openRun(program, machineOptions(program, {kernel})));
	session.lookAhead(Number.POSITIVE_INFINITY);
	const {keys, theme, ascii} = readConfig(env);
	const isMonochrome = env.NO_COLOR !== undefined && env.NO_COLOR !== '';
	let left: Model | undefined;
	const code = await openScreen(session, {
		stdin,
		stdout,
		stderr,
		start: {
			hasMouse: !flags.noMouse,
			keys,
			theme: isMonochrome ? 'monochrome' : (theme ?? 'terminal'),
			glyphs: flags.ascii || ascii ? 'ascii' : 'unicode',
			tour: {stop},
		},
		onEnd: (model) => {
			left = model;
		},
	});
	return {code, next: left?.tour?.next};
}
