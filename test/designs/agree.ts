/** Runs a program on designs and says where what it reads differs. */
import type {Design} from '../../source/designs/design.ts';
import {defects} from '../../source/kernel/state/defects.ts';
import {effectKinds} from '../../source/kernel/state/effects.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import type {Program} from '../../source/machine/program.ts';
import type {Machine} from '../../source/machine/state.ts';

export type Answers = {
	/** Result and digest of each op, in the order in which they ran. */
	readonly answers: readonly string[];
	/** How many ops had run when the first known defect bit that can change what is read; Infinity when none did. */
	readonly firstDefect: number;
	readonly machine: Machine;
};

/** Runs a program to its end; `visit` sees the machine after every op. */
export function runForAnswers(
	program: Program,
	design: Design,
	visit: (machine: Machine) => void = () => {},
): Answers {
	const machine = createMachine(program, {design});
	const answers: string[] = [];
	let firstDefect = Number.POSITIVE_INFINITY;
	while (stepMachine(machine)) {
		const {op, result, access} = machine.outcome;
		answers.push(`op ${op}: ${result} ${access.digestHigh} ${access.digestLow}`);
		if (firstDefect === Number.POSITIVE_INFINITY && bitBadly(machine)) {
			firstDefect = answers.length;
		}

		visit(machine);
	}

	return {answers, firstDefect, machine};
}

/** Defects after which a process may read what it should not; the others only cost work, or miscount. */
const badDefects = new Set<number>(
	(
		[
			'strangePage',
			'protectReaches',
			'remapTakes',
			'writableAgain',
			'dontneedIgnored',
			'dirtLost',
			'privateShared',
		] as const
	).map((name) => defects[name]),
);

function bitBadly({kernel}: Machine): boolean {
	const {count, kind, other} = kernel.effects;
	return kind.subarray(0, count).some((each, i) => each === effectKinds.defect && badDefects.has(other[i]));
}

/** The first answer that differs although no known defect had bitten by then; undefined when there is none. */
export function firstUnexplained(expected: Answers, actual: Answers): string | undefined {
	const at = expected.answers.findIndex((answer, i) => answer !== actual.answers[i]);
	return at === -1 || actual.firstDefect <= at + 1
		? undefined
		: `${expected.answers[at]}, got ${actual.answers[at] ?? 'nothing'}`;
}
