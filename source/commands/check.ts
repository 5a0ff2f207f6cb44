/** `check`: recounts everything after every event and names the first disagreement. */

import {printable} from '../analysis/cells.ts';
import {opText} from '../analysis/events.ts';
import {type Finding, findingsOf} from '../analysis/findings.ts';
import {type RefusedOp, refusedLines, refusedOp} from '../analysis/refused.ts';
import {wrapText} from '../exports/text.ts';
import {checkKernel} from '../kernel/check/check.ts';
import {createMachine, eventCount, lastOp, stepMachine} from '../machine/machine.ts';
import {UserError} from '../machine/user-error.ts';
import {defineCommand} from './command.ts';
import {eventProgress, startProgress} from './progress.ts';
import {kernelFlags} from './shared-flags.ts';
import {loadWorkload, machineOptions} from './workload-flags.ts';
import {parameterFlags} from './workload-parameters.ts';

export const check = defineCommand({
	name: 'check',
	usage: ['check WORKLOAD [--every N] [flags]'],
	description:
		'Runs a workload and counts everything again from the page tables up after every event: references of frames and tables, map counts, resident sets, mappings, free lists, families, and that nothing is left when all have exited. The first disagreement is named, and the exit code is 1. Vfork children that break the rules, and known defects of the kernel where they first bite, are reported too.',
	flags: {
		every: {type: 'number', placeholder: 'N', default: 1, summary: 'check after every N events only'},
		...kernelFlags,
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
		const where = `${program.header.name} on ${machine.design.id}`;
		const findings: Finding[] = [];
		const refused: RefusedOp[] = [];
		let checks = 0;
		const progress = startProgress(stderr, `Checking ${program.header.name}`);
		const see = eventProgress(progress, program.count);
		for (let isOver = false; !isOver; ) {
			isOver = !stepMachine(machine);
			see();
			if (!isOver) {
				findings.push(...findingsOf(machine));
				const op = refusedOp(program, machine.outcome.op, machine.outcome.result);
				refused.push(...(op === undefined ? [] : [op]));
			}

			if (isOver || eventCount(machine) % every === 0) {
				checks += 1;
				const problem = checkKernel(machine.kernel);
				if (problem !== undefined) {
					progress.end();
					stdout.write(
						`${where}: after event ${eventCount(machine)} (${opText(program, lastOp(machine))}):\n${problem}\n`,
					);
					return 1;
				}
			}
		}

		progress.end();
		stdout.write(`${where}: ${eventCount(machine)} events, ${checks} checks, all counts agree.\n`);
		for (const line of refusedLines(program, refused)) {
			stdout.write(`  ${printable(line)}\n`);
		}

		for (const {event, op, text} of findings) {
			stdout.write(wrapText(`${text} (event ${event}, ${op}).`, '  '));
		}

		return 0;
	},
});
