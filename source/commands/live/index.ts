/** `live`: the screen on a program while it runs, or without a terminal a line for what becomes of its processes. */
import {closeSync, createReadStream, existsSync, openSync} from 'node:fs';
import {Transform} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {ReadStream} from 'node:tty';
import {limitSentence} from '../../analysis/trust/limits.ts';
import {machineOptions} from '../../inquiry/choices.ts';
import {openRun, type Run} from '../../inquiry/run.ts';
import {printableLines, withPrintableNames} from '../../machine/printable.ts';
import type {Program} from '../../machine/program.ts';
import {UserError} from '../../machine/user-error.ts';
import {readAside} from '../../readers/aside.ts';
import {pidsOf} from '../../readers/proc/tree.ts';
import {type Context, defineCommand} from '../command.ts';
import {kernelFlags, screenFlags} from '../flags/shared-flags.ts';
import {parseTime} from '../flags/time.ts';
import {print} from '../output/print.ts';
import {writeNewFile} from '../output/write-file.ts';
import {quote, type Tool} from '../record/plan.ts';
import {cannotRecord, mayTrace, mayUseTracepoints} from '../record/rights.ts';
import {takingSignals} from '../record/run-tool.ts';
import {traceCommand, traceRunning} from './by-strace.ts';
import {type Feed, startFeed} from './feed.ts';
import {choosePlace, type Place} from './keep.ts';
import {
	type Outlets,
	readInput,
	recordCommand,
	recordRunning,
	requireProgram,
	type Source,
} from './source.ts';
import {printLive} from './text.ts';

const {kernel, costs, geometry} = kernelFlags;

const liveFlags = {
	output: {type: 'string', shortFlag: 'o', placeholder: 'FILE', summary: 'keep the recording there'},
	pid: {
		type: 'string',
		shortFlag: 'p',
		placeholder: 'PID[,PID…]',
		summary: 'watch processes that run, and all below them',
	},
	with: {type: 'string', choices: ['perf', 'strace'], placeholder: 'TOOL', summary: 'the tool to use'},
	for: {type: 'string', placeholder: 'TIME', summary: 'end after so long, such as 20s or 500ms'},
	ops: {
		type: 'number',
		placeholder: 'N',
		default: 2_000_000,
		summary: 'ops that are shown at most; the recording goes on',
	},
	all: {type: 'boolean', summary: 'without a terminal: every event, page faults too'},
	json: {type: 'boolean', summary: 'print JSON, an object a line'},
	...screenFlags,
	...{kernel, costs, geometry},
} as const;

type LiveContext = Context<typeof liveFlags>;

export const live = defineCommand({
	name: 'live',
	usage: [
		'live [-o FILE] [flags] -- COMMAND…',
		'live -p PID[,PID…] [-o FILE] [flags]',
		'live - [-o FILE] [flags]',
	],
	description:
		'Watches a program while it runs: the tree grows, pages become private as they are written. Space stops the view, . and , step, L goes back to the newest event and along with it; q leaves, ends COMMAND and asks nothing. Where perf may not be used strace shows what is called, without page faults. With - the text of perf script or of strace, or the data of perf record, is taken from standard input. Without a terminal each event that makes, replaces or ends a process is printed as it comes.\nWhat is recorded goes to FILE, or to a temporary file, and is read from there: nothing is lost where it comes faster than it can be shown, and the screen says how far it is behind. When the program has ended, its recording is read once more as a whole.',
	flags: liveFlags,
	operands: () => ['-'],
	isLive: true,
	examples: [
		['live -- make -j4', 'Watch a build'],
		['live -o server.perf.txt.gz -p 812', 'Watch a server that runs, and keep what was seen'],
		['live -', 'Watch what comes through a pipe: perf record … -o - | forkscope live -'],
		["live --json -- sh -c 'true | true'", 'What becomes of processes, an object a line'],
	],
	run,
});

async function run(context: LiveContext): Promise<number> {
	const {flags, stdout, env} = context;
	checkFlags(context);
	const hasScreen = stdout.isTTY && env.TERM !== 'dumb' && !flags.json && !flags.all;
	const place = choosePlace(flags.output);
	try {
		const source = await openSource(context, place, hasScreen);
		endAfter(source, flags.for);
		const feed = startFeed(source, {file: place.file, mostOps: flags.ops});
		const code = await watch(context, {source, feed, place, hasScreen});
		await place.keep();
		if (flags.output !== undefined) {
			print(
				context.stderr,
				`The recording is in ${flags.output}; look at it with: forkscope ${quote([flags.output])}\n`,
			);
		}

		return code;
	} finally {
		place.remove();
	}
}

function endAfter({stop, end}: Source, time: string | undefined): void {
	if (time !== undefined) {
		const timer = setTimeout(() => stop('SIGTERM', 1), parseTime(time));
		end.finally(() => clearTimeout(timer)).catch(() => {});
	}
}

function checkFlags({input, flags}: LiveContext): void {
	if ((flags.pid === undefined) === (input.length === 0)) {
		throw new UserError('live takes one of a command, -p and -', {expected: 'live [flags] -- COMMAND'});
	}

	if (!Number.isInteger(flags.ops) || flags.ops < 1) {
		throw new UserError(`--ops cannot be ${flags.ops}`, {expected: 'a number of ops such as 1000000'});
	}
}

async function openSource(context: LiveContext, place: Place, hasScreen: boolean): Promise<Source> {
	const {input, flags, stdin, env} = context;
	if (isInput(input)) {
		return readInput(stdin, env);
	}

	const pids = flags.pid === undefined ? undefined : pidsOf(`pid:${flags.pid}`);
	if (pids === undefined) {
		requireProgram(input[0], env);
	}

	const tool = chooseTool(context);
	if (pids !== undefined) {
		return tool === 'perf' ? recordRunning(pids, env) : traceRunning(pids, env, place.traced);
	}

	const start = (outlets: Outlets) =>
		tool === 'perf' ? recordCommand(input, env, outlets) : traceCommand(input, env, outlets, place.traced);
	return hasScreen ? printingTo(place.printed, start) : start({printed: 'inherit', keys: true});
}

/** With a screen what the program prints goes to a file, as the screen is drawn over it. */
function printingTo(file: string, start: (outlets: Outlets) => Source): Source {
	const printed = openSync(file, 'wx');
	try {
		return start({printed, keys: false});
	} finally {
		closeSync(printed);
	}
}

/** perf where it may be used, else strace. */
function chooseTool({flags, env}: LiveContext): Tool {
	if (flags.with !== 'strace' && mayUseTracepoints(env)) {
		return 'perf';
	}

	if (flags.with === 'perf' || !mayTrace(env)) {
		throw cannotRecord(flags.with, env);
	}

	return 'strace';
}

function isInput(input: readonly string[]): boolean {
	return input.length === 1 && input[0] === '-';
}

type Watched = {
	readonly source: Source;
	readonly feed: Feed;
	readonly place: Place;
	readonly hasScreen: boolean;
};

/** Resolves with the exit code when the last event was seen, or the screen was left; what was recorded is in the file then. */
async function watch(context: LiveContext, {source, feed, place, hasScreen}: Watched): Promise<number> {
	try {
		const program = await takingSignals(source.stop, () => feed.program);
		const run = openRun(program, machineOptions(program, context.flags));
		feed.keepUpWith(() => run.timeline.history.count);
		if (!hasScreen) {
			return await watchAsText(context, run, {source, feed});
		}

		const code = await watchOnScreen(context, run, {feed, place});
		source.stop('SIGTERM', 1);
		return code;
	} catch (error) {
		source.stop('SIGTERM', 1);
		throw error;
	} finally {
		feed.close();
		await untilRecorded(source, feed);
		await showPrinted(place, context.stderr);
	}
}

/** It has been told to end: a signal while it takes its time ends it by force. */
function untilRecorded({stop}: Source, {isRecorded}: Feed): Promise<void> {
	return takingSignals(
		(signal, count) => stop(signal, count + 1),
		() => isRecorded.catch(() => {}),
	);
}

/** What limits the lines that were printed is told behind them. */
async function watchAsText(
	{flags, stdout, stderr}: LiveContext,
	run: Run,
	{source, feed}: Pick<Watched, 'source' | 'feed'>,
): Promise<number> {
	return takingSignals(source.stop, async () => {
		await printLive(run, feed, {stdout, json: flags.json, all: flags.all});
		const limits = (run.program.header.limits ?? []).map(limitSentence);
		const sentences = [...limits, ...(feed.stopped === undefined ? [] : [feed.stopped])];
		print(stderr, sentences.map((sentence) => `${sentence}\n`).join(''));
		return source.end;
	});
}

async function watchOnScreen(
	context: LiveContext,
	run: Run,
	{feed, place}: Pick<Watched, 'feed' | 'place'>,
): Promise<number> {
	const {openView} = await import('../../ui/terminal/view.ts');
	const keys = context.stdin.isTTY ? undefined : new ReadStream(openSync('/dev/tty', 'r+'));
	const left = new AbortController();
	try {
		return await openView(
			run,
			context.flags,
			{...context, stdin: keys ?? context.stdin},
			{
				feed: feed.subscribe,
				write: writeNewFile,
				reload: () => readWhole(place, run.program, left.signal),
			},
		);
	} finally {
		left.abort();
		keys?.destroy();
	}
}

/**
 * The whole recording under the same name, read beside the screen until that is left; what there is to be said of it, the screen
 * says.
 */
async function readWhole({file}: Place, {header, isOpen}: Program, left: AbortSignal): Promise<Program> {
	if (isOpen === true) {
		throw new UserError('The recording goes on; it can be read again when it has ended.');
	}

	const aside = readAside({paths: [file], env: {}}, () => {});
	left.addEventListener('abort', aside.close);
	const {program} = await aside.recording;
	const {name, geometry, hugePages} = header;
	return withPrintableNames({
		...program,
		header: {...program.header, name, geometry, ...(hugePages === undefined ? {} : {hugePages})},
	});
}

/** What the program has printed while the screen was there. */
async function showPrinted({printed}: Place, stderr: NodeJS.WriteStream): Promise<void> {
	if (!existsSync(printed)) {
		return;
	}

	const plain = new Transform({
		transform: (chunk: Buffer, _encoding, done) => done(null, printableLines(chunk.toString('utf8'))),
	});
	await pipeline(createReadStream(printed), plain, stderr, {end: false});
}
