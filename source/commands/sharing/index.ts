/** `sharing`: what the workers of a server share, how fast that erodes, which mappings are to blame, what more would need. */
import {writeAs} from '../../exports/index.ts';
import {machineOptions} from '../../inquiry/choices.ts';
import {goTo} from '../../inquiry/moment/go-to.ts';
import {trustAt} from '../../inquiry/outcome/evidence.ts';
import {openRun} from '../../inquiry/run.ts';
import {answerAt} from '../../inquiry/sharing/answer.ts';
import {curveTable, sharingData} from '../../inquiry/sharing/data.ts';
import {UserError} from '../../machine/user-error.ts';
import {findWorkload} from '../../workloads/index.ts';
import {defineCommand} from '../command.ts';
import {jsonFlags, kernelFlags, positionFlags, processFlags} from '../flags/shared-flags.ts';
import {hasWhatIf, loadWorkload, tellOn} from '../flags/workload-flags.ts';
import {parameterFlags} from '../flags/workload-parameters.ts';
import {printAll} from '../output/print.ts';
import {answerData} from '../output/print-json.ts';
import {startProgress} from '../output/progress.ts';
import {tellTrust} from '../output/reading.ts';
import {sharingText} from './sharing-text.ts';

export const sharing = defineCommand({
	name: 'sharing',
	usage: ['sharing WORKLOAD [--pid PID] [--at POSITION] [--kernel KERNEL] [--json|--csv]'],
	description:
		'Says of a parent and its forked children what they share at a moment, counts a page of several of them once, and shows how the sharing erodes over the run: who copied how many of the pages that a child was born with, and in which mappings. Without --pid it is the process whose children keep most; without --at a steady moment: when the same children have shared for longest, before the first of them begins to end.',
	flags: {
		pid: {...processFlags.pid, summary: 'this process and its children, or its parent and their children'},
		at: {...positionFlags.at, default: undefined},
		...kernelFlags,
		...jsonFlags,
		csv: {type: 'boolean', summary: 'print the curve of every child as CSV', notWith: ['json']},
		...parameterFlags,
		workers: {type: 'number', placeholder: 'N', summary: 'what N children would need, page tables and all'},
	},
	examples: [
		['sharing prefork --gc', 'What a garbage collector does to the memory that workers share'],
		['sharing redis.perf.txt --kernel odf', 'What a recorded server would have copied on another kernel'],
		['sharing prefork --csv', 'The curves, for a spreadsheet'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const {workers, ...others} = flags;
		// A workload that has such a parameter means its own workers.
		const isParameter = findWorkload(input[0] ?? '')?.parameters.workers !== undefined;
		const asked = isParameter ? undefined : askedWorkers(workers);
		const program = await loadWorkload({input, flags: isParameter ? flags : others, stdin, stderr, env});
		const {timeline} = openRun(program, machineOptions(program, flags));
		const moment = hasWhatIf(flags) ? 'end' : flags.at;
		const at = moment === undefined ? undefined : goTo(timeline, moment, tellOn(stderr));
		const progress = startProgress(stderr, `Following ${program.header.name}`);
		const answer = answerAt(timeline, flags.pid, at, stderr.isTTY ? progress.tell : undefined);
		progress.end();
		tellTrust(stderr, timeline, true);
		const content = {
			data: () =>
				answerData({
					name: 'sharing',
					of: {machine: answer.machine, trust: trustAt(timeline, {times: true})},
					fields: sharingData(answer, asked === undefined ? undefined : [asked]),
				}),
			table: () => curveTable(answer),
		};
		const form = flags.json ? 'json' : flags.csv ? 'csv' : undefined;
		await printAll(stdout, form === undefined ? [sharingText(answer, asked)] : writeAs(form, content));
		return 0;
	},
});

function askedWorkers(workers: number | undefined): number | undefined {
	if (workers !== undefined && !(Number.isInteger(workers) && workers > 0)) {
		throw new UserError('--workers takes a number of children, from 1.');
	}

	return workers;
}
