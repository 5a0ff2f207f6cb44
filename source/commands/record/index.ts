/** `record`: runs a command under perf or strace, whichever this machine permits, and says exactly how. */
import {spawnSync} from 'node:child_process';
import {accessSync, constants, readFileSync} from 'node:fs';
import process from 'node:process';
import {plural} from '../../analysis/words/text.ts';
import {UserError} from '../../machine/user-error.ts';
import type {Recording} from '../../readers/format.ts';
import type {Streams} from '../command.ts';
import {defineCommand} from '../command.ts';
import {print} from '../output/print.ts';
import {readRecording} from '../output/reading.ts';
import {checkOutput, convert, discard, hasData, keep} from './convert.ts';
import {
	createPlan,
	type Plan,
	quote,
	recordWords,
	shellLines,
	type Tool,
	tracepoints,
	wantedTracepoints,
} from './plan.ts';
import {runTool} from './run-tool.ts';

const tracepointFolders = ['/sys/kernel/tracing/events', '/sys/kernel/debug/tracing/events'];

export const record = defineCommand({
	name: 'record',
	usage: ['record [-o FILE] [--for TIME] [--print] -- COMMAND…'],
	description:
		'Records with perf where the kernel’s tracepoints may be read (every page fault), else with strace (calls only). The commands are printed before they run. Ctrl-C, SIGTERM or the end of --for end COMMAND, and what was recorded until then is kept; the exit code is that of COMMAND. A FILE that ends in .gz or .zst is compressed; one that is there is replaced only when something was recorded.',
	flags: {
		output: {type: 'string', shortFlag: 'o', placeholder: 'FILE', summary: 'the recording to write'},
		for: {type: 'string', placeholder: 'TIME', summary: 'end COMMAND after so long, such as 20s or 500ms'},
		print: {type: 'boolean', summary: 'only print the commands'},
		with: {type: 'string', choices: ['perf', 'strace'], placeholder: 'TOOL', summary: 'the tool to use'},
	},
	examples: [
		['record -o make.perf.txt.gz -- make -j4', 'Record a build'],
		['record --for 20s -- gunicorn app:app', 'Twenty seconds of a server'],
		['record --print --with strace -- ./server', 'See how it would be done'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		if (input.length === 0) {
			throw new UserError('record takes a command', {expected: 'record [flags] -- COMMAND'});
		}

		const milliseconds = flags.for === undefined ? undefined : parseTime(flags.for);
		const tool = flags.with ?? chooseTool(env, flags.print);
		const base = input[0].replace(/^.*\//, '') || 'recording';
		const output = flags.output ?? (tool === 'perf' ? `${base}.perf.txt.gz` : `${base}.strace.gz`);
		const plan = createPlan(tool, input, output, wantedTracepoints.filter(mayRead));
		(flags.print ? stdout : stderr).write(`${shellLines(plan).join('\n')}\n`);
		return flags.print ? 0 : carryOut(plan, {stdin, stderr, env}, milliseconds);
	},
});

const units: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000};

/** Milliseconds of a time such as 20s. */
function parseTime(text: string): number {
	const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
	const milliseconds = Number(number) * (units[unit] ?? Number.NaN);
	if (!(milliseconds > 0 && milliseconds < 2 ** 31)) {
		throw new UserError(`--for cannot be ${text}`, {
			expected: 'a time such as 20s, 500ms or 5m, up to 24 days',
		});
	}

	return milliseconds;
}

/** Records, and reads what was recorded, so that it is known at once whether it is of use. */
async function carryOut(
	plan: Plan,
	streams: Pick<Streams, 'stdin' | 'stderr' | 'env'>,
	milliseconds: number | undefined,
): Promise<number> {
	checkOutput(plan);
	const code = await recordData(plan, streams.env, milliseconds);
	const ignore = () => {};
	process.on('SIGINT', ignore);
	try {
		await convert(plan, streams.env);
		const {program} = await readPart(plan, streams);
		keep(plan);
		const end = code === 0 ? '' : ` (${plan.command[0]} ended with code ${code})`;
		print(
			streams.stderr,
			`Recorded ${plural(program.count, 'op')} in ${plan.output}${end}; look at it with: forkscope ${quote([plan.output])}\n`,
		);
		return code;
	} finally {
		process.removeListener('SIGINT', ignore);
	}
}

/** Runs the tool; answers the code that the command ended with. Throws a UserError where it has recorded nothing. */
async function recordData(
	plan: Plan,
	env: Streams['env'],
	milliseconds: number | undefined,
): Promise<number> {
	try {
		const code = await runTool(recordWords(plan), env, milliseconds);
		if (!hasData(plan)) {
			throw nothingRecorded(plan);
		}

		return code;
	} catch (error) {
		discard(plan);
		throw error;
	}
}

async function readPart(plan: Plan, {stdin, stderr}: Pick<Streams, 'stdin' | 'stderr'>): Promise<Recording> {
	try {
		return await readRecording([plan.part], {stdin, stderr, env: {}});
	} catch (error) {
		discard(plan);
		throw error instanceof UserError ? nothingRecorded(plan, error) : error;
	}
}

function nothingRecorded({tool}: Plan, cause?: Error): UserError {
	const setting = tool === 'perf' ? 'perf_event_paranoid' : 'yama/ptrace_scope';
	const value = process.getuid?.() === 0 ? undefined : readSetting(setting);
	const rights =
		value === undefined
			? ''
			: `, and rights to use ${tool} (kernel.${setting.replace('/', '.')} is ${value})`;
	return new UserError('Nothing was recorded', {expected: `a command that can be run${rights}`, cause});
}

function readSetting(name: string): string | undefined {
	try {
		return readFileSync(`/proc/sys/kernel/${name}`, 'utf8').trim();
	} catch {
		return undefined;
	}
}

/** perf where its tracepoints may be read, else strace; when it is only printed it does not matter what is installed. */
function chooseTool(env: Streams['env'], isOnlyPrinted: boolean): Tool {
	if (isInstalled('perf', env) && tracepoints.every(mayRead)) {
		return 'perf';
	}

	if (isOnlyPrinted || isInstalled('strace', env)) {
		return 'strace';
	}

	throw new UserError('Neither perf nor strace can record here', {
		expected: 'perf with tracepoints that may be read, or strace, to be installed',
	});
}

function isInstalled(tool: Tool, env: Streams['env']): boolean {
	return spawnSync(tool, ['--version'], {stdio: 'ignore', env: {...env}}).error === undefined;
}

/** Whether the kernel has the tracepoint and shows it to us. */
function mayRead(name: string): boolean {
	return tracepointFolders.some((folder) => {
		try {
			accessSync(`${folder}/${name.replace(':', '/')}/id`, constants.R_OK);
			return true;
		} catch {
			return false;
		}
	});
}
