/** The program that belongs to each workload: only this folder can ask for it. */
import {limitSentence} from '../analysis/trust/limits.ts';
import type {Program} from '../machine/program.ts';
import {workloadLines} from '../readers/forkscope/write.ts';
import type {Workload} from './workload.ts';

const programs = new WeakMap<Workload, () => Program>();

/** `program` may be asked again and again: a workload that is being built grows. */
export function holdProgram<W extends Workload>(workload: W, program: () => Program): W {
	programs.set(workload, program);
	return workload;
}

export function workloadOf(program: Program): Workload {
	const {header, count} = program;
	const workload: Workload = {
		name: header.name,
		count,
		limits: (header.limits ?? []).map(limitSentence),
		lines: () => workloadLines(program),
	};
	return holdProgram(workload, () => program);
}

/** Throws a TypeError for what is no workload of this library. */
export function programOf(workload: Workload): Program {
	const program = programs.get(workload);
	if (program === undefined) {
		throw new TypeError('This is no workload: workload() builds one, open() reads one.');
	}

	return program();
}
