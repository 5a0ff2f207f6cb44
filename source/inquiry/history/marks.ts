/** The marks that a run has passed, from the timeline's history. */
import {opKinds} from '../../machine/ops/index.ts';
import type {History} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';

/** `position` is that just after the mark. */
export type Mark = {readonly position: number; readonly label: string};

type Marks = {all: readonly Mark[]; count: number};

const marksOfHistory = new WeakMap<History, Marks>();

/** In the order of time, as far as the run is known. */
export function marksOf({history, first, machine: {program}}: Timeline): readonly Mark[] {
	const marks = marksOfHistory.get(history) ?? {all: [], count: first};
	marksOfHistory.set(history, marks);
	const found: Mark[] = [];
	for (let position = marks.count + 1; position <= history.count; position += 1) {
		const op = history.op[position];
		if (program.kind[op] === opKinds.mark) {
			found.push({position, label: program.strings[program.text[op]]});
		}
	}

	marks.all = found.length === 0 ? marks.all : [...marks.all, ...found];
	marks.count = history.count;
	return marks.all;
}
