/** The workloads that a real kernel has run, on every design: each must read what the kernel read. */

import {readdirSync} from 'node:fs';
import {expect, test} from 'vitest';
import {designs, findDesign} from '../../source/designs/index.ts';
import {adviceKinds} from '../../source/machine/op.ts';
import {opKinds} from '../../source/machine/ops/index.ts';
import type {Program} from '../../source/machine/program.ts';
import {refusalOf} from '../../source/machine/refusal.ts';
import {readFixture} from '../helpers/read-text.ts';
import {firstUnexplained, runForAnswers} from './agree.ts';

const names = readdirSync(new URL('../../fixtures/kernel-truth/', import.meta.url)).filter((file) =>
	file.endsWith('.ndjson'),
);

const guards = new Set<number>([adviceKinds.guard_install, adviceKinds.guard_remove]);

/**
 * Designs whose vfork shares nothing read something else in the parent of a vfork child that writes, and where guards are
 * refused what they would have kept away is read.
 */
function designsFor(program: Program) {
	const hasVfork = program.kind.includes(opKinds.vfork);
	const hasGuards = program.kind.some(
		(kind, op) => kind === opKinds.madvise && guards.has(program.value[op]),
	);
	return designs.filter(
		(design) =>
			refusalOf(design, program) === undefined &&
			!(hasVfork && design.policies.vfork === 'block') &&
			!(hasGuards && !design.policies.rules.guards),
	);
}

test.each(names)('%s', async (name) => {
	const {program} = await readFixture(`kernel-truth/${name}`);
	// Held against the real answers field by field in test/truth.test.ts.
	const linux6 = findDesign('linux-6') ?? expect.unreachable();
	const expected = runForAnswers(program, linux6);
	const problems = designsFor(program).map((design) => [
		design.id,
		firstUnexplained(expected, runForAnswers(program, design)),
	]);
	expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([]);
});
