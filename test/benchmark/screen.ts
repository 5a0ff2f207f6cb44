/** What drawing costs: the first frame, playing and resting at 200×60 with 10,000 processes, a map of a million pages. */

import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {openRun} from '../../source/inquiry/run.ts';
import {workloadLines} from '../../source/readers/forkscope/write.ts';
import {lengthOf} from '../../source/timeline/explore.ts';
import {createScreen, frameOf, pressKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {type Benchmark, type Measurement, median, middleOf, percentile95, timeRuns} from './benchmark.ts';
import {runsUntilKept} from './child.ts';
import {crowd} from './crowd.ts';
import {hasTerminals, openTerminal} from './terminal.ts';

const size = {columns: 200, rows: 60};
const processes = 10_000;
const mappedPages = 1_000_000;
const rounds = 6;
const frames = 120;
const playRuns = 3;
const playSeconds = 5;

export const screen: Benchmark = {
	name: 'screen',
	async measure() {
		return [
			...(await measureFrames()),
			...(await measurePageMap()),
			...(hasTerminals() ? await measureTerminal() : []),
		];
	},
};

/** Frames as lines of text, with as many events between two of them as playing at normal speed has. */
async function measureFrames(): Promise<readonly Measurement[]> {
	const run = openRun(crowd(processes, 1, rounds));
	const session = createSession(run);
	const store = createScreen(session, size);
	session.run({type: 'seek', position: Math.floor(lengthOf(run.timeline) * 0.6)});
	const by = Math.ceil(session.opsPerSecond / 30);
	const times = await timeRuns(frames, () => {
		session.run({type: 'advance', by});
		frameOf(store);
	});
	const note = `${by} events and a screen of ${size.columns}×${size.rows}, ${processes} processes`;
	return [
		{name: 'a frame, median', value: median(times), unit: 'ms', note},
		{name: 'a frame, 95th percentile', value: percentile95(times), unit: 'ms'},
	];
}

/** The page map alone over the whole screen, read anew for every frame: a cell a page, and so that all pages are seen at once. */
async function measurePageMap(): Promise<readonly Measurement[]> {
	const run = openRun(crowd(1, mappedPages));
	const session = createSession(run);
	session.run({type: 'seek', position: lengthOf(run.timeline)});
	const store = createScreen(session, size);
	pressKeys(store, 'end');
	store.send({type: 'focus', pane: 'map'}, {type: 'zoom'});
	const near = await timeRuns(frames, () => drawAnew(store));
	pressKeys(store, '- - - -');
	const far = await timeRuns(frames, () => drawAnew(store));
	const note = `${mappedPages} pages, a screen of ${size.columns}×${size.rows}`;
	return [
		{name: 'page map, a cell a page, median', value: median(near), unit: 'ms', note},
		{name: 'page map, all pages in sight, median', value: median(far), unit: 'ms'},
	];
}

/** What stands out is part of what is read, so turning it on or off reads all cells again. */
function drawAnew(store: Store): void {
	store.send({type: 'flash'});
	frameOf(store);
}

const keptRuns = 7;

async function measureTerminal(): Promise<readonly Measurement[]> {
	const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-'));
	const times: number[] = [];
	for (let run = 0; run < runsUntilKept + keptRuns; run += 1) {
		times.push(await firstFrameMs({XDG_CACHE_HOME: folder}));
	}

	rmSync(folder, {recursive: true});
	const note = 'in a terminal of 120×40';
	return [
		{name: 'first frame of the first run', value: times[0], unit: 'ms', note},
		{name: 'first frame', value: middleOf(times.slice(runsUntilKept)), unit: 'ms', note, below: 200},
		...(await measurePlaying()),
	];
}

async function firstFrameMs(env: NodeJS.ProcessEnv): Promise<number> {
	const start = performance.now();
	const terminal = openTerminal({columns: 120, rows: 40}, [], env);
	await terminal.waitFor((shown) => shown.includes('build'));
	const taken = performance.now() - start;
	await terminal.close();
	return taken;
}

/**
 * CPU time that the program takes while it shows a crowd from a file. It is measured once the program has found out how
 * the workload ends, which it does in the idle time of its first seconds.
 */
async function measurePlaying(): Promise<readonly Measurement[]> {
	const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-'));
	const file = path.join(folder, 'crowd.ndjson');
	writeFileSync(file, [...workloadLines(crowd(processes, 1, rounds))].map((line) => `${line}\n`).join(''));
	const note = `at ${size.columns}×${size.rows}, ${processes} processes`;
	const results: Measurement[] = [];
	for (let run = 1; run <= playRuns; run += 1) {
		const terminal = openTerminal(size, [file, '--at', '60%']);
		await terminal.waitFor((shown) => shown.includes('crowd'));
		await terminal.quiet();
		const share = async () => {
			const before = terminal.cpuSeconds();
			await setTimeout(playSeconds * 1000);
			return ((terminal.cpuSeconds() - before) / playSeconds) * 100;
		};
		if (run === 1) {
			results.push({name: 'CPU while paused', value: await share(), unit: '% core', below: 0.5, note});
		}

		terminal.type(' ');
		await setTimeout(1000);
		results.push({
			name: `CPU while playing, run ${run}`,
			value: await share(),
			unit: '% core',
			below: 25,
			note,
		});
		await terminal.close();
	}

	rmSync(folder, {recursive: true});
	return results;
}
