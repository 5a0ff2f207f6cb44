/** A live program as lines, one an event, as it comes: for pipes, logs and screens that cannot draw. */
import {setTimeout as sleep} from 'node:timers/promises';
import {headed, recordText} from '../../exports/json.ts';
import {consequenceText, eventAt, eventText} from '../../inquiry/history/event.ts';
import type {Run} from '../../inquiry/run.ts';
import {opKinds, startKinds} from '../../machine/ops/index.ts';
import {followEnd} from '../../timeline/explore.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import type {LiveEvent} from '../answers.ts';
import {print, printForm} from '../output/print.ts';
import type {Feed} from './feed.ts';

export type LiveTextOptions = {
	readonly stdout: NodeJS.WriteStream;
	readonly json: boolean;
	/** Every event, page faults among them, and not only what becomes of processes. */
	readonly all: boolean;
};

const lookMs = 50;

/** Resolves when the last event has been printed. */
export async function printLive(run: Run, feed: Feed, options: LiveTextOptions): Promise<void> {
	let isOver = false;
	feed.isOver.then(() => {
		isOver = true;
	});
	const {timeline} = run;
	if (options.json) {
		const header = headed({name: 'live', of: {machine: timeline.machine, trust: []}, fields: {}});
		await printForm(options.stdout, [`${recordText(header)}\n`]);
	}

	let printed = 0;
	for (let isLast = false; ; isLast = isOver) {
		const isAtEnd = followEnd(timeline, lookMs);
		printed = await printSince(timeline, printed, options);
		if (isAtEnd && isLast) {
			return;
		}

		await sleep(isAtEnd ? lookMs : 0);
	}
}

async function printSince(
	timeline: Timeline,
	from: number,
	{stdout, json, all}: LiveTextOptions,
): Promise<number> {
	const {count} = timeline.history;
	const events = Array.from({length: count - from}, (_, i) => from + 1 + i);
	for (const event of events.filter((each) => all || isOfProcesses(timeline, each))) {
		if (json) {
			await printForm(stdout, [`${recordText(recordOf(timeline, event))}\n`]);
		} else {
			print(stdout, `${lineOf(timeline, event)}\n`);
		}
	}

	return count;
}

/** Whether an event makes, replaces, renames or ends a process. */
function isOfProcesses({history, machine: {program}}: Timeline, event: number): boolean {
	const kind = program.kind[history.op[event]];
	const {start, exec, exit, comm} = opKinds;
	return startKinds.includes(kind) || [start, exec, exit, comm].includes(kind) || history.signal[event] !== 0;
}

/** `   12.345 make      fork 812 → 813: 76.0 µs, 102 entries copied`. */
function lineOf(timeline: Timeline, event: number): string {
	const told = eventAt(timeline, event);
	const seconds = (timeline.history.time[event] / 1e6).toFixed(3);
	return told === undefined ? '' : `${seconds.padStart(9)} ${told.actor.padEnd(9)} ${eventText(told)}`;
}

function recordOf(timeline: Timeline, event: number): LiveEvent {
	const {history, machine} = timeline;
	const told = eventAt(timeline, event);
	return {
		position: event,
		timeUs: history.time[event],
		pid: machine.program.pid[history.op[event]],
		comm: told?.actor,
		asked: told?.asked,
		came: told === undefined ? '' : consequenceText(told),
		sysUs: history.sysUs[event],
	};
}
