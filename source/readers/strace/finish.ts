/** The end of a strace recording: what was assumed gets its place, and the rows become a program. */

import {opFlags} from '../../machine/op.ts';
import {createProgramBuilder, type OpRow} from '../../machine/program-builder.ts';
import type {Recording} from '../format.ts';
import {noteSettings} from '../machine-line.ts';
import {settleToldEnds} from './ends.ts';
import {settleImage, settleStackTouch} from './image.ts';
import {chooseLayout} from './layout.ts';
import {type StraceState, unknownPid} from './state.ts';
import {pidEnd} from './take-call.ts';

/** With -ff a file holds one process, and its name ends in the pid. */
function pidOfFile(file: string): number | undefined {
	const pid = Number(/\.(\d+)(?:\.gz)?$/.exec(file)?.[1] ?? 0);
	return pid > 0 && pid < pidEnd ? pid : undefined;
}

export function finish(state: StraceState, file: string): Recording {
	settleToldEnds(state);
	const layout = chooseLayout(state.rows, state.is32);
	for (const image of state.images) {
		settleImage(image, layout);
	}

	for (const touch of state.onStack) {
		settleStackTouch(touch, layout);
	}

	settleOffsets(state);
	state.limits.note(state.touch === 'none' ? 'no-page-faults' : 'assumed-touches');

	const known = state.nameless?.tid ?? pidOfFile(file);
	const rename = (pid: number | undefined) => (pid === unknownPid && known !== undefined ? known : pid);
	const builder = createProgramBuilder();
	for (const row of settledRows(state)) {
		builder.add({...row, pid: rename(row.pid), child: rename(row.child)});
	}

	const {geometry} = layout;
	noteSettings(state.limits, state.machine);
	const hugePages = state.machine?.thp;
	const limits = state.limits.list();
	return {
		program: builder.finish({
			name: nameOf(file),
			cpus: 1,
			swapBytes: 0,
			geometry,
			...(hugePages === undefined ? {} : {hugePages}),
			...(limits.length === 0 ? {} : {limits}),
		}),
		problems: state.problems.list(),
	};
}

/** The rows in order, without what did not happen, and with the execs that woke the parents of a vfork. */
function* settledRows({rows, undone, unheard, limits}: StraceState): Generator<OpRow> {
	const execs = new Map(
		[...unheard].flatMap(
			([
				pid,
				{
					rows: [made],
				},
			]) => (blocks(made) ? [[made, pid]] : []),
		),
	);
	for (const row of rows) {
		if (!undone.has(row)) {
			yield row;
		}

		const pid = execs.get(row);
		if (pid !== undefined) {
			limits.note('inferred-images');
			yield {op: 'exec', pid, text: '?'};
		}
	}
}

/** Whether the parent sleeps until the child has exec'ed: it went on, so one that was never heard of has done so. */
function blocks({op, flags = 0}: OpRow): boolean {
	return op === 'vfork' || (op === 'clone' && (flags & opFlags.vfork) !== 0);
}

const pageBytes = 4096;

/** mmap2 counts its offset in pages. Versions of strace that show it so are told by one that is no multiple of a page. */
function settleOffsets({mmap2}: StraceState): void {
	if (mmap2.some(({offset = 0}) => offset % pageBytes !== 0)) {
		for (const row of mmap2) {
			row.offset = row.offset === undefined ? undefined : row.offset * pageBytes;
		}
	}
}

function nameOf(file: string): string {
	return file
		.replace(/\/+$/, '')
		.replace(/^.*\//s, '')
		.replace(/\.(?:gz|zst)$/, '')
		.replace(/\.(?:strace|txt|log)$/, '');
}
