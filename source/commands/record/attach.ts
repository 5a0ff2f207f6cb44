/** Attaching to processes: the tools first, then what /proc tells, so that nothing is missing between the two. */
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';
import process from 'node:process';
import type {Readable, Writable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {readSnapshot, type Snapshot} from '../../readers/proc/index.ts';
import {attachableTree} from '../../readers/proc/tree.ts';
import type {Streams} from '../command.ts';
import {clockOf, type Plan, recordWords, type Tool, toolsOf, type Way} from './plan.ts';
import {type RunningTool, send, startTool, takingSignals} from './run-tool.ts';

export type AttachOptions = {
	readonly env: Streams['env'];
	/** From when on all is recorded. */
	readonly milliseconds: number | undefined;
	/** Stop the processes while they are read. */
	readonly freeze: boolean;
	/** Told how many processes are recorded, when all of them are. */
	readonly onReady: (processes: number) => void;
};

/**
 * Records processes that run, with all below them, until a signal comes, the time is over or they have ended; they are left as
 * they are. Answers what they held in the beginning. Throws a UserError for a process that is not there or may not be read.
 */
export async function recordProcesses(
	plan: Plan,
	pids: readonly number[],
	{env, milliseconds, freeze, onReady}: AttachOptions,
): Promise<Snapshot> {
	const now = createClock(plan.way);
	const tree = attachableTree(pids);
	const tools: RunningTool[] = [];
	let signals = 0;
	const take = (_: string, count: number) => {
		signals = count;
		endAll(tools, count);
	};
	return takingSignals(take, async (endAfter) => {
		try {
			for (const tool of toolsOf(plan.way)) {
				const running = startOn(plan, tool, tree, env);
				tools.push(running);
				await isAttached(tool, running, tree);
			}

			if (signals > 0) {
				endAll(tools, signals);
			}

			const snapshot = readSnapshot(pids, {now, freeze});
			onReady(snapshot.moments.size);
			endAfter(milliseconds);
			return snapshot;
		} catch (error) {
			endAll(tools, 1);
			throw error;
		} finally {
			await Promise.all(tools.map(({end}) => end));
		}
	});
}

/** perf writes what it has when it is interrupted, strace lets go. */
function endAll(tools: readonly RunningTool[], count: number): void {
	for (const {pid} of tools) {
		send(pid, count >= 3 ? 'SIGKILL' : 'SIGINT');
	}
}

/**
 * Starts a tool on processes that run; resolves when it is there, or has ended. Its data goes to a file, or with `output` to a pipe.
 */
export async function attachTool(
	plan: Plan,
	tool: Tool,
	pids: readonly number[],
	env: Streams['env'],
	output: 'inherit' | 'pipe' = 'inherit',
): Promise<RunningTool> {
	const running = startOn(plan, tool, pids, env, output);
	await isAttached(tool, running, pids);
	return running;
}

/** What strace says of each process that it attaches to is of no use. */
function startOn(
	plan: Plan,
	tool: Tool,
	pids: readonly number[],
	env: Streams['env'],
	output: 'inherit' | 'pipe' = 'inherit',
): RunningTool {
	const words = recordWords(plan, tool, pids);
	return tool === 'perf'
		? startTool(words, env, ['inherit', output, 'inherit', 'pipe', 'pipe'])
		: startTool(words, env, ['inherit', 'inherit', 'ignore']);
}

/** Resolves when a tool is there, or has ended. */
async function isAttached(tool: Tool, running: RunningTool, pids: readonly number[]): Promise<void> {
	await Promise.race([running.end, tool === 'perf' ? enabled(running) : traced(pids, running)]);
}

/** perf takes words on one descriptor, and tells on the next when it has done what they say. */
async function enabled({child}: RunningTool): Promise<void> {
	const [, , , control, answer] = child.stdio as unknown as readonly [
		unknown,
		unknown,
		unknown,
		Writable,
		Readable,
	];
	control.on('error', () => {});
	control.write('enable\n');
	// It answers every word, and ends where nothing reads that.
	answer.resume();
	await Promise.race([once(answer, 'data'), once(answer, 'end')]);
}

const lookEvery = 5;

/** strace tells nothing, but the kernel says who is traced. */
async function traced(pids: readonly number[], {pid: tracer, child}: RunningTool): Promise<void> {
	while (child.exitCode === null && pids.some((pid) => !isTraced(pid, tracer))) {
		await sleep(lookEvery);
	}
}

/** Whether all threads are; of a process that is gone they are. */
function isTraced(pid: number, tracer: number): boolean {
	try {
		return readdirSync(`/proc/${pid}/task`).every((tid) => {
			const status = readFileSync(`/proc/${pid}/task/${tid}/status`, 'utf8');
			return status.includes(`TracerPid:\t${tracer}\n`) || /^State:\t[ZX]/m.test(status);
		});
	} catch {
		return true;
	}
}

/** Microseconds of the clock that the recording has. */
export function createClock(way: Way): () => number {
	const monotonic = () => Number(process.hrtime.bigint()) / 1000;
	if (clockOf(way) === 'CLOCK_MONOTONIC') {
		return monotonic;
	}

	// The time of day is told in milliseconds; where the next one begins, the finer clock says how much later it is.
	const before = Date.now();
	let milliseconds = before;
	while (milliseconds === before) {
		milliseconds = Date.now();
	}

	const start = monotonic();
	return () => milliseconds * 1000 + monotonic() - start;
}
