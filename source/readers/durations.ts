/** How long the calls in a recording took, as strace -T writes it. */
import {createReadStream} from 'node:fs';
import {peek, unpack} from './bytes.ts';
import {createLineSplitter} from './lines.ts';
import {parsePrefix} from './strace/line.ts';

export type Duration = {readonly pid: number; readonly call: string; readonly us: number};

/** In the order in which calls ended; those that were refused, and those in which a parent sleeps until its child execs, are left out. */
export async function readDurations(file: string): Promise<readonly Duration[]> {
	const {bytes} = await unpack(file, await peek(createReadStream(file)));
	const durations: Duration[] = [];
	const lines = createLineSplitter((line) => {
		const duration = durationOf(line);
		if (duration !== undefined) {
			durations.push(duration);
		}
	});
	for await (const chunk of bytes) {
		lines.write(chunk);
	}

	lines.end();
	return durations;
}

const ending = /= (?!-1 |\?)[^=]*<(\d+\.\d+)>$/;

function durationOf(line: string): Duration | undefined {
	const {tid: pid, body} = parsePrefix(line);
	const [, whole, resumed] = /^(?:(\w+)\(|<\.\.\. (\w+) resumed>)/.exec(body) ?? [];
	const call = whole ?? resumed;
	const [, seconds] = ending.exec(body.trimEnd()) ?? [];
	return call === undefined || seconds === undefined || call === 'vfork' || body.includes('CLONE_VFORK')
		? undefined
		: {pid, call, us: Number(seconds) * 1e6};
}
