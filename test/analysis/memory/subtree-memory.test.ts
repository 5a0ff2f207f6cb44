/** Totals of subtrees, all in one pass, against the sum of each group by itself. */
import {expect, test} from 'vitest';
import {groupMemory} from '../../../source/analysis/memory/group-memory.ts';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {subtreeMemory} from '../../../source/analysis/memory/subtree-memory.ts';
import {tasksByPid} from '../../../source/analysis/rows/processes.ts';
import {withDescendants} from '../../../source/analysis/rows/tree.ts';
import {findDesign} from '../../../source/designs/index.ts';
import {openRun} from '../../../source/inquiry/run.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {pageBytes} from '../../../source/kernel/state/geometry.ts';
import {seek} from '../../../source/timeline/seek.ts';
import {findWorkload} from '../../../source/workloads/index.ts';
import {checkStory} from '../../helpers/story.ts';

const kernels = ['linux-6', 'shared-pt', '4.4bsd', 'uvm', 'v7'];
const workloads = ['cow', 'deep-chain', 'zombies-and-orphans', 'pipeline'];

test.each(kernels.flatMap((kernel) => workloads.map((workload) => [kernel, workload])))(
	'on %s in %s every total is that of its processes as one',
	(kernel, workload) => {
		const program = findWorkload(workload)?.build();
		const run = program && openRun(program, {design: findDesign(kernel)});
		expect(run).toBeDefined();
		for (let part = 1; run !== undefined && part <= 4; part += 1) {
			seek(run.timeline, Math.floor((run.program.count * part) / 5));
			const view = viewMemory(run.timeline.machine);
			const totals = subtreeMemory(view).bytes;
			const processes = [...tasksByPid(view).values()].filter(
				(task) => view.kernel.task.leader[task] === task,
			);
			expect(processes.map((task) => totals[task])).toEqual(
				processes.map((task) => groupMemory(view, withDescendants(view.kernel, task)).rssBytes),
			);
		}
	},
);

test('roots that share pages each have them', () => {
	const machine = checkStory('1 map 0 8 rw\n1 write 0 8\n1 fork 2\n1 fork 3\n3 fork 4\n1 exit 0');
	const {bytes} = subtreeMemory(viewMemory(machine));
	const totals = [2, 3, 4].map((pid) => bytes[findTask(machine.kernel, pid)] / pageBytes);
	expect(totals).toEqual([8, 8, 8]);
});
