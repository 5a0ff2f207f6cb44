/** `exit`: a process or thread ends. */
import {effectKinds, exitTask, noteEffect, taskFlags} from '../../kernel/index.ts';
import {opFlags} from '../op.ts';
import type {Program} from '../program.ts';
import {countField, eitherField, pidField} from './fields.ts';
import type {Op} from './op.ts';
import {mmOf} from './step.ts';

const how = eitherField(opFlags.atExit, ['_exit', 'exit'], '"_exit" or "exit"', {
	schema: {enum: ['_exit', 'exit']},
	write: (row) => (((row.flags ?? 0) & opFlags.atExit) === 0 ? undefined : 'exit'),
});

export const exit: Op = {
	kind: 7,
	meaning: '`how` is `"_exit"` (default) or `"exit"`, which runs handlers: a vfork child must not',
	fields: {pid: pidField('pid'), code: countField('code'), signal: countField('signal'), how},
	required: ['pid'],
	value: 'code',
	target: 'signal',
	run(step) {
		const {kernel, program, outcome, op, task} = step;
		const {code, signal, runsHandlers} = endOf(program, op);
		if (runsHandlers && (kernel.task.flags[task] & taskFlags.vforked) !== 0) {
			noteEffect(kernel.effects, effectKinds.vforkExit, mmOf(step), 0);
		}

		outcome.signal = signal;
		exitTask(kernel, task, code, signal);
		return 0;
	},
	words(program, op) {
		const {code, runsHandlers} = endOf(program, op);
		return `${runsHandlers ? 'exit()' : 'exit'} ${program.pid[op]}${code > 0 ? ` code ${code}` : ''}`;
	},
};

/** How a process ends: its exit code, or the signal that it dies of, and whether its exit handlers run. */
function endOf({value, target, flags}: Program, op: number) {
	return {
		code: Math.max(0, value[op]),
		signal: Math.max(0, target[op]),
		runsHandlers: (flags[op] & opFlags.atExit) !== 0,
	};
}
