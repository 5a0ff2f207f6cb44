/** The name of the process that acted in each event, as it was at that time; worked out once along the history. */
import {cellWidth} from '../../analysis/words/cells.ts';
import {opKinds} from '../../machine/ops/index.ts';
import type {History} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';

type Names = {
	/** String number of the actor's name, by event. */
	of: Int32Array;
	readonly current: Map<number, number>;
	count: number;
	/** Cells of the longest one. */
	widest: number;
};

const namesOf = new WeakMap<History, Names>();

/** Cells of the longest name that a process has had in what is known of the run; it grows as more becomes known. */
export function widestName(timeline: Timeline): number {
	return upToDate(timeline).widest;
}

/** The name that the process of `event` had before it; empty for a mark. */
export function actorName(timeline: Timeline, event: number): string {
	const names = upToDate(timeline);
	return timeline.machine.program.strings[names.of[event] ?? 0];
}

function upToDate(timeline: Timeline): Names {
	const {history} = timeline;
	const names = namesOf.get(history) ?? {
		of: new Int32Array(1024),
		current: new Map(),
		count: timeline.first,
		widest: 0,
	};
	namesOf.set(history, names);
	if (names.of.length <= history.count) {
		const wider = new Int32Array(Math.max(history.count + 1, names.of.length * 2));
		wider.set(names.of);
		names.of = wider;
	}

	for (let event = names.count + 1; event <= history.count; event += 1) {
		note(timeline, names, event);
	}

	names.count = history.count;
	return names;
}

function note({history, machine: {program}}: Timeline, names: Names, event: number): void {
	const {of, current} = names;
	const call = (who: number, name: number) => {
		current.set(who, name);
		names.widest = Math.max(names.widest, cellWidth(program.strings[name]));
	};
	const op = history.op[event];
	const pid = program.pid[op];
	const text = program.text[op];
	of[event] = current.get(pid) ?? 0;
	switch (program.kind[op]) {
		case opKinds.start:
		case opKinds.comm:
			call(pid, text);
			break;
		case opKinds.exec:
			call(pid, history.result[event] < 0 ? of[event] : text);
			break;
		case opKinds.spawn:
			call(program.child[op], text);
			break;
		case opKinds.fork:
		case opKinds.vfork:
		case opKinds.clone:
			current.set(program.child[op], of[event]);
			break;
		default:
	}
}
