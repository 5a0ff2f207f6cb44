/** A live recording where perf may not be used: strace writes to a file, which is read while it grows. It shows calls and no page faults. */
import {closeSync, existsSync, openSync, readSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {machineLine} from '../../readers/machine-line.ts';
import {attachableTree} from '../../readers/proc/tree.ts';
import type {Streams} from '../command.ts';
import {attachTool} from '../record/attach.ts';
import {machineHere} from '../record/machine.ts';
import {createPlan, type Plan, recordWords, type Words} from '../record/plan.ts';
import {passOn, type RunningTool, type Signal, send, startTool} from '../record/run-tool.ts';
import {headed, type Outlets, type Source} from './source.ts';

/** Records a command from its start; strace writes to `file`, which is not there yet. */
export function traceCommand(
	command: Words,
	env: Streams['env'],
	{printed, keys}: Outlets,
	file: string,
): Source {
	const plan = planFor({kind: 'command', command}, file);
	const words = recordWords(plan, 'strace', []);
	const strace = startTool(words, env, [keys ? 'inherit' : 'ignore', printed, printed]);
	return {
		name: command[0].replace(/^.*\//, ''),
		text: headed(machineLine(machineHere()), growing(file, strace)),
		stop: (signal, count) => passOn(strace.pid, signal, count),
		end: strace.end,
	};
}

/** Records processes that run, with all below them; what they held before is not known. */
export async function traceRunning(
	pids: readonly number[],
	env: Streams['env'],
	file: string,
): Promise<Source> {
	const plan = planFor({kind: 'processes', pids}, file);
	const strace = await attachTool(plan, 'strace', attachableTree(pids), env);
	return {
		name: `pid:${pids.join(',')}`,
		text: headed(machineLine(machineHere()), growing(file, strace)),
		stop: (_: Signal, count) => send(strace.pid, count >= 3 ? 'SIGKILL' : 'SIGINT'),
		// It has been told to end, which is no failure.
		end: strace.end.then(() => 0),
	};
}

function planFor(target: Plan['target'], file: string): Plan {
	const plan = createPlan('strace', target, 'live', []);
	return {...plan, data: {...plan.data, strace: file}};
}

const lookMs = 50;
const pieceBytes = 2 ** 16;

/** What is written to a file, as it is, until the tool has ended. */
async function* growing(file: string, {end}: RunningTool): AsyncGenerator<Buffer> {
	let isOver = false;
	const over = () => {
		isOver = true;
	};
	end.then(over, over);
	while (!existsSync(file)) {
		if (isOver) {
			return;
		}

		await sleep(lookMs);
	}

	const descriptor = openSync(file, 'r');
	try {
		for (;;) {
			const wasOver = isOver;
			const piece = Buffer.alloc(pieceBytes);
			const bytes = readSync(descriptor, piece, 0, pieceBytes, null);
			if (bytes > 0) {
				yield piece.subarray(0, bytes);
			} else if (wasOver) {
				return;
			} else {
				await sleep(lookMs);
			}
		}
	} finally {
		closeSync(descriptor);
	}
}
