import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {bsd3} from '../../source/designs/3bsd.ts';
import type {Design} from '../../source/designs/design.ts';
import {designs} from '../../source/designs/index.ts';
import {refusalOf} from '../../source/machine/refusal.ts';
import {firstUnexplained, runForAnswers} from './agree.ts';
import {randomProgram} from './random-program.ts';
import {recount} from './recount.ts';

/** Kernels whose pages are known from page-table entries alone, so that the tables must account for all of them. */
function recordsInEntries({policies}: Design): boolean {
	return policies.recordedPage === undefined;
}

describe.each(designs.map((design) => [design.id, design] as const))('%s', (_, design) => {
	test('reads what eager copying reads, unless a known defect was told before', () => {
		fc.assert(
			fc.property(
				randomProgram.filter((program) => refusalOf(design, program) === undefined),
				(program) => {
					const problem = firstUnexplained(runForAnswers(program, bsd3), runForAnswers(program, design));
					expect(problem).toBeUndefined();
				},
			),
			{numRuns: 40},
		);
	});

	test.runIf(recordsInEntries(design))('counts what its tables hold, after every op', () => {
		fc.assert(
			fc.property(
				randomProgram.filter((program) => refusalOf(design, program) === undefined),
				(program) => {
					runForAnswers(program, design, ({kernel}) => {
						expect(recount(kernel)).toEqual([]);
					});
				},
			),
			{numRuns: 15},
		);
	});
});
