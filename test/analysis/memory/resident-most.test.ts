/** The limit that a process's tables set to what it holds is never below what is counted page by page. */
import {expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {processMemory} from '../../../source/analysis/memory/process-memory.ts';
import {residentMost} from '../../../source/analysis/memory/resident-most.ts';
import {livingProcesses} from '../../../source/analysis/rows/processes.ts';
import {designs, findDesign} from '../../../source/designs/index.ts';
import {pageBytes} from '../../../source/kernel/state/geometry.ts';
import {createMachine, stepMachine} from '../../../source/machine/machine.ts';
import {refusalOf} from '../../../source/machine/refusal.ts';
import {eventCount} from '../../../source/machine/state.ts';
import {findWorkload} from '../../../source/workloads/index.ts';

const small = designs.flatMap(({id}) => ['cow', 'vfork'].map((workload) => [workload, id] as const));
const large = ['linux-6', 'shared-pt'].flatMap((id) =>
	['pressure', 'build'].map((workload) => [workload, id] as const),
);

test.each([...small, ...large])('%s on %s', (workload, id) => {
	const design = findDesign(id) ?? expect.unreachable(id);
	const program = findWorkload(workload)?.build({}) ?? expect.unreachable(workload);
	if (refusalOf(design, program) !== undefined) {
		return;
	}

	const machine = createMachine(program, {design});
	const {kernel} = machine;
	let isTight = false;
	while (stepMachine(machine)) {
		if (eventCount(machine) % 97 === 0 || program.count < 100) {
			const view = viewMemory(machine);
			for (const task of livingProcesses(kernel)) {
				const held = processMemory(view, task);
				const most = residentMost(kernel, kernel.task.mm[task]) * pageBytes;
				const {rssBytes = 0, swappedBytes = 0} = held ?? {};
				expect(most).toBeGreaterThanOrEqual(Math.max(rssBytes, swappedBytes));
				isTight ||= most === rssBytes;
			}
		}
	}

	expect(isTight || design.id !== 'linux-6').toBe(true);
});
