/** `record`: runs a command under perf or strace, whichever this machine permits, and says exactly how. */
import {spawn, spawnSync} from 'node:child_process';
import {createWriteStream} from 'node:fs';
import {access, constants, rm} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import {UserError} from '../machine/user-error.ts';
import {defineCommand} from './command.ts';

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
	...['munmap', 'mprotect', 'madvise', 'exit_group', 'clone', 'clone3', 'vfork'].map(
		(name) => `syscalls:sys_enter_${name}`,
	),
];

type Words = readonly string[];

/** The command lines of each tool; perf records first and prints afterwards. */
function perfRecord(data: string, command: Words): Words {
	return ['perf', 'record', '-q', '-d', '-c', '1', '-e', tracepoints.join(','), '-o', data, '--', ...command];
}

function perfScript(data: string): Words {
	return ['perf', 'script', '-i', data, '--show-mmap-events', '--show-task-events'];
}

function straceCommand(output: string, command: Words): Words {
	return [
		'strace',
		'-f',
		'-ttt',
		'-T',
		'-y',
		'-s',
		'256',
		'-o',
		output,
		'-e',
		'trace=%process,%memory',
		'--',
		...command,
	];
}

/** A command line as a shell would take it. */
function quote(words: Words): string {
	return words
		.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
		.join(' ');
}

export const record = defineCommand({
	name: 'record',
	usage: ['record [-o FILE] [--print] -- COMMAND…'],
	description:
		'Records with perf where the kernel’s tracepoints may be read (every page fault), else with strace (calls only). The commands are printed before they run.',
	flags: {
		output: {type: 'string', shortFlag: 'o', placeholder: 'FILE', summary: 'the recording to write'},
		print: {type: 'boolean', summary: 'only print the commands'},
		with: {type: 'string', choices: ['perf', 'strace'], placeholder: 'TOOL', summary: 'the tool to use'},
	},
	examples: [
		['record -o make.perf.txt.gz -- make -j4', 'Record a build'],
		['record --print --with strace -- ./server', 'See how it would be done'],
	],
	async run({input, flags, stdout, stderr, env}) {
		if (input.length === 0) {
			throw new UserError('record takes a command', {expected: 'record [flags] -- COMMAND'});
		}

		const tool = flags.with ?? (await chooseTool(flags.print));
		const base = input[0].replace(/^.*\//, '') || 'recording';
		const output = flags.output ?? (tool === 'perf' ? `${base}.perf.txt.gz` : `${base}.strace`);
		const data = `${output}.data`;
		const lines =
			tool === 'perf'
				? [quote(perfRecord(data, input)), `${quote(perfScript(data))} | gzip > ${quote([output])}`]
				: [quote(straceCommand(output, input))];
		(flags.print ? stdout : stderr).write(lines.map((line) => `${line}\n`).join(''));
		if (flags.print) {
			return 0;
		}

		const code = await runTool(tool === 'perf' ? perfRecord(data, input) : straceCommand(output, input), env);
		if (tool === 'perf') {
			await printRecording(data, output);
		}

		stderr.write(`Recorded in ${output}; look at it with: forkscope ${quote([output])}\n`);
		return code === 0 ? 0 : 1;
	},
});

/** perf where its tracepoints may be read, else strace; with `isOnlyPrinted` it does not matter what is installed. */
async function chooseTool(isOnlyPrinted: boolean): Promise<'perf' | 'strace'> {
	if (isInstalled('perf') && (await mayReadTracepoints())) {
		return 'perf';
	}

	if (isInstalled('strace') || isOnlyPrinted) {
		return 'strace';
	}

	throw new UserError('Neither perf nor strace can record here', {
		expected: 'perf with tracepoints that may be read, or strace, to be installed',
	});
}

function isInstalled(tool: string): boolean {
	return spawnSync(tool, ['--version'], {stdio: 'ignore'}).error === undefined;
}

async function mayReadTracepoints(): Promise<boolean> {
	const folders = ['/sys/kernel/tracing/events/exceptions', '/sys/kernel/debug/tracing/events/exceptions'];
	const readable = await Promise.all(
		folders.map((folder) =>
			access(folder, constants.R_OK).then(
				() => true,
				() => false,
			),
		),
	);
	return readable.includes(true);
}

/** Runs a tool on the terminal that we have; resolves to its exit code. */
function runTool(
	[tool, ...words]: Words,
	env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
	return new Promise((resolve, reject) => {
		const child = spawn(tool, words, {stdio: 'inherit', env: {...env}});
		child.on('error', () => reject(new UserError(`${tool} cannot be started; is it installed?`)));
		child.on('close', (code) => resolve(code ?? 1));
	});
}

async function printRecording(data: string, output: string): Promise<void> {
	const [tool, ...words] = perfScript(data);
	const script = spawn(tool, words, {stdio: ['ignore', 'pipe', 'inherit']});
	const file = createWriteStream(output);
	await (output.endsWith('.gz')
		? pipeline(script.stdout, createGzip(), file)
		: pipeline(script.stdout, file));
	await rm(data, {force: true});
}
