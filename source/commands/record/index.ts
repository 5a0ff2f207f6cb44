/** `record`: runs a command under perf or strace, whichever this machine permits, and says exactly how. */
import {UserError} from '../../machine/user-error.ts';
import {pidsOf} from '../../readers/proc/tree.ts';
import type {Streams} from '../command.ts';
import {defineCommand} from '../command.ts';
import {parseTime} from '../flags/time.ts';
import {print} from '../output/print.ts';
import {carryOut} from './carry-out.ts';
import {createPlan, shellLines, type Target, type Way, type Words, wantedTracepoints, ways} from './plan.ts';
import {chooseWay, mayRead, whyNoFaults, whyNoTracepoints} from './rights.ts';

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

		tellLess(way, flags.with, {stderr, env});
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
function tellLess(way: Way, asked: string | undefined, {stderr, env}: Pick<Streams, 'stderr' | 'env'>): void {
	if (asked === undefined && way !== 'perf') {
		print(
			stderr,
			way === 'both'
				? `Here ${whyNoTracepoints(env)}: perf records where programs fault, strace what they call; what the kernel touches for them is not seen.\n`
				: `Here ${whyNoFaults(env)}: strace records what programs call, and which memory they touch is not seen.\n`,
		);
	}
}
