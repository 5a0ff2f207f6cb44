/** `tour`: the guided tour in the real panes, and without a terminal its text. */

import {machineOptions} from '../inquiry/choices.ts';
import {openRun} from '../inquiry/run.ts';
import {type Context, defineCommand} from './command.ts';
import {refuseWords} from './flags/parse-flags.ts';
import {loadWorkload} from './flags/workload-flags.ts';
import {print} from './output/print.ts';

const tourFlags = {
	print: {type: 'boolean', summary: 'print the text of the tour, on a terminal too'},
	noMouse: {type: 'boolean', summary: 'leave the mouse to the terminal'},
	ascii: {type: 'boolean', summary: 'draw with ASCII characters only'},
} as const;

export const tour = defineCommand({
	name: 'tour',
	usage: ['tour [flags]'],
	description:
		'Walks through copy-on-write, vfork and shared page tables on small workloads. All keys work at every stop: step back and forth, look into other panes.\nWithout a terminal the text of the tour is printed.',
	flags: tourFlags,
	operands: () => [],
	isLive: true,
	examples: [['tour', 'All stops, in a few minutes']],
	run,
});

async function run(context: Context<typeof tourFlags>): Promise<number> {
	refuseWords('tour takes no words, only flags', context.input);
	const {openTour, tourText} = await import('../ui/terminal/tour.ts');
	if (context.flags.print || !context.isTTY || context.env.TERM === 'dumb') {
		print(context.stdout, tourText());
		return 0;
	}

	return openTour(
		async (workload, kernel) => {
			const program = await loadWorkload({...context, input: [workload], flags: {}});
			return openRun(program, machineOptions(program, {kernel}));
		},
		context.flags,
		context,
	);
}
