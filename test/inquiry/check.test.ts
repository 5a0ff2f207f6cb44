/** Checking: what a run is told to come to, where all counts agree and where one was spoilt. */
import {expect, test} from 'vitest';
import {checkRun} from '../../source/inquiry/check.ts';
import {createMachine} from '../../source/machine/machine.ts';
import {eventCount, type Machine} from '../../source/machine/state.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {runCommand} from '../helpers/run-command.ts';

function machineOf(name: string): Machine {
	const program = findWorkload(name)?.build();
	if (program === undefined) {
		throw new Error(`no workload ${name}`);
	}

	return createMachine(program);
}

test('a run whose counts agree is counted after every event and at its end', () => {
	const machine = machineOf('cow');
	const answer = checkRun(machine);
	expect(answer).toMatchObject({
		holds: true,
		events: machine.program.count,
		checks: machine.program.count + 1,
	});
	expect(checkRun(machineOf('cow'), 10).checks).toBe(Math.floor(machine.program.count / 10) + 1);
});

test('the first count that does not agree ends the run and is named', () => {
	const machine = machineOf('cow');
	const {held} = machine.kernel.frame;
	const answer = checkRun(machine, 1, () => {
		if (eventCount(machine) === 5) {
			held[1] += 1;
		}
	});
	expect(answer).toMatchObject({holds: false, events: 5, problem: {event: 5}});
	expect(answer.problem?.text).toContain('frame');
});

test('check --json is that answer behind the header', async () => {
	const {code, stdout} = await runCommand('check vfork --json');
	expect(code).toBe(0);
	const {schema, holds, findings} = JSON.parse(stdout);
	expect([schema, holds]).toEqual(['forkscope/check@1', true]);
	expect(findings).toEqual(checkRun(machineOf('vfork')).findings);
	expect(findings.length).toBeGreaterThan(0);
});
