/** The end of a strace recording: what was assumed gets its place, and the rows become a program. */

import {createProgramBuilder, type OpRow} from '../../machine/program-builder.ts';
import type {Recording} from '../format.ts';
import {noteSettings} from '../machine-line.ts';
import {recordingName} from '../name.ts';
import {settleToldEnds} from './ends.ts';
import {chooseLayout} from './layout.ts';
import {takeSettled} from './settle.ts';
import {type StraceState, unknownPid} from './state.ts';
import {pidEnd} from './take-call.ts';

/** With -ff a file holds one process, and its name ends in the pid. */
function pidOfFile(file: string): number | undefined {
	const pid = Number(/\.(\d+)(?:\.gz)?$/.exec(file)?.[1] ?? 0);
	return pid > 0 && pid < pidEnd ? pid : undefined;
}

/** What the pid of the only process is that lines without a pid are of, as far as that is known. */
export function namelessPid({nameless}: StraceState, file: string): number {
	return nameless?.tid ?? pidOfFile(file) ?? unknownPid;
}

/** Gives rows of that process its pid. */
export function renaming(known: number): (row: OpRow) => OpRow {
	const rename = (pid: number | undefined) => (pid === unknownPid ? known : pid);
	return (row) => ({...row, pid: rename(row.pid), child: rename(row.child)});
}

export function finish(state: StraceState, file: string): Recording {
	settleToldEnds(state);
	const layout = chooseLayout(state.rows, state.is32);
	state.limits.note(state.touch === 'none' ? 'no-page-faults' : 'assumed-touches');

	const rename = renaming(namelessPid(state, file));
	const builder = createProgramBuilder();
	for (const row of takeSettled(state, state.rows.length, layout)) {
		builder.add(rename(row));
	}

	const {geometry} = layout;
	noteSettings(state.limits, state.machine);
	const hugePages = state.machine?.thp;
	const limits = state.limits.list();
	return {
		program: builder.finish({
			name: recordingName(file),
			cpus: 1,
			swapBytes: state.machine?.swap ?? 0,
			geometry,
			...(hugePages === undefined ? {} : {hugePages}),
			...(limits.length === 0 ? {} : {limits}),
		}),
		problems: state.problems.list(),
	};
}
