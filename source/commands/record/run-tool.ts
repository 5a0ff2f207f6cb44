/**
 * Runs the tools that record. Servers do not end by themselves: Ctrl-C, SIGTERM and the end of --for are the end of what is
 * recorded, not of the recording. A tool and its program have a session of their own, so that a signal of the terminal comes
 * here, and each recorded process gets it once. Processes that ran before get none.
 */
import {type ChildProcess, type StdioOptions, spawn} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {constants} from 'node:os';
import process from 'node:process';
import {UserError} from '../../machine/user-error.ts';
import type {Words} from './plan.ts';

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
const passedOn: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A tool that runs. `end` resolves to the code that it, or its program, ended with: 128 and the number of a signal that ended it. */
export type RunningTool = {
	readonly pid: number;
	readonly child: ChildProcess;
	readonly end: Promise<number>;
};

/** Descriptors 3 and 4 are ours, for words to the tool and back. */
export const withTwoMore: StdioOptions = ['inherit', 'inherit', 'inherit', 'pipe', 'pipe'];

/** `end` rejects with a UserError where the tool cannot be started. */
export function startTool(
	[tool, ...words]: Words,
	env: Readonly<Record<string, string | undefined>>,
	stdio: StdioOptions = 'inherit',
): RunningTool {
	const child = spawn(tool, words, {stdio, env: {...env}, detached: true});
	const end = new Promise<number>((resolve, reject) => {
		child.on('error', () => reject(new UserError(`${tool} cannot be started; is it installed?`)));
		child.on('close', (code, signal) =>
			resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
		);
	});
	// Who waits for it later is told then.
	end.catch(() => {});
	return {pid: child.pid ?? 0, child, end};
}

/**
 * Does some work. Signals that come here meanwhile are handed to `take` with their number, and so is the end of the time that
 * the work has set with `endAfter`.
 */
export async function takingSignals<Answer>(
	take: (signal: Signal, count: number) => void,
	work: (endAfter: (milliseconds: number | undefined) => void) => Promise<Answer>,
): Promise<Answer> {
	let signals = 0;
	let timer: NodeJS.Timeout | undefined;
	const pass = (signal: Signal): void => {
		signals += 1;
		take(signal, signals);
	};

	for (const signal of passedOn) {
		process.on(signal, pass);
	}

	try {
		return await work((milliseconds) => {
			timer = milliseconds === undefined ? undefined : setTimeout(() => pass('SIGTERM'), milliseconds);
		});
	} finally {
		clearTimeout(timer);
		for (const signal of passedOn) {
			process.removeListener(signal, pass);
		}
	}
}

/** The first signal goes to the recorded processes, as a terminal would send it; the second ends them, the third the tool. */
export function passOn(tool: number, signal: Signal, count: number): void {
	if (tool === 0) {
		return;
	}

	const recorded = processesOf(tool).filter((pid) => pid !== tool);
	if (count >= 3 || recorded.length === 0) {
		send(tool, count >= 3 ? 'SIGKILL' : signal);
		return;
	}

	for (const pid of recorded) {
		hand(pid, count === 1 ? signal : 'SIGKILL');
	}
}

const againMs = 20;

/** Until it becomes the command, the child of perf has perf’s handlers, and would take a signal and go on. */
function hand(pid: number, signal: NodeJS.Signals): void {
	if (signal !== 'SIGKILL' && isToBeCommand(pid)) {
		setTimeout(() => hand(pid, signal), againMs);
	} else {
		send(pid, signal);
	}
}

function isToBeCommand(pid: number): boolean {
	try {
		return readFileSync(`/proc/${pid}/comm`, 'utf8') === 'perf-exec\n';
	} catch {
		return false;
	}
}

export function send(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch {
		// It has ended in the meantime.
	}
}

/** All processes of the group that `leader` leads: those that a signal of a terminal would reach. */
function processesOf(leader: number): number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name) && groupOf(name) === leader)
		.map(Number);
}

/** Fields behind the name, which may hold anything: state, parent, group. */
function groupOf(pid: string): number | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
	} catch {
		return undefined;
	}
}
