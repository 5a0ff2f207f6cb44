/**
 * Runs the tool that records. Servers do not end by themselves: Ctrl-C, SIGTERM and the end of --for are the end of what is
 * recorded, not of the recording. The tool and its program have a session of their own, so that a signal of the terminal comes
 * here, and each recorded process gets it once.
 */
import {spawn} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {constants} from 'node:os';
import process from 'node:process';
import {UserError} from '../../machine/user-error.ts';
import type {Words} from './plan.ts';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
const passedOn: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Resolves to the code that the program ended with, 128 and the signal's number where a signal ended it. */
export async function runTool(
	[tool, ...words]: Words,
	env: Readonly<Record<string, string | undefined>>,
	milliseconds: number | undefined,
): Promise<number> {
	const child = spawn(tool, words, {stdio: 'inherit', env: {...env}, detached: true});
	let signals = 0;
	const pass = (signal: Signal): void => {
		signals += 1;
		passOn(child.pid ?? 0, signal, signals);
	};

	for (const signal of passedOn) {
		process.on(signal, pass);
	}

	const timer = milliseconds === undefined ? undefined : setTimeout(() => pass('SIGTERM'), milliseconds);
	try {
		return await new Promise((resolve, reject) => {
			child.on('error', () => reject(new UserError(`${tool} cannot be started; is it installed?`)));
			child.on('close', (code, signal) =>
				resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
			);
		});
	} finally {
		clearTimeout(timer);
		for (const signal of passedOn) {
			process.removeListener(signal, pass);
		}
	}
}

/** The first signal goes to the recorded processes, as a terminal would send it; the second ends them, the third the tool. */
function passOn(tool: number, signal: Signal, count: number): void {
	const recorded = processesOf(tool).filter((pid) => pid !== tool);
	if (count >= 3 || recorded.length === 0) {
		send(tool, count >= 3 ? 'SIGKILL' : signal);
		return;
	}

	for (const pid of recorded) {
		send(pid, count === 1 ? signal : 'SIGKILL');
	}
}

function send(pid: number, signal: NodeJS.Signals): void {
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
