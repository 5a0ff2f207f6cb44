import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {findingsOf} from '../../../source/inquiry/outcome/findings.ts';
import {createMachine, stepMachine} from '../../../source/machine/machine.ts';
import {findWorkload} from '../../../source/workloads/index.ts';

/** First words of all findings of the built-in workload about vfork. */
function findings(kernel: string): readonly string[] {
	const program = findWorkload('vfork')?.build();
	if (program === undefined) {
		throw new Error('there is no such workload');
	}

	const machine = createMachine(program, {design: findDesign(kernel)});
	const told: string[] = [];
	while (stepMachine(machine)) {
		told.push(...findingsOf(machine).map(({event, text}) => `${event} ${text.split(/[:;]/)[0]}`));
	}

	return told;
}

test.each(['linux-6', '3bsd', 'netbsd-1.3', 'uvm'])(
	'%s: each rule of vfork is told where a child breaks it',
	(kernel) => {
		expect(findings(kernel).filter((text) => text.includes('rule'))).toEqual([
			'11 vfork rule 1',
			'16 vfork rule 2',
			'21 vfork rule 3',
		]);
	},
);

test('a child with memory of its own breaks none, but 4.4BSD copies what nobody else sees', () => {
	expect(findings('4.4bsd')).toEqual(['24 known defect']);
});
