/** Execs of a recording: what the new program is called, and what it has mapped when it begins to run. */

import type {ImageMapping} from '../../machine/program.ts';
import {numberAfter, type PerfLine} from './line.ts';
import {type Draft, latestOp} from './rows.ts';
import {type ExecDraft, type PerfState, push, type Thread, threadOf} from './state.ts';

const commPattern = /^( exec)?: (.*):(-?\d+)\/(-?\d+)$/s;

export function takeComm(state: PerfState, {payload, comm}: PerfLine): string | undefined {
	const match = commPattern.exec(payload);
	if (match === null) {
		return 'a COMM record without name and pid';
	}

	const [, isExec, name, pidText, tidText] = match;
	const thread = threadOf(state, Number(tidText), comm, Number(pidText));
	if (isExec === undefined) {
		const latest = latestOp(state.rows);
		if (latest?.op === 'start' && latest.pid === thread.tid) {
			latest.comm = name;
		} else {
			push(state, {op: 'comm', pid: thread.tid, comm: name});
		}

		return undefined;
	}

	const process = threadOf(state, Number(pidText), comm);
	const image: ImageMapping[] = [];
	state.images.push(image);
	leaveOneThread(state, process);
	startExec(process);
	process.exec = push(state, {op: 'exec', pid: process.tid, comm: name, image}) as ExecDraft;
	process.latestExec = process.exec;
	return undefined;
}

/** The thread that calls exec goes on as the first of its process, and the others are gone. */
function leaveOneThread({threads}: PerfState, process: Thread): void {
	process.hasLeft = false;
	if (process.faults !== undefined) {
		for (const {tid, pid} of threads.values()) {
			if (pid === process.pid && tid !== pid) {
				threads.delete(tid);
			}
		}
	}
}

/** Nothing is left of what the process had before. */
function startExec(process: Thread): void {
	process.borrows = false;
	process.bare = undefined;
	process.areas = [];
	process.pages = new Map();
	process.faults = undefined;
}

/** The new program runs: what is mapped from here on, it maps itself. */
export function finishExec(process: Thread): void {
	if (process.exec !== undefined) {
		process.image = process.exec.image;
		process.areas = [...process.exec.image].sort((left, right) => left.address - right.address);
		process.exec = undefined;
	}
}

export function endExec(state: PerfState, {tid, payload, comm}: PerfLine): string | undefined {
	const pid = numberAfter(payload, ' pid=') ?? tid;
	const process = threadOf(state, pid, comm);
	const fileName = /filename=(.*) pid=\d+/s.exec(payload)?.[1];
	const {latestExec} = process;
	finishExec(process);
	if (latestExec === undefined || latestExec.argv !== undefined) {
		execWithoutRecords(state, process, fileName);
	} else {
		latestExec.argv = fileName === undefined ? [] : [fileName];
		if (latestExec.image?.length === 0) {
			becomeBare(state, process, latestExec);
		}
	}

	return undefined;
}

const commBytes = 15;

/** An exec of which neither the name nor the mappings were recorded. */
function execWithoutRecords(state: PerfState, process: Thread, fileName: string | undefined): void {
	startExec(process);
	const row = push(state, {
		op: 'exec',
		pid: process.tid,
		comm: (fileName ?? '?').replace(/^.*\//s, '').slice(0, commBytes),
		argv: fileName === undefined ? undefined : [fileName],
	});
	process.image = [];
	process.latestExec = undefined;
	becomeBare(state, process, row);
}

/** What the exec has mapped follows from what is touched. */
function becomeBare({bareExecs}: PerfState, process: Thread, row: Draft): void {
	process.bare = {row, pages: new Map()};
	bareExecs.push(process.bare);
}
