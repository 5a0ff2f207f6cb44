/** Random programs that crowd into a few page tables: every design reads what eager copying reads, and counts right. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {bsd3} from '../../source/designs/3bsd.ts';
import {designs} from '../../source/designs/index.ts';
import {checkKernel} from '../../source/kernel/check/check.ts';
import type {Program} from '../../source/machine/program.ts';
import {refusalOf} from '../../source/machine/refusal.ts';
import {holds} from '../helpers/property.ts';
import {firstUnexplained, runForAnswers} from './agree.ts';
import {randomProgram} from './random-program.ts';

const designsOf = (program: Program) => designs.filter((design) => refusalOf(design, program) === undefined);

test('every kernel reads what eager copying reads, unless a defect was told that can change it', () => {
	const property = fc.property(randomProgram, (program) => {
		const expected = runForAnswers(program, bsd3);
		for (const design of designsOf(program)) {
			expect(firstUnexplained(expected, runForAnswers(program, design)), design.id).toBeUndefined();
		}
	});
	holds(property, 25);
});

test('every kernel counts what its tables hold, after every fourth op', () => {
	const property = fc.property(randomProgram, (program) => {
		for (const design of designsOf(program)) {
			runForAnswers(program, design, ({kernel, outcome}) => {
				const problem = outcome.op % 4 === 0 ? checkKernel(kernel) : undefined;
				if (problem !== undefined) {
					expect.fail(`${design.id}: ${problem}`);
				}
			});
		}
	});
	holds(property, 10);
});

test('the programs are such that every kernel runs some', () => {
	const programs = fc.sample(randomProgram, {seed: 1, numRuns: 15});
	const idle = designs.filter((design) =>
		programs.every((program) => refusalOf(design, program) !== undefined),
	);
	expect(idle.map(({id}) => id)).toEqual([]);
});
