import {expect, test} from 'vitest';
import {residual, simulate} from '../../../source/commands/forktime/time-forks.ts';
import {findCostTable} from '../../../source/designs/costs/index.ts';
import {measurements} from '../../../source/designs/costs/published.ts';
import {runCommand} from '../../helpers/run-command.ts';

/** What a fitted price may be off: 20 %; what was only predicted, a factor of two. */
const bounds = {fitted: [-0.2, 0.2], predicted: [-0.5, 1]} as const;

const cases = measurements.map((measurement) => {
	const {run, kernels, forks, pages} = measurement;
	return [`${run} ${kernels.join(' : ')} ${forks} × ${pages}`, measurement] as const;
});

test.each(cases)('%s comes out near what was published', (_, measurement) => {
	const costs = findCostTable(measurement.costs);
	expect(costs).toBeDefined();
	if (costs !== undefined) {
		const [least, most] = measurement.isFitted ? bounds.fitted : bounds.predicted;
		const off = residual(measurement, simulate(measurement, costs));
		expect(off).toBeGreaterThanOrEqual(least);
		expect(off).toBeLessThanOrEqual(most);
	}
});

test('list costs names the tables, and with --residuals runs what was published again', async () => {
	const plain = await runCommand('list costs');
	expect(plain.stdout).toContain('22 published measurements; --residuals runs them again.');
	expect(plain.stdout).not.toContain('SIMULATED');
	expect((await runCommand('list costs --residuals')).stdout).toMatch(
		/make-obj netbsd-1\.3 : 4\.4bsd +0\.83 +0\.\d\d/,
	);
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
