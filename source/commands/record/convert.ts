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
import type {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {UserError} from '../../machine/user-error.ts';
import type {Streams} from '../command.ts';
import {packerFor} from '../import/pack.ts';
import {writeProblem} from '../output/write-problem.ts';
import {type Plan, printWords} from './plan.ts';

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

/** Whether the tool has recorded anything at all: perf writes a head even where the command could not be started. */
export function hasData({tool, data}: Plan): boolean {
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

/** Makes text of the data. Throws a UserError when that fails: then the data stays, and the sentence says where. */
export async function convert(plan: Plan, env: Streams['env']): Promise<void> {
	const {part, data} = plan;
	const {text, end} = textOf(plan, env);
	const packer = packerFor(plan.output);
	const file = createWriteStream(part);
	try {
		await (packer === undefined ? pipeline(text, file) : pipeline(text, packer, file));
		const problem = await end;
		if (problem !== undefined) {
			throw new Error(problem);
		}
	} catch (error) {
		rmSync(part, {force: true});
		const why = writeProblem(error) ?? (error as Error).message;
		throw new UserError(
			`The recording could not be written as text (${why}); what was recorded is in ${data}.`,
			{cause: error},
		);
	}
}

/** The text, and what went wrong while it was made; undefined where nothing did. */
function textOf(
	plan: Plan,
	env: Streams['env'],
): {readonly text: Readable; readonly end: Promise<string | undefined>} {
	const [tool, ...words] = printWords(plan) ?? [];
	if (tool === undefined) {
		return {text: createReadStream(plan.data), end: Promise.resolve(undefined)};
	}

	const script = spawn(tool, words, {stdio: ['ignore', 'pipe', 'inherit'], env: {...env}, detached: true});
	const end = new Promise<string | undefined>((resolve) => {
		script.on('error', ({message}) => resolve(message));
		script.on('close', (code) => resolve(code === 0 ? undefined : `${tool} script ended with code ${code}`));
	});
	return {text: script.stdout, end};
}

/** The recording takes its name, and the data is not needed any more. */
export function keep({part, output, data}: Plan): void {
	renameSync(part, output);
	rmSync(data, {force: true});
}

/** Nothing is left behind. */
export function discard({part, data}: Plan): void {
	rmSync(part, {force: true});
	rmSync(data, {force: true});
}
