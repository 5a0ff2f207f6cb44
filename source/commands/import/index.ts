/** `import`: turns a recording into a workload file of our own format, which replays identically. */
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {type RefusedOp, refusedLines, refusedOp} from '../../inquiry/outcome/refused.ts';
import {createMachine, stepMachine} from '../../machine/machine.ts';
import {withPrintableNames} from '../../machine/printable.ts';
import type {Program} from '../../machine/program.ts';
import {UserError} from '../../machine/user-error.ts';
import {workloadLines} from '../../readers/forkscope/write.ts';
import {touchModels} from '../../readers/format.ts';
import {defineCommand, type Streams} from '../command.ts';
import {runningFlags} from '../flags/shared-flags.ts';
import {refuseRunningFlags} from '../flags/workload-flags.ts';
import {printToFile} from '../output/output.ts';
import {print} from '../output/print.ts';
import {eventProgress, startProgress} from '../output/progress.ts';
import {readRecording} from '../output/reading.ts';
import {packerFor} from './pack.ts';

export const importCommand = defineCommand({
	name: 'import',
	usage: ['import FILE… [-o OUT]'],
	description:
		'Reads a recording (perf.data or the text of perf script, ftrace, strace -f) or a workload, told by its content, and writes it as a workload file, one op a line. OUT that ends in .gz or .zst is compressed; without OUT the workload goes to standard output. The files of strace -ff, or their folder, are one recording.',
	flags: {
		...runningFlags,
		output: {type: 'string', shortFlag: 'o', placeholder: 'OUT', summary: 'the file to write'},
		touch: {
			type: 'string',
			choices: touchModels,
			placeholder: 'MODEL',
			summary: 'what is assumed to be touched where strace shows only calls; light unless told',
		},
	},
	operands: () => [],
	takesFiles: true,
	examples: [
		['import make.perf.txt.gz -o make.ndjson.gz', 'A recording of a build as a workload of its own'],
		['import trace.strace | head -3', 'Look at the first ops'],
		['import --touch none trace.strace -o calls.ndjson', 'Only what strace has shown, no page touches'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		if (input.length === 0) {
			throw new UserError('import takes a file', {expected: 'import FILE [-o OUT]'});
		}

		refuseRunningFlags(input[0], flags);
		const {touch = 'light', ...others} = flags;
		const {program} = await readRecording(input, {stdin, stderr, env}, {...others, touch});
		if (flags.touch !== undefined && !assumesTouches(program, touch)) {
			print(stderr, `--touch ${touch} changes nothing: what was touched is not assumed here.\n`);
		}

		await write(program, flags.output, {stdin, stdout, stderr, env});
		const progress = startProgress(stderr, `Replaying ${program.header.name}`);
		const told = refusedText(withPrintableNames(program), eventProgress(progress, program.count));
		progress.end();
		print(stderr, told);
		return 0;
	},
});

/** Whether the reader has assumed touches, or was told not to. */
function assumesTouches({header}: Program, touch: string): boolean {
	const kind = touch === 'none' ? 'no-page-faults' : 'assumed-touches';
	return header.limits?.some((limit) => limit.kind === kind) === true;
}

/** What the default kernel refuses of the program, for those who will replay it. */
function refusedText(program: Program, see: () => void): string {
	const refused: RefusedOp[] = [];
	const machine = createMachine(program);
	while (stepMachine(machine)) {
		see();
		const op = refusedOp(program, machine.outcome.op, machine.outcome.result);
		refused.push(...(op === undefined ? [] : [op]));
	}

	const [first, ...rest] = refusedLines(program, refused);
	return first === undefined ? '' : [`${machine.design.id} replays it; ${first}`, ...rest, ''].join('\n');
}

function* lineEnded(lines: Iterable<string>): Generator<string> {
	for (const line of lines) {
		yield `${line}\n`;
	}
}

/** A file is there whole, or as it was before. */
async function write(program: Program, path: string | undefined, streams: Streams): Promise<void> {
	const lines = Readable.from(lineEnded(workloadLines(program)));
	if (path === undefined) {
		await pipeline(lines, streams.stdout, {end: false});
		return;
	}

	await printToFile(path, streams, async ({stdout}) => {
		const packer = packerFor(path);
		await (packer === undefined
			? pipeline(lines, stdout, {end: false})
			: pipeline(lines, packer, stdout, {end: false}));
		return 0;
	});
}
