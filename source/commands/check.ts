/** `check`: recounts everything after every event and names the first disagreement. */

import {trustOfRun, withoutDefects} from '../analysis/trust/trust.ts';
import {plural} from '../analysis/words/text.ts';
import {wrapText} from '../exports/text.ts';
import {type CheckAnswer, checkRun} from '../inquiry/check.ts';
import {machineOptions} from '../inquiry/choices.ts';
import {refusedLines} from '../inquiry/outcome/refused.ts';
import {createMachine} from '../machine/machine.ts';
import type {Machine} from '../machine/state.ts';
import {UserError} from '../machine/user-error.ts';
import {defineCommand} from './command.ts';
import {jsonFlags, kernelFlags} from './flags/shared-flags.ts';
import {loadWorkload} from './flags/workload-flags.ts';
import {parameterFlags} from './flags/workload-parameters.ts';
import {print} from './output/print.ts';
import {printJson} from './output/print-json.ts';
import {eventProgress, startProgress} from './output/progress.ts';

export const check = defineCommand({
	name: 'check',
	usage: ['check WORKLOAD [--every N] [--json]'],
	description:
		'Runs a workload and counts everything again from the page tables up after every event: references of frames and tables, map counts, resident sets, mappings, free lists, families, and that nothing is left when all have exited. The first disagreement is named, and the exit code is 1. Vfork children that break the rules, and known defects of the kernel where they first bite, are reported too.',
	flags: {
		every: {type: 'number', placeholder: 'N', default: 1, summary: 'check after every N events only'},
		...kernelFlags,
		...jsonFlags,
		...parameterFlags,
	},
	examples: [
		['check build', 'The built-in build, event by event'],
		['check make.ndjson.gz --every 100 --kernel odf', 'A long recording on another kernel'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const {every} = flags;
		if (!Number.isInteger(every) || every < 1) {
			throw new UserError(`--every cannot be ${every}`, {expected: 'a whole number from 1'});
		}

		const program = await loadWorkload({input, flags, stdin, stderr, env});
		const machine = createMachine(program, machineOptions(program, flags));
		const progress = startProgress(stderr, `Checking ${program.header.name}`);
		const checked = checkRun(machine, every, eventProgress(progress, program.count));
		progress.end();
		const {trust, ...answer} = checked;
		if (flags.json) {
			await printJson(stdout, {name: 'check', of: {machine, trust}, fields: answer});
		} else {
			print(stdout, checkText(machine, checked));
		}

		return answer.holds ? 0 : 1;
	},
});

function checkText(
	{program, design}: Machine,
	{problem, events, checks, findings, refused, trust}: CheckAnswer,
): string {
	const where = `${program.header.name} on ${design.id}`;
	if (problem !== undefined) {
		return `${where}: after event ${problem.event} (${problem.op}):\n${problem.text}\n`;
	}

	return [
		`${where}: ${plural(events, 'event')}, ${plural(checks, 'check')}, all counts agree.\n`,
		...refusedLines(program, refused).map((line) => `  ${line}\n`),
		...findings.map(({event, op, text}) => wrapText(`${text} (event ${event}, ${op}).`, '  ')),
		...withoutDefects(trustOfRun(program, trust)).map((sentence) => wrapText(sentence, '  ')),
	].join('');
}
