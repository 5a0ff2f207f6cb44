/** `record`: runs a command under perf or strace, whichever this machine permits, and says exactly how. */
import {spawn, spawnSync} from 'node:child_process';
import {createWriteStream} from 'node:fs';
import {access, constants, rm} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import {UserError} from '../machine/user-error.ts';
import {openWorkload} from '../readers/open.ts';
import type {Context, Streams} from './command.ts';
import {defineCommand} from './command.ts';
import {recordingNotes} from './reading.ts';

/** What must be there for a recording to be of use. */
const tracepoints = [
	'exceptions:page_fault_user',
	'exceptions:page_fault_kernel',
	'sched:sched_process_fork',
	'sched:sched_process_exec',
	'sched:sched_process_exit',
	'task:task_newtask',
	...['mmap', 'brk', 'mremap', 'wait4'].flatMap((name) => [
		`syscalls:sys_enter_${name}`,
		`syscalls:sys_exit_${name}`,
	]),
	...['munmap', 'mprotect', 'madvise', 'exit_group'].map((name) => `syscalls:sys_enter_${name}`),
];
const tracepointFolders = ['/sys/kernel/tracing/events', '/sys/kernel/debug/tracing/events'];

type Words = readonly string[];
type Tool = 'perf' | 'strace';

/** A recording that is to be made. perf records into `data` first, and prints it afterwards. */
type Plan = {readonly tool: Tool; readonly command: Words; readonly output: string; readonly data: string};

function recordWords({tool, command, output, data}: Plan): Words {
	if (tool === 'perf') {
		const events = tracepoints.join(',');
		return ['perf', 'record', '-q', '-d', '-c', '1', '-e', events, '-o', data, '--', ...command];
	}

	const target = output.endsWith('.gz') ? `|gzip > ${quote([output])}` : output;
	const filter = ['-e', 'trace=%process,%memory'];
	return ['strace', '-f', '-ttt', '-T', '-y', '-s', '256', '-o', target, ...filter, '--', ...command];
}

function printWords({data}: Plan): Words {
	return ['perf', 'script', '-i', data, '--show-mmap-events', '--show-task-events'];
}

/** The plan as a shell would take it, one command a line. */
function shellLines(plan: Plan): string[] {
	const packed = plan.output.endsWith('.gz') ? ' | gzip' : '';
	return plan.tool === 'strace'
		? [quote(recordWords(plan))]
		: [quote(recordWords(plan)), `${quote(printWords(plan))}${packed} > ${quote([plan.output])}`];
}

function quote(words: Words): string {
	return words
		.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
		.join(' ');
}

export const record = defineCommand({
	name: 'record',
	usage: ['record [-o FILE] [--print] -- COMMAND…'],
	description:
		'Records with perf where the kernel’s tracepoints may be read (every page fault), else with strace (calls only). The commands are printed before they run. A FILE that ends in .gz is compressed.',
	flags: {
		output: {type: 'string', shortFlag: 'o', placeholder: 'FILE', summary: 'the recording to write'},
		print: {type: 'boolean', summary: 'only print the commands'},
		with: {type: 'string', choices: ['perf', 'strace'], placeholder: 'TOOL', summary: 'the tool to use'},
	},
	examples: [
		['record -o make.perf.txt.gz -- make -j4', 'Record a build'],
		['record --print --with strace -- ./server', 'See how it would be done'],
	],
	async run(context) {
		const {input, flags, stdout, stderr, env} = context;
		if (input.length === 0) {
			throw new UserError('record takes a command', {expected: 'record [flags] -- COMMAND'});
		}

		const tool = flags.with ?? (await chooseTool(env, flags.print));
		const base = input[0].replace(/^.*\//, '') || 'recording';
		const output = flags.output ?? (tool === 'perf' ? `${base}.perf.txt.gz` : `${base}.strace.gz`);
		const plan: Plan = {tool, command: input, output, data: `${output}.data`};
		(flags.print ? stdout : stderr).write(`${shellLines(plan).join('\n')}\n`);
		if (!flags.print) {
			await carryOut(plan, context);
		}

		return 0;
	},
});

/** Records, and reads what was recorded, so that it is known at once whether it is of use. */
async function carryOut(plan: Plan, {stdin, stderr, env}: Omit<Context, 'flags'>): Promise<void> {
	const code = await runTool(recordWords(plan), env);
	if (plan.tool === 'perf') {
		await printRecording(plan);
	}

	const recording = await readRecording(plan.output, stdin);
	const {program} = recording;
	const end = code === 0 ? '' : ` (${plan.command[0]} ended with code ${code})`;
	stderr.write(recordingNotes(recording));
	stderr.write(
		`Recorded ${program.count} ops in ${plan.output}${end}; look at it with: forkscope ${quote([plan.output])}\n`,
	);
}

async function readRecording(output: string, stdin: Streams['stdin']) {
	try {
		return await openWorkload(output, stdin);
	} catch (error) {
		throw error instanceof UserError
			? new UserError('Nothing was recorded', {expected: 'a command that can be run', cause: error})
			: error;
	}
}

/** perf where its tracepoints may be read, else strace; when it is only printed it does not matter what is installed. */
async function chooseTool(env: Streams['env'], isOnlyPrinted: boolean): Promise<Tool> {
	if (isInstalled('perf', env) && (await mayReadTracepoints())) {
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

async function mayReadTracepoints(): Promise<boolean> {
	const paths = tracepoints.map((name) => name.replace(':', '/'));
	const readable = await Promise.all(
		tracepointFolders.map((folder) =>
			Promise.all(paths.map((path) => access(`${folder}/${path}/id`, constants.R_OK))).then(
				() => true,
				() => false,
			),
		),
	);
	return readable.includes(true);
}

/** Runs a tool on the terminal that we have; resolves to its exit code. */
function runTool([tool, ...words]: Words, env: Streams['env']): Promise<number> {
	return new Promise((resolve, reject) => {
		const child = spawn(tool, words, {stdio: 'inherit', env: {...env}});
		child.on('error', () => reject(new UserError(`${tool} cannot be started; is it installed?`)));
		child.on('close', (code) => resolve(code ?? 1));
	});
}

async function printRecording(plan: Plan): Promise<void> {
	const [tool, ...words] = printWords(plan);
	const script = spawn(tool, words, {stdio: ['ignore', 'pipe', 'inherit']});
	const file = createWriteStream(plan.output);
	await (plan.output.endsWith('.gz')
		? pipeline(script.stdout, createGzip(), file)
		: pipeline(script.stdout, file));
	await rm(plan.data, {force: true});
}
