/** Carrying a plan out: the tools run, their data become one recording, and that is read at once. */
import process from 'node:process';
import {plural} from '../../analysis/words/text.ts';
import {UserError} from '../../machine/user-error.ts';
import type {Recording} from '../../readers/format.ts';
import type {Streams} from '../command.ts';
import {print} from '../output/print.ts';
import {readRecording} from '../output/reading.ts';
import {recordProcesses} from './attach.ts';
import {type Beside, checkOutput, convert, discard, keep, toolsWithData} from './convert.ts';
import {machineHere} from './machine.ts';
import {type Plan, quote, toolsOf} from './plan.ts';
import {readSetting} from './rights.ts';
import {recordWithBoth, recordWithOne} from './start.ts';

/** How long to record, and whether processes stand still while /proc is read. */
export type Wishes = {readonly milliseconds: number | undefined; readonly freeze: boolean};

/** Records, and reads what was recorded, so that it is known at once whether it is of use. */
export async function carryOut(
	plan: Plan,
	streams: Pick<Streams, 'stdin' | 'stderr' | 'env'>,
	wishes: Wishes,
): Promise<number> {
	checkOutput(plan);
	const {code = 0, ...beside} = await recordData(plan, streams, wishes);
	const ignore = () => {};
	process.on('SIGINT', ignore);
	try {
		await convert(plan, beside, streams.env);
		const {program} = await readPart(plan, streams);
		keep(plan);
		const end =
			code === 0 || plan.target.kind !== 'command'
				? ''
				: ` (${plan.target.command[0]} ended with code ${code})`;
		print(
			streams.stderr,
			`Recorded ${plural(program.count, 'op')} in ${plan.output}${end}; look at it with: forkscope ${quote([plan.output])}\n`,
		);
		return code;
	} finally {
		process.removeListener('SIGINT', ignore);
	}
}

/** Runs the tools; answers the code that the command ended with, and what the recording has beside their data. Throws a UserError where they have recorded nothing. */
async function recordData(
	plan: Plan,
	streams: Pick<Streams, 'stderr' | 'env'>,
	wishes: Wishes,
): Promise<Beside & {readonly code?: number}> {
	const machine = machineHere();
	try {
		const recorded = await runPlan(plan, streams, wishes);
		if (toolsWithData(plan).length === 0) {
			throw nothingRecorded(plan);
		}

		return {...recorded, machine};
	} catch (error) {
		discard(plan);
		throw error;
	}
}

async function runPlan(
	plan: Plan,
	{stderr, env}: Pick<Streams, 'stderr' | 'env'>,
	{milliseconds, freeze}: Wishes,
): Promise<Omit<Beside, 'machine'> & {readonly code?: number}> {
	if (plan.target.kind === 'processes') {
		const onReady = (count: number) =>
			print(stderr, `Recording ${plural(count, 'process', 'processes')}; Ctrl-C ends it.\n`);
		const options = {env, milliseconds, freeze, onReady};
		return {snapshot: await recordProcesses(plan, plan.target.pids, options)};
	}

	return plan.way === 'both'
		? recordWithBoth(plan, env, milliseconds)
		: recordWithOne(plan, env, milliseconds);
}

async function readPart(plan: Plan, {stdin, stderr}: Pick<Streams, 'stdin' | 'stderr'>): Promise<Recording> {
	try {
		return await readRecording([plan.part], {stdin, stderr, env: {}});
	} catch (error) {
		discard(plan);
		throw error instanceof UserError ? nothingRecorded(plan, error) : error;
	}
}

function nothingRecorded({way, target}: Plan, cause?: Error): UserError {
	const setting = way === 'strace' ? 'yama/ptrace_scope' : 'perf_event_paranoid';
	const value = process.getuid?.() === 0 ? undefined : readSetting(setting);
	const tools = toolsOf(way).join(' and ');
	const rights =
		value === undefined
			? ''
			: `, and rights to use ${tools} (kernel.${setting.replace('/', '.')} is ${value})`;
	const what = target.kind === 'command' ? 'a command that can be run' : 'processes that may be recorded';
	return new UserError('Nothing was recorded', {expected: `${what}${rights}`, cause});
}
