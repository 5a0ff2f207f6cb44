/** Starting what is to be recorded: a command under one tool or under two at once, or a whole machine. */
import type {Readable} from 'node:stream';
import {UserError} from '../../machine/user-error.ts';
import type {Streams} from '../command.ts';
import {attachTool} from './attach.ts';
import {type Plan, recordWords, toolsOf} from './plan.ts';
import {passOn, type RunningTool, send, startTool, takingSignals, withTwoMore} from './run-tool.ts';

export type Started = {
	/** The exit code of the command. */
	readonly code: number;
	/** The pid that became it, where that must be told. */
	readonly command?: number;
};

/** Runs the one tool of a plan to its end, or until a signal or the time ends it. */
export async function recordWithOne(
	plan: Plan,
	env: Streams['env'],
	milliseconds: number | undefined,
): Promise<Started> {
	const [tool] = toolsOf(plan.way);
	let running: RunningTool | undefined;
	const code = await takingSignals(
		(signal, count) => passOn(running?.pid ?? 0, signal, count),
		(endAfter) => {
			running = startTool(recordWords(plan, tool, []), env);
			endAfter(milliseconds);
			return running.end;
		},
	);
	return {code: plan.target.kind === 'machine' ? 0 : code};
}

/** strace starts the command, which waits until perf has attached to it. */
export async function recordWithBoth(
	plan: Plan,
	env: Streams['env'],
	milliseconds: number | undefined,
): Promise<Started> {
	let tracer = 0;
	return takingSignals(
		(signal, count) => passOn(tracer, signal, count),
		async (endAfter) => {
			const strace = startTool(recordWords(plan, 'strace', []), env, withTwoMore);
			const [, , , gate, pids] = strace.child.stdio;
			tracer = strace.pid;
			const command = await Promise.race([firstNumber(pids as Readable), strace.end.then(() => undefined)]);
			if (command === undefined) {
				throw new UserError('Nothing was recorded', {expected: 'a command that can be run under strace'});
			}

			const perf = await attachTool(plan, 'perf', [command], env);
			// Who has ended meanwhile reads nothing.
			gate?.on('error', () => {});
			(gate as NodeJS.WritableStream).write('\n');
			endAfter(milliseconds);
			const code = await strace.end;
			send(perf.pid, 'SIGINT');
			await perf.end;
			return {code, command};
		},
	);
}

async function firstNumber(stream: Readable): Promise<number | undefined> {
	for await (const chunk of stream) {
		return Number.parseInt(String(chunk), 10);
	}

	return undefined;
}
