/** `import`: turns a recording into a workload file of our own format, which replays identically. */
import {createWriteStream} from 'node:fs';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import type {Program} from '../machine/program.ts';
import {UserError} from '../machine/user-error.ts';
import {workloadLines} from '../readers/forkscope/write.ts';
import type {Problem} from '../readers/format.ts';
import {touchModels} from '../readers/format.ts';
import {openWorkload} from '../readers/open.ts';
import {defineCommand} from './command.ts';

/** Problems that are shown one by one; the rest is counted. */
const shownProblems = 5;

export const importCommand = defineCommand({
	name: 'import',
	usage: ['import FILE [-o OUT]'],
	description:
		'Reads a recording (the text of perf script, strace -f) or a workload, told by its content, and writes it as a workload file, one op a line. OUT that ends in .gz is compressed; without OUT the workload goes to standard output.',
	flags: {
		output: {type: 'string', shortFlag: 'o', placeholder: 'OUT', summary: 'the file to write'},
		touch: {
			type: 'string',
			choices: touchModels,
			default: 'light',
			placeholder: 'MODEL',
			summary: 'what is assumed to be touched where strace shows only calls',
		},
	},
	examples: [
		['import make.perf.txt.gz -o make.ndjson.gz', 'A recording of a build as a workload of its own'],
		['import trace.strace | head -3', 'Look at the first ops'],
		['import --touch none trace.strace -o calls.ndjson', 'Only what strace has shown, no page touches'],
	],
	async run({input, flags, stdin, stdout, stderr}) {
		const [file, ...rest] = input;
		if (file === undefined || rest.length > 0) {
			throw new UserError('import takes one file', {expected: 'import FILE [-o OUT]'});
		}

		const {program, problems} = await openWorkload(file, stdin, {touch: flags.touch});
		stderr.write(problemReport(problems));
		await write(program, flags.output, stdout);
		return 0;
	},
});

/** What could not be used of a recording, in a few lines; empty when all could. */
export function problemReport(problems: readonly Problem[]): string {
	if (problems.length === 0) {
		return '';
	}

	const lines = problems.slice(0, shownProblems).map(({line, message}) => `  line ${line}: ${message}\n`);
	const more = problems.length > shownProblems ? `  and ${problems.length - shownProblems} more\n` : '';
	const count = problems.length === 1 ? '1 line' : `${problems.length} lines`;
	return `${count} could not be used:\n${lines.join('')}${more}`;
}

function* lineEnded(lines: Iterable<string>): Generator<string> {
	for (const line of lines) {
		yield `${line}\n`;
	}
}

async function write(program: Program, path: string | undefined, stdout: NodeJS.WriteStream): Promise<void> {
	const lines = Readable.from(lineEnded(workloadLines(program)));
	if (path === undefined) {
		await pipeline(lines, stdout, {end: false});
		return;
	}

	try {
		const file = createWriteStream(path);
		await (path.endsWith('.gz') ? pipeline(lines, createGzip(), file) : pipeline(lines, file));
	} catch (error) {
		throw new UserError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
	}
}
