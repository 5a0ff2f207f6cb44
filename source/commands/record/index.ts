/** `record`: runs a command under perf or strace, whichever this machine permits, and says exactly how. */
import {spawnSync} from 'node:child_process';
import {accessSync, constants, readFileSync} from 'node:fs';
import process from 'node:process';
import {plural} from '../../analysis/words/text.ts';
import {UserError} from '../../machine/user-error.ts';
import type {Recording} from '../../readers/format.ts';
import {pidsOf} from '../../readers/proc/tree.ts';
import type {Streams} from '../command.ts';
import {defineCommand} from '../command.ts';
import {print} from '../output/print.ts';
import {readRecording} from '../output/reading.ts';
import {recordProcesses} from './attach.ts';
import {type Beside, checkOutput, convert, discard, keep, toolsWithData} from './convert.ts';
import {machineHere} from './machine.ts';
import {
	createPlan,
	type Plan,
	quote,
	shellLines,
	softFaults,
	type Target,
	toolsOf,
	tracepoints,
	type Way,
	type Words,
	wantedTracepoints,
	ways,
} from './plan.ts';
import {recordWithBoth, recordWithOne} from './start.ts';

const tracepointFolders = ['/sys/kernel/tracing/events', '/sys/kernel/debug/tracing/events'];

export const record = defineCommand({
	name: 'record',
	usage: [
		'record [-o FILE] [--for TIME] [--print] -- COMMAND…',
		'record -p PID[,PID…] [-o FILE] [--for TIME] [--freeze] [--print]',
		'record -a [-o FILE] [--for TIME] [--print]',
	],
	description:
		'Records with perf where the kernel’s tracepoints may be read (every page fault); else the page faults of programs with perf and their calls with strace; else with strace alone. The commands are printed before they run. Ctrl-C, SIGTERM or the end of --for end COMMAND, and what was recorded until then is kept; the exit code is that of COMMAND. With -p the processes that run, with all below them, are recorded from what /proc tells of them on; they are left as they are. With -a all processes of the machine are, without what they held before. A FILE that ends in .gz or .zst is compressed; one that is there is replaced only when something was recorded.',
	flags: {
		output: {type: 'string', shortFlag: 'o', placeholder: 'FILE', summary: 'the recording to write'},
		pid: {
			type: 'string',
			shortFlag: 'p',
			placeholder: 'PID[,PID…]',
			summary: 'record processes that run, and all below them',
		},
		all: {type: 'boolean', shortFlag: 'a', summary: 'record all processes of the machine'},
		for: {type: 'string', placeholder: 'TIME', summary: 'end after so long, such as 20s or 500ms'},
		freeze: {
			type: 'boolean',
			summary: 'with -p: stop the processes while /proc is read',
			goesWith: ['pid'],
		},
		print: {type: 'boolean', summary: 'only print the commands'},
		with: {type: 'string', choices: [...ways], placeholder: 'TOOL', summary: 'the tools to use'},
	},
	operands: () => [],
	isLive: true,
	examples: [
		['record -o make.perf.txt.gz -- make -j4', 'Record a build'],
		['record --for 20s -- gunicorn app:app', 'Twenty seconds of a server'],
		['record -p 812 --for 20s', 'Twenty seconds of a server that runs'],
		['record --print --with strace -- ./server', 'See how it would be done'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const target = targetOf(input, flags);
		const milliseconds = flags.for === undefined ? undefined : parseTime(flags.for);
		const way = flags.with ?? chooseWay(target, env, flags.print);
		const plan = createPlan(
			way,
			target,
			flags.output ?? outputOf(way, target),
			wantedTracepoints.filter(mayRead),
		);
		(flags.print ? stdout : stderr).write(`${shellLines(plan).join('\n')}\n`);
		if (flags.print) {
			return 0;
		}

		tellLess(way, flags.with, stderr);
		return carryOut(plan, {stdin, stderr, env}, {milliseconds, freeze: flags.freeze});
	},
});

/** Throws a UserError where it is not clear what is to be recorded. */
function targetOf(command: Words, {pid, all}: {readonly pid?: string; readonly all: boolean}): Target {
	const kinds = [command.length > 0, pid !== undefined, all].filter((isAsked) => isAsked);
	if (kinds.length !== 1) {
		throw new UserError(
			kinds.length === 0 ? 'record takes a command, -p or -a' : 'record takes one of a command, -p and -a',
			{expected: 'record [flags] -- COMMAND'},
		);
	}

	if (pid !== undefined) {
		return {kind: 'processes', pids: pidsOf(`pid:${pid.replace(/^pid:/, '')}`) ?? []};
	}

	return all ? {kind: 'machine'} : {kind: 'command', command};
}

/** The name of a recording that was not given one. */
function outputOf(way: Way, target: Target): string {
	if (target.kind === 'processes') {
		return `pid-${target.pids.join('-')}.recording.gz`;
	}

	const base = target.kind === 'machine' ? 'machine' : target.command[0].replace(/^.*\//, '') || 'recording';
	return `${base}.${way === 'perf' ? 'perf.txt' : way === 'strace' ? 'strace' : 'recording'}.gz`;
}

/** Says what a recording lacks whose tools were not asked for. */
function tellLess(way: Way, asked: string | undefined, stderr: Streams['stderr']): void {
	if (asked === undefined && way !== 'perf') {
		print(
			stderr,
			way === 'both'
				? 'The kernel’s tracepoints may not be read here: perf records where programs fault, strace what they call; what the kernel touches for them is not seen (as root it is).\n'
				: 'perf cannot record here: strace records what programs call, and which memory they touch is not seen.\n',
		);
	}
}

const units: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000};

/** Milliseconds of a time such as 20s. */
export function parseTime(text: string): number {
	const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
	const milliseconds = Number(number) * (units[unit] ?? Number.NaN);
	if (!(milliseconds > 0 && milliseconds < 2 ** 31)) {
		throw new UserError(`--for cannot be ${text}`, {
			expected: 'a time such as 20s, 500ms or 5m, up to 24 days',
		});
	}

	return milliseconds;
}

type Wishes = {readonly milliseconds: number | undefined; readonly freeze: boolean};

/** Records, and reads what was recorded, so that it is known at once whether it is of use. */
async function carryOut(
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

function readSetting(name: string): string | undefined {
	try {
		return readFileSync(`/proc/sys/kernel/${name}`, 'utf8').trim();
	} catch {
		return undefined;
	}
}

/** The way that tells most of those that this machine permits; when it is only printed it does not matter what is installed. */
function chooseWay({kind}: Target, env: Streams['env'], isOnlyPrinted: boolean): Way {
	const isPerfHere = isInstalled('perf', env);
	if (isPerfHere && tracepoints.every(mayRead)) {
		return 'perf';
	}

	if (kind === 'machine') {
		throw new UserError('All processes of the machine cannot be recorded here', {
			expected: 'perf, and its tracepoints to be readable (as root they are)',
		});
	}

	const isStraceHere = isInstalled('strace', env);
	if (isStraceHere && isPerfHere && mayRecordFaults(env)) {
		return 'both';
	}

	if (isOnlyPrinted || isStraceHere) {
		return 'strace';
	}

	throw new UserError('Neither perf nor strace can record here', {
		expected: 'perf with tracepoints that may be read, or strace, to be installed',
	});
}

/** Whether perf may count the page faults of one's own programs: settings and containers may forbid it. */
function mayRecordFaults(env: Streams['env']): boolean {
	const words = ['record', '-q', ...softFaults, '-o', '/dev/null', '--', 'true'];
	return spawnSync('perf', words, {stdio: 'ignore', env: {...env}}).status === 0;
}

export function isInstalled(tool: string, env: Streams['env']): boolean {
	return spawnSync(tool, ['--version'], {stdio: 'ignore', env: {...env}}).error === undefined;
}

/** Whether the kernel has the tracepoint and shows it to us. */
export function mayRead(name: string): boolean {
	return tracepointFolders.some((folder) => {
		try {
			accessSync(`${folder}/${name.replace(':', '/')}/id`, constants.R_OK);
			return true;
		} catch {
			return false;
		}
	});
}
