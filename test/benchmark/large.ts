/** A recording of 1.9 million ops: twelve builds of Lua, one after another. */
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {gunzipSync} from 'node:zlib';
import type {Benchmark} from './benchmark.ts';
import {take} from './child.ts';
import {recordingFile} from './recording.ts';
import {hasTerminals, openTerminal} from './terminal.ts';

const builds = 12;
/** Pids of a build, and how far those of the next are from them. */
const pids = /\b14[012]\d\d\b/g;
const pidStep = 1000;
const stamp = /\] +(\d+\.\d+): /;

export const large: Benchmark = {
	name: 'large',
	async measure() {
		const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-large-'));
		try {
			const file = path.join(folder, 'builds.perf.txt');
			writeBuilds(file);
			const env = {XDG_CACHE_HOME: path.join(folder, 'cache')};
			const text = await firstFrame(file, {});
			const first = take(['run', file, '--json'], env);
			const again = take(['run', file, '--json'], env);
			const cached = await firstFrame(file, env);
			const screen = take([file, '--print', '--at', '#10', '--screen', '120x40'], env);
			const note = 'CPU; 1.9 million ops';
			return [
				{name: 'run', value: first.cpuMs / 1000, unit: 's', note, below: 4},
				{name: 'run, memory', value: first.peakMb, unit: 'MB', below: 300},
				{name: 'run again, from the cache', value: again.cpuMs / 1000, unit: 's', note},
				{name: 'run again, memory', value: again.peakMb, unit: 'MB'},
				...text.map((value) => ({name: 'first frame', value, unit: 'ms', below: 1000})),
				...cached.map((value) => ({name: 'first frame, from the cache', value, unit: 'ms', below: 500})),
				{name: 'the screen printed, from the cache', value: screen.cpuMs / 1000, unit: 's', note},
				{name: 'the screen printed, memory', value: screen.peakMb, unit: 'MB'},
			];
		} finally {
			rmSync(folder, {recursive: true, force: true});
		}
	},
};

/** Milliseconds until the screen shows where it stands; none where there are no terminals. */
async function firstFrame(file: string, env: NodeJS.ProcessEnv): Promise<readonly number[]> {
	if (!hasTerminals()) {
		return [];
	}

	const begin = performance.now();
	const terminal = openTerminal({columns: 120, rows: 40}, [file], env);
	await terminal.waitFor((shown) => shown.includes(' at 0/'));
	const ms = performance.now() - begin;
	await terminal.close();
	return [ms];
}

/** Later builds have other pids and times; who was there when recording began stands in the first only. */
function writeBuilds(file: string): void {
	const lines = gunzipSync(readFileSync(recordingFile)).toString('latin1').split('\n');
	const times = lines.map((line) => Number(stamp.exec(line)?.[1] ?? 0)).filter((time) => time > 0);
	const first = times[0];
	const span = Math.ceil(times[times.length - 1] - first) + 1;
	const output = openSync(file, 'w');
	for (let build = 0; build < builds; build += 1) {
		const text = lines.map((line) => ofBuild(line, build, first, span)).filter((line) => line !== undefined);
		writeSync(output, `${text.join('\n')}\n`, null, 'latin1');
	}

	closeSync(output);
}

function ofBuild(line: string, build: number, first: number, span: number): string | undefined {
	const time = stamp.exec(line)?.[1];
	const isOfStart = time !== undefined && Number(time) === 0;
	if (time === undefined || (isOfStart && build > 0 && !line.includes('COMM'))) {
		return undefined;
	}

	const moved = line.replace(pids, (pid) => String(Number(pid) + build * pidStep));
	const begin = isOfStart ? first - 0.001 : Number(time);
	return isOfStart && build === 0 ? line : moved.replace(time, (begin + build * span).toFixed(6));
}
