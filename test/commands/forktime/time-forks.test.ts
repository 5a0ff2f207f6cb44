import {expect, test} from 'vitest';
import {shortOfMemory} from '../../../source/commands/forktime/time-forks.ts';
import {measurements} from '../../../source/designs/costs/published.ts';
import {findDesign} from '../../../source/designs/index.ts';
import {workUnits} from '../../../source/kernel/state/work.ts';
import {createMachine, stepMachine} from '../../../source/machine/machine.ts';
import {opKinds} from '../../../source/machine/ops/index.ts';
import {lastOp} from '../../../source/machine/state.ts';
import {runCommand} from '../../helpers/run-command.ts';

/** What a fitted price may be off, in percent; what was only predicted, a factor of two. */
const bounds = {fitted: [-20, 20], predicted: [-50, 100]} as const;

test('what was published is run again, and comes out near it', async () => {
	const {stdout} = await runCommand('list costs --residuals');
	const rows = [...stdout.matchAll(/^(.*?) +([+-]?\d+\.\d) % +(fitted|predicted)$/gm)];
	expect(rows.length).toBe(measurements.length);
	const isFar = ([, , off, kind]: readonly string[]) => {
		const [least, most] = kind === 'fitted' ? bounds.fitted : bounds.predicted;
		return Number(off) < least || Number(off) > most;
	};
	expect(rows.filter(isFar).map(([row]) => row)).toEqual([]);
	expect(stdout).toMatch(/make-obj netbsd-1\.3 : 4\.4bsd +0\.83 +0\.\d\d/);
});

test('where Phillips’ machine swaps, each fork of the old kernel writes as many pages as its child has tables', () => {
	const [old, shared] = ['linux-2.4', 'shared-pt'].map((kernel) => pagesWrittenAtFork(kernel));
	expect(old).toBeGreaterThanOrEqual(196);
	expect(old).toBeLessThan(205);
	expect(shared).toBeLessThan(25);
});

/** Pages that the last of four forks sends to swap, of a parent that fills 768 MiB. */
function pagesWrittenAtFork(kernel: string): number {
	const program = shortOfMemory(4, 200_000, 768 * 2 ** 20);
	const machine = createMachine(program, {design: findDesign(kernel), geometry: 'i386'});
	let forks = 0;
	let before = 0;
	while (forks < 5) {
		before = machine.kernel.work.amount[workUnits.io_out];
		stepMachine(machine);
		forks += program.kind[lastOp(machine)] === opKinds.fork ? 1 : 0;
	}

	return machine.kernel.work.amount[workUnits.io_out] - before;
}

test('list costs names the tables, and runs nothing', async () => {
	const {stdout} = await runCommand('list costs');
	expect(stdout).toContain('24 published measurements; --residuals runs them again.');
	expect(stdout).not.toContain('SIMULATED');
});

test('forktime prints the words of the letter', async () => {
	const {stdout} = await runCommand('forktime -n 2 -m 100');
	expect(stdout).toMatch(
		/^2 forks from parent with 100 pages of mapped memory\.\.\.\nlinux-2\.4 total fork time: 0\.\d{6} seconds in 2 iterations \(\d+ usec\/fork\)\nshared-pt total fork time: .*\n$/,
	);
});

test('forktime answers as JSON, on the page tables that are asked for', async () => {
	const {stdout} = await runCommand('forktime -n 2 -m 100 --kernel linux-6 --geometry i386 --json');
	expect(JSON.parse(stdout)).toMatchObject({
		schema: 'forkscope/forktime@1',
		runs: [{kernel: 'linux-6', costs: 'modern', geometry: 'i386', forks: 2, pages: 100}],
	});
});
