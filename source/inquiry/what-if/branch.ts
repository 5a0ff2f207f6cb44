/**
 * What if: at a moment of a run its recorded future is left, and other ops follow. A branch is a program of its own: the ops
 * that have happened, and those that were asked for; it ends with the mark `then`.
 */

import {viewMemory} from '../../analysis/memory/memory.ts';
import {findProcess} from '../../analysis/query/find-process.ts';
import {mapRows, pageRows} from '../../analysis/rows/maps.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Task} from '../../kernel/state/ids.ts';
import {opFlags} from '../../machine/op.ts';
import {highestPid, type Program} from '../../machine/program.ts';
import {createProgramBuilder, type OpRow, opRow} from '../../machine/program-builder.ts';
import {type Machine, timeUs} from '../../machine/state.ts';
import {UserError} from '../../machine/user-error.ts';
import {seek} from '../../timeline/seek.ts';
import {positionOf} from '../../timeline/timeline.ts';
import {openRun, type Run} from '../run.ts';
import type {WhatIf} from './words.ts';

/** The branch at the moment where the run stands. Throws a UserError for a process that is not there. */
export function branchAt(run: Run, whatIfs: readonly WhatIf[]): Program {
	let at = run;
	for (const whatIf of whatIfs) {
		const {machine} = at.timeline;
		const program = withOps(at, rowsOf(machine, whatIf));
		at = openRun(program, {
			design: run.design,
			costs: machine.costs,
			geometry: machine.kernel.geometry.id,
		});
		seek(at.timeline, Number.POSITIVE_INFINITY);
	}

	return withOps(at, [{op: 'mark', label: 'then'}]);
}

/** What has happened so far, in the order of the file, and what follows it now. */
function withOps({program, timeline}: Run, rows: readonly OpRow[]): Program {
	const {history, machine} = timeline;
	const done = new Uint8Array(program.count);
	for (let position = 1; position <= positionOf(timeline); position += 1) {
		done[history.op[position]] = 1;
	}

	const builder = createProgramBuilder();
	for (let i = 0; i < program.count; i += 1) {
		if (done[i] === 1) {
			builder.add(opRow(program, i));
		}
	}

	// With several CPUs an op may not come before the moment.
	const time = program.header.cpus > 1 ? {time: timeUs(machine)} : {};
	for (const row of rows) {
		builder.add({...row, ...time});
	}

	return builder.finish(program.header);
}

function rowsOf(machine: Machine, whatIf: WhatIf): OpRow[] {
	const {pid} = whatIf;
	const task = findProcess(machine, pid);
	switch (whatIf.kind) {
		case 'fork': {
			const first = highestPid(machine.program) + 1;
			return Array.from({length: whatIf.times}, (_, i) => ({op: 'fork', pid, child: first + i}));
		}
		case 'exec':
			return [{op: 'exec', pid, comm: whatIf.comm}];
		case 'exit':
			return [{op: 'exit', pid}];
		case 'write':
			return writeRows(machine, task, pid, Math.ceil(whatIf.bytes / pageBytes));
		case 'scatter':
			return writeRuns(pid, hitAtRandom(sharedPages(machine, task), whatIf.times));
		case 'grow':
			return growRows(machine, task, pid, Math.ceil(whatIf.bytes / pageBytes));
	}
}

/** Pages that it shares and may write, run by run; then new memory. */
function writeRows(machine: Machine, task: Task, pid: number, pages: number): OpRow[] {
	const shared = sharedPages(machine, task);
	const rows = writeRuns(pid, shared.slice(0, pages));
	const more = pages - Math.min(pages, shared.length);
	return more === 0 ? rows : [...rows, ...growRows(machine, task, pid, more)];
}

/** Addresses of the pages that it shares and may write, in order. */
function sharedPages(machine: Machine, task: Task): number[] {
	const view = viewMemory(machine);
	const writable = mapRows(view, task).filter(({perms}) => perms[1] === 'w' && perms[3] === 'p');
	let at = 0;
	return pageRows(view, task).flatMap(({address, mapcount}) => {
		while (at < writable.length && writable[at].end <= address) {
			at += 1;
		}

		const isIn = at < writable.length && writable[at].start <= address;
		return isIn && mapcount > 1 ? [address] : [];
	});
}

/**
 * As many pages as so many throws at all of them hit on average, P·(1 − (1 − 1/P)^N), evenly spread: nothing here is left
 * to chance.
 */
function hitAtRandom(pages: readonly number[], throws: number): number[] {
	if (pages.length === 0) {
		return [];
	}

	const hit = Math.round(pages.length * -Math.expm1(throws * Math.log1p(-1 / pages.length)));
	return Array.from({length: hit}, (_, i) => pages[Math.floor((i * pages.length) / hit)]);
}

/** Writes of the pages at these addresses, which are in order. */
function writeRuns(pid: number, addresses: readonly number[]): OpRow[] {
	const rows: {op: 'write'; pid: number; address: number; length: number}[] = [];
	for (const address of addresses) {
		const last = rows.at(-1);
		if (last !== undefined && last.address + last.length === address) {
			last.length += pageBytes;
		} else {
			rows.push({op: 'write', pid, address, length: pageBytes});
		}
	}

	return rows;
}

/** At the end of the largest hole between its mappings. */
function growRows(machine: Machine, task: Task, pid: number, pages: number): OpRow[] {
	const length = pages * pageBytes;
	const maps = mapRows(viewMemory(machine), task);
	const ends = [...maps.map(({start}) => start), machine.kernel.geometry.endVpn * pageBytes];
	const holes = ends.map((end, i) => ({end, size: end - (maps[i - 1]?.end ?? pageBytes)}));
	const {end, size} = holes.reduce((largest, hole) => (hole.size > largest.size ? hole : largest));
	if (size < length + 2 * pageBytes) {
		throw new UserError(`Process ${pid} has no room for that much memory.`);
	}

	const range = {pid, address: end - length - pageBytes, length};
	return [
		{op: 'mmap', ...range, flags: opFlags.read | opFlags.write},
		{op: 'write', ...range},
	];
}
