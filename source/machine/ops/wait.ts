/** `wait`: a process sleeps until a child is gone, and reaps it. */
import {findZombie, isRefused, reapTask, sleepForChild} from '../../kernel/index.ts';
import {absent} from '../program.ts';
import {pidField} from './fields.ts';
import type {Op} from './op.ts';

export const wait: Op = {
	kind: 9,
	meaning: 'sleeps until that child, or any, is gone, and reaps it',
	fields: {pid: pidField('pid'), child: pidField('child')},
	required: ['pid'],
	run({kernel, program, outcome, op, task}) {
		const zombie = findZombie(kernel, task, Math.max(0, program.child[op]));
		if (isRefused(zombie)) {
			return zombie;
		}

		if (zombie === 0) {
			sleepForChild(kernel, task);
			outcome.sleeps = true;
			return 0;
		}

		outcome.other = zombie;
		reapTask(kernel, zombie);
		return 0;
	},
	words: ({pid, child}, op) => `wait ${pid[op]}${child[op] === absent ? '' : ` for ${child[op]}`}`,
};
