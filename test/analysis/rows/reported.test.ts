/** Where figures that a kernel reports are not the truth, that is said, with the reason. */

import {expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {mapRows} from '../../../source/analysis/rows/maps.ts';
import {reportedGap, reportedOfMapping} from '../../../source/analysis/rows/reported.ts';
import {findDesign} from '../../../source/designs/index.ts';
import {nextRow, rowId} from '../../../source/kernel/state/columns.ts';
import type {Machine} from '../../../source/machine/state.ts';
import {findWorkload} from '../../../source/workloads/index.ts';
import {machineAt} from '../../helpers/at.ts';

function machineOf(workload: string, kernel: string, at: string): Machine {
	const program = findWorkload(workload)?.build();
	if (program === undefined) {
		throw new Error(`no workload ${workload}`);
	}

	return machineAt(program, at, {design: findDesign(kernel)});
}

function reasons(machine: Machine): string[] {
	const view = viewMemory(machine);
	const {task} = machine.kernel;
	const found = new Set<string>();
	for (let row = nextRow(task, 0); row !== 0; row = nextRow(task, row)) {
		const gap = task.state[row] !== 0 && task.mm[row] !== 0 ? reportedGap(view, row) : undefined;
		found.add(gap?.reason ?? 'none');
	}

	return [...found].sort();
}

test.each([
	['snapshot', 'linux-6', 'mark:half saved', /^none$/],
	['snapshot', 'shared-pt', 'mark:half saved', /shared page table/],
	['vfork', 'linux-6', '#12', /none|one address space/],
])('%s on %s at %s', (workload, kernel, at, expected) => {
	expect(reasons(machineOf(workload, kernel, at)).join('\n')).toMatch(expected);
});

test('of a mapping below shared tables smaps says more than the fair share', () => {
	const machine = machineOf('snapshot', 'shared-pt', 'mark:half saved');
	const view = viewMemory(machine);
	const {task} = machine.kernel;
	const rows = Array.from({length: task.count - 1}, (_, i) => rowId(task, i + 1)).flatMap((row) =>
		task.mm[row] === 0 ? [] : mapRows(view, row),
	);
	const said = rows.map(reportedOfMapping).filter((text) => text !== undefined);
	expect(said.length).toBeGreaterThan(0);
	expect(said.every((text) => /PSS|private/.test(text))).toBe(true);
});
