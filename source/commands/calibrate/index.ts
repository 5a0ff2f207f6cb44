/** `calibrate`: a cost table of this machine, or of the one on which a recording was made. */
import {existsSync} from 'node:fs';
import {arch, cpus, release, type as systemName} from 'node:os';
import {tableText} from '../../exports/text.ts';
import {type Calibration, calibrationOf, readMeasurements} from '../../inquiry/costs/calibration.ts';
import type {Residual} from '../../inquiry/costs/fit.ts';
import {recordedMeasurements} from '../../inquiry/costs/recorded.ts';
import {UserError} from '../../machine/user-error.ts';
import {defineCommand} from '../command.ts';
import {refuseWords} from '../flags/parse-flags.ts';
import {print} from '../output/print.ts';
import {printJson} from '../output/print-json.ts';
import {readRecording} from '../output/reading.ts';
import {runStopwatch} from './stopwatch.ts';

export const calibrate = defineCommand({
	name: 'calibrate',
	usage: ['calibrate [--from RECORDING] [-o FILE]'],
	description:
		'Times what the kernel of this machine takes for fork of several sizes, exit, vfork, posix_spawn, first writes, copies, reads of a cached file, munmap and calls, in a small C program that cc compiles, for some seconds; fits prices to it, and writes a cost table that --costs takes. What it could not measure keeps the prices of modern, and says so in every answer. How far the table is off what was measured goes to standard error. Where there is no cc, a recording with durations will do: --from.',
	flags: {
		from: {
			type: 'string',
			placeholder: 'RECORDING',
			summary: 'take the durations of its calls, as strace -T writes them, in place of measuring',
		},
	},
	operands: () => [],
	examples: [
		['calibrate -o here.json', 'The prices of this machine'],
		['compare build --costs here.json', 'What a build would cost on it, on every kernel'],
		['calibrate --from make.strace -o there.json', 'The prices of the machine that was recorded'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		refuseWords('calibrate takes no words, only flags', input);
		const made =
			flags.from === undefined ? await measured() : await recorded(flags.from, {stdin, stderr, env});
		print(stderr, residualsText(made));
		await printJson(stdout, {name: 'costs', fields: made, isIndented: true});
		return 0;
	},
});

async function measured(): Promise<Calibration> {
	const told = await runStopwatch();
	if ('why' in told) {
		throw new UserError(`This machine cannot be measured: ${told.why}.`, {
			expected: 'a C compiler as cc, or --from with a recording that has durations',
		});
	}

	const [cpu] = cpus();
	const machine = `${cpu?.model ?? arch()}, ${systemName()} ${release()}`;
	return calibrationOf(readMeasurements(told.lines), {
		title: `This machine: ${machine}`,
		source: 'Measured by forkscope calibrate: the least of nine tries each, fitted in shares of each.',
		also: [],
	});
}

async function recorded(file: string, streams: Parameters<typeof readRecording>[1]): Promise<Calibration> {
	if (!existsSync(file)) {
		throw new UserError(`There is no file ${file}.`);
	}

	const {readDurations} = await import('../../readers/durations.ts');
	const {program} = await readRecording([file], streams);
	return calibrationOf(recordedMeasurements(program, await readDurations(file)), {
		title: `The machine of ${program.header.name}`,
		source: `Fitted to the durations of calls in ${file}.`,
		also: ['The prices are those of a machine while it was recorded: what the recorder took is in them.'],
	});
}

const columns = [
	{title: 'WHAT', isText: true, text: ({what}: Residual) => what},
	{title: 'MEASURED', text: ({measuredUs}: Residual) => `${measuredUs.toFixed(1)} µs`},
	{title: 'FITTED', text: ({fittedUs}: Residual) => `${fittedUs.toFixed(1)} µs`},
	{title: 'OFF', text: ({off}: Residual) => `${off > 0 ? '+' : ''}${(off * 100).toFixed(1)} %`},
];

function residualsText({title, measurements, limits = []}: Calibration): string {
	return `${title}\n\n${tableText(columns, measurements)}\n${limits.map((limit) => `${limit}\n`).join('')}`;
}
