/** A workload file of a million ops: builds of Lua, one after another, read and run as one command does, and what an op of it takes in memory. */
import {closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {runToSummary} from '../../source/inquiry/outcome/run.ts';
import {createMachine} from '../../source/machine/machine.ts';
import {linkScripts} from '../../source/machine/script.ts';
import {workloadLines} from '../../source/readers/forkscope/write.ts';
import {openWorkload} from '../../source/readers/open.ts';
import type {Benchmark} from './benchmark.ts';
import {take} from './child.ts';
import {readRecording} from './recording.ts';

const builds = 7;
/** Pids of a build, and how far those of the next are from them. */
const pids = /"(pid|child|pgid|ppid)":(14\d\d\d)\b/g;
const pidStep = 1000;

export const workloadFile: Benchmark = {
	name: 'workload-file',
	async measure() {
		const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-workload-'));
		try {
			const file = path.join(folder, 'builds.ndjson');
			await writeBuilds(file);
			const {wallMs, cpuMs, peakMb} = take(['run', file, '--json'], {
				XDG_CACHE_HOME: path.join(folder, 'cache'),
			});
			const reading = await cpuMsOf(() => openWorkload('-', createReadStream(file)));
			const {program} = reading.answer;
			const running = await cpuMsOf(() => runToSummary(createMachine(program)));
			const bytes = bytesOf(program) + bytesOf(linkScripts(program));
			const note = `CPU of the whole command; ${program.count} ops, ${Math.round(wallMs)} ms from start to end`;
			const rate = (ms: number) => (program.count * 1000) / ms;
			return [
				{name: 'reading', value: rate(reading.ms), unit: 'ops/s', note: 'CPU'},
				{
					name: 'replay and what it sums up to',
					value: rate(running.ms),
					unit: 'ops/s',
					note: 'CPU',
					above: 1_000_000,
				},
				{name: 'run', value: rate(cpuMs), unit: 'ops/s', note, above: 1_000_000},
				{name: 'run, memory', value: peakMb, unit: 'MB'},
				{name: 'an op in memory', value: bytes / program.count, unit: 'B', below: 60},
			];
		} finally {
			rmSync(folder, {recursive: true, force: true});
		}
	},
};

/** Milliseconds of CPU that work takes, with all threads that help. */
async function cpuMsOf<T>(work: () => T | Promise<T>): Promise<{readonly answer: T; readonly ms: number}> {
	const before = process.cpuUsage();
	const answer = await work();
	const {user, system} = process.cpuUsage(before);
	return {answer, ms: (user + system) / 1000};
}

/** Later builds have other pids. */
async function writeBuilds(file: string): Promise<void> {
	const [header, ...ops] = workloadLines(await readRecording());
	const output = openSync(file, 'w');
	writeSync(output, `${header}\n`);
	for (let build = 0; build < builds; build += 1) {
		const moved = (_: string, name: string, pid: string) => `"${name}":${Number(pid) + build * pidStep}`;
		writeSync(output, `${ops.map((line) => line.replace(pids, moved)).join('\n')}\n`);
	}

	closeSync(output);
}

/** Bytes of the columns. */
function bytesOf(columns: object): number {
	return Object.values(columns).reduce(
		(sum: number, column) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0),
		0,
	);
}
