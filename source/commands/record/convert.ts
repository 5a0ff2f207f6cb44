/** What becomes of the tool's data: text under a name of its own, which takes its place only when there is something in it. */
import {spawn} from 'node:child_process';
import {
	closeSync,
	createReadStream,
	createWriteStream,
	openSync,
	readSync,
	renameSync,
	rmSync,
	statSync,
} from 'node:fs';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {UserError} from '../../machine/user-error.ts';
import {headerLine, partLine} from '../../readers/combined/parts.ts';
import {workloadLines} from '../../readers/forkscope/write.ts';
import {type MachineSettings, machineLine} from '../../readers/machine-line.ts';
import type {Snapshot} from '../../readers/proc/index.ts';
import type {Streams} from '../command.ts';
import {packerFor} from '../import/pack.ts';
import {writeProblem} from '../output/write-problem.ts';
import {isCombined, type Plan, printWords, type Tool, toolsOf} from './plan.ts';

/** Throws a UserError where the recording could not be written in the end, before anything is recorded. */
export function checkOutput({output, part}: Plan): void {
	const there = statSync(output, {throwIfNoEntry: false});
	if (there !== undefined && !there.isFile()) {
		throw new UserError(`${output} is no file that a recording could be written to.`);
	}

	try {
		closeSync(openSync(part, 'wx'));
	} catch (error) {
		const why = writeProblem(error) ?? (error as Error).message.split(',')[0];
		throw new UserError(`${output} cannot be written: ${why}.`, {cause: error});
	}
}

/** Where perf.data says how many bytes of events it has. */
const sizeAt = 48;

/** The tools of the plan that have recorded anything at all: perf writes a head even where nothing could be recorded. */
export function toolsWithData(plan: Plan): readonly Tool[] {
	return toolsOf(plan.way).filter((tool) => hasData(tool, plan.data[tool]));
}

function hasData(tool: Tool, data: string): boolean {
	const size = statSync(data, {throwIfNoEntry: false})?.size ?? 0;
	if (tool !== 'perf' || size < sizeAt + 8) {
		return size > 0 && tool !== 'perf';
	}

	const head = Buffer.alloc(sizeAt + 8);
	const file = openSync(data, 'r');
	readSync(file, head);
	closeSync(file);
	return head.readBigUInt64LE(sizeAt) > 0n;
}

/** What a recording has beside the data of the tools. */
export type Beside = {
	readonly machine: MachineSettings;
	readonly snapshot?: Snapshot;
	readonly command?: number;
};

/** Makes text of the data. Throws a UserError when that fails: then the data stays, and the sentence says where. */
export async function convert(plan: Plan, beside: Beside, env: Streams['env']): Promise<void> {
	const tools = toolsWithData(plan);
	const packer = packerFor(plan.output);
	const text = Readable.from(
		isCombined(plan) ? parts(plan, tools, beside, env) : withMachine(beside, textOf(plan, tools[0], env)),
	);
	const file = createWriteStream(plan.part);
	try {
		await (packer === undefined ? pipeline(text, file) : pipeline(text, packer, file));
	} catch (error) {
		rmSync(plan.part, {force: true});
		const places = tools.map((tool) => plan.data[tool]).join(' and ');
		const why = writeProblem(error) ?? (error as Error).message;
		throw new UserError(
			`The recording could not be written as text (${why}); what was recorded is in ${places}.`,
			{cause: error},
		);
	}
}

async function* parts(plan: Plan, tools: readonly Tool[], beside: Beside, env: Streams['env']) {
	const {snapshot, command} = beside;
	yield `${headerLine({moments: snapshot?.moments ?? new Map(), command})}\n`;
	if (snapshot !== undefined) {
		yield `${partLine('snapshot')}\n`;
		for (const line of workloadLines(snapshot.program)) {
			yield `${line}\n`;
		}
	}

	for (const tool of tools) {
		yield `${partLine(tool)}\n`;
		yield* withMachine(beside, textOf(plan, tool, env));
	}
}

async function* withMachine({machine}: Beside, text: AsyncIterable<Buffer>) {
	yield `${machineLine(machine)}\n`;
	yield* text;
}

/** The text of what a tool has recorded. */
async function* textOf(plan: Plan, tool: Tool, env: Streams['env']): AsyncGenerator<Buffer> {
	const [name, ...words] = printWords(plan, tool) ?? [];
	if (name === undefined) {
		yield* createReadStream(plan.data[tool]);
		return;
	}

	const script = spawn(name, words, {stdio: ['ignore', 'pipe', 'inherit'], env: {...env}, detached: true});
	const end = new Promise<string | undefined>((resolve) => {
		script.on('error', ({message}) => resolve(message));
		script.on('close', (code) => resolve(code === 0 ? undefined : `${name} script ended with code ${code}`));
	});
	yield* script.stdout;
	const problem = await end;
	if (problem !== undefined) {
		throw new Error(problem);
	}
}

/** The recording takes its name, and the data is not needed any more. */
export function keep(plan: Plan): void {
	renameSync(plan.part, plan.output);
	removeData(plan);
}

/** Nothing is left behind. */
export function discard(plan: Plan): void {
	rmSync(plan.part, {force: true});
	removeData(plan);
}

function removeData({way, data}: Plan): void {
	for (const tool of toolsOf(way)) {
		rmSync(data[tool], {force: true});
	}
}
