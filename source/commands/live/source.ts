/**
 * Where a live recording comes from: perf, whose data is turned into text while it comes, or standard input. perf writes what it
 * has when it is spoken to, so it is spoken to often; its text comes line by line.
 */
import {spawn} from 'node:child_process';
import {accessSync, constants, statSync} from 'node:fs';
import path from 'node:path';
import {type Readable, Readable as Stream, type Writable} from 'node:stream';
import {UserError} from '../../machine/user-error.ts';
import {peek, unpack} from '../../readers/bytes.ts';
import {headerLine, partLine} from '../../readers/combined/parts.ts';
import {workloadLines} from '../../readers/forkscope/write.ts';
import {machineLine} from '../../readers/machine-line.ts';
import {perfDataFormat, scriptFlags} from '../../readers/perf/data.ts';
import {endRounds} from '../../readers/perf/rounds.ts';
import {readSnapshot} from '../../readers/proc/index.ts';
import {attachableTree} from '../../readers/proc/tree.ts';
import type {Streams} from '../command.ts';
import {attachTool, createClock} from '../record/attach.ts';
import {machineHere} from '../record/machine.ts';
import {createPlan, type Plan, recordWords, type Words, wantedTracepoints} from '../record/plan.ts';
import {isInstalled, mayRead} from '../record/rights.ts';
import {passOn, type RunningTool, type Signal, send, startTool} from '../record/run-tool.ts';

export type Source = {
	/** What it is called on the screen. */
	readonly name: string;
	/** The text of the recording. */
	readonly text: AsyncIterable<Buffer>;
	/** Hands a signal on to what is recorded, the first, second or third one; a recording ends with it. */
	stop(signal: Signal, count: number): void;
	/** Another program has recorded it: where nothing comes, the fault is there. */
	readonly isGiven?: true;
	/** The exit code of what was recorded. */
	readonly end: Promise<number>;
};

/** Milliseconds between two words to perf. */
const pingMs = 50;

/** The descriptor that gets what a command prints, and whether it may read keys. */
export type Outlets = {readonly printed: number | 'inherit'; readonly keys: boolean};

/** Records a command from its start. */
export function recordCommand(command: Words, env: Streams['env'], {printed, keys}: Outlets): Source {
	const plan = planFor({kind: 'command', command});
	const [tool, verb, ...words] = recordWords(plan, 'perf', []);
	const perf = startTool([tool, verb, '--control', 'fd:3', ...words], env, [
		keys ? 'inherit' : 'ignore',
		'pipe',
		printed,
		'pipe',
	]);
	return {
		name: command[0].replace(/^.*\//, ''),
		text: headed(machineLine(machineHere()), textOf(perf, env)),
		stop: (signal, count) => passOn(perf.pid, signal, count),
		end: perf.end,
	};
}

/** Records processes that run, with all below them, from what /proc tells of them on; they are left as they are. */
export async function recordRunning(pids: readonly number[], env: Streams['env']): Promise<Source> {
	const now = createClock('perf');
	const plan = planFor({kind: 'processes', pids});
	const tree = attachableTree(pids);
	const perf = await attachTool(plan, 'perf', tree, env, 'pipe');
	const stop = (_: Signal, count: number) => send(perf.pid, count >= 3 ? 'SIGKILL' : 'SIGINT');
	try {
		const snapshot = readSnapshot(pids, {now});
		const before = [headerLine({moments: snapshot.moments, command: undefined}), partLine('snapshot')];
		const lines = [
			...before,
			...workloadLines(snapshot.program),
			partLine('perf'),
			machineLine(machineHere()),
		];
		return {
			name: `pid:${pids.join(',')}`,
			text: after(lines, textOf(perf, env)),
			stop,
			// It has been told to end, which is no failure.
			end: perf.end.then(() => 0),
		};
	} catch (error) {
		stop('SIGTERM', 1);
		throw error;
	}
}

/** A recording with a line at its head; nothing where nothing was recorded. */
export async function* headed(line: string, text: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let isFirst = true;
	for await (const chunk of text) {
		yield isFirst ? Buffer.concat([Buffer.from(`${line}\n`), chunk]) : chunk;
		isFirst = false;
	}
}

/** Lines, and what follows them. */
async function* after(lines: readonly string[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	yield Buffer.from(lines.map((line) => `${line}\n`).join(''));
	yield* rest;
}

/** A recording that another program writes: text, packed or not, or the data of perf. */
export function readInput(stdin: Readable, env: Streams['env']): Source {
	return {
		name: 'standard input',
		isGiven: true,
		text: textIn(stdin, env),
		stop: () => stdin.destroy(),
		end: Promise.resolve(0),
	};
}

async function* textIn(stdin: Readable, env: Streams['env']): AsyncGenerator<Buffer> {
	const {head, bytes} = await unpack('standard input', await peek(stdin));
	const isData = perfDataFormat.sniff(head);
	yield* isData ? printed(Stream.from(bytes, {objectMode: false}), env) : bytes;
}

function planFor(target: Plan['target']): Plan {
	const plan = createPlan('perf', target, 'live', wantedTracepoints.filter(mayRead));
	return {...plan, data: {perf: '-', strace: '-'}};
}

/** What cannot be run is told before anything is. */
export function requireProgram(name: string, {PATH = '/usr/bin:/bin'}: Streams['env']): void {
	const places = name.includes('/') ? [name] : PATH.split(':').map((folder) => path.join(folder, name));
	if (!places.some(mayRun)) {
		throw new UserError(`${name} cannot be run`, {expected: 'a program'});
	}
}

function mayRun(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}

function textOf(perf: RunningTool, env: Streams['env']): AsyncIterable<Buffer> {
	const [, data, , control] = perf.child.stdio as unknown as readonly [unknown, Readable, unknown, Writable];
	const timer = setInterval(() => control.write('ping\n'), pingMs);
	control.on('error', () => clearInterval(timer));
	const stop = () => clearInterval(timer);
	perf.end.then(stop, stop);
	return printed(data, env);
}

/** What perf script makes of the data, line by line where stdbuf is there to see to that. */
async function* printed(data: Readable, env: Streams['env']): AsyncGenerator<Buffer> {
	const words = ['perf', 'script', '-i', '-', ...scriptFlags];
	const [tool, ...rest] = isInstalled('stdbuf', env) ? ['stdbuf', '-oL', ...words] : words;
	const script = spawn(tool, rest, {stdio: ['pipe', 'pipe', 'ignore'], env: {...env}, detached: true});
	// What it does not take any more when it ends is of no use.
	script.stdin.on('error', () => {});
	script.on('error', () => {});
	data.pipe(endRounds()).pipe(script.stdin);
	yield* script.stdout as AsyncIterable<Buffer>;
}
