/** Random programs that crowd into a few page tables: every design reads what eager copying reads, and counts right. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {bsd3} from '../../source/designs/3bsd.ts';
import {designs} from '../../source/designs/index.ts';
import {checkKernel} from '../../source/kernel/check/check.ts';
import {refusalOf} from '../../source/machine/refusal.ts';
import {holds} from '../helpers/property.ts';
import {firstUnexplained, runForAnswers} from './agree.ts';
import {randomProgram} from './random-program.ts';

describe.each(designs.map((design) => [design.id, design] as const))('%s', (_, design) => {
	const programs = randomProgram.filter((program) => refusalOf(design, program) === undefined);

	test('reads what eager copying reads, unless a defect was told that can change it', () => {
		const property = fc.property(programs, (program) => {
			expect(firstUnexplained(runForAnswers(program, bsd3), runForAnswers(program, design))).toBeUndefined();
		});
		holds(property, 40);
	});

	test('counts what its tables hold, after every op', () => {
		const property = fc.property(programs, (program) => {
			runForAnswers(program, design, ({kernel}) => {
				expect(checkKernel(kernel)).toBeUndefined();
			});
		});
		holds(property, 15);
	});
});
