/**
 * A recording of several parts in one text: a line of JSON, then each part behind a line `--- NAME`. The parts are, in this order,
 * `snapshot`, a workload that leads to what ran when the recording began; `strace`; and `perf`, the text of perf script.
 */
import * as v from 'valibot';
import type {Moment} from '../perf/beginning.ts';

export const partNames = ['snapshot', 'strace', 'perf'] as const;
export type PartName = (typeof partNames)[number];

export type CombinedHeader = {
	/** When each process of the snapshot was read, by its pid, in microseconds of the clock that all parts have. */
	readonly moments: ReadonlyMap<number, Moment>;
	/** The pid that became the recorded command; what it did before its exec is no part of the recording. */
	readonly command: number | undefined;
};

const schema = v.strictObject({
	'forkscope-recording': v.literal(1),
	moments: v.optional(v.record(v.string(), v.tuple([v.number(), v.number()])), {}),
	command: v.optional(v.number()),
});

/** The first line. */
export function headerLine({moments, command}: CombinedHeader): string {
	return JSON.stringify({
		'forkscope-recording': 1,
		...(moments.size === 0
			? {}
			: {moments: Object.fromEntries([...moments].map(([pid, {from, to}]) => [pid, [from, to]]))}),
		command,
	});
}

/** Undefined for a line that is none. */
export function readHeaderLine(line: string): CombinedHeader | undefined {
	try {
		const {moments, command} = v.parse(schema, JSON.parse(line));
		const entries = Object.entries(moments).map(([pid, [from, to]]) => [Number(pid), {from, to}] as const);
		return {moments: new Map(entries), command};
	} catch {
		return undefined;
	}
}

/** The line before a part. */
export function partLine(name: PartName): string {
	return `--- ${name}`;
}

export function readPartLine(line: string): PartName | undefined {
	return partNames.find((name) => line === partLine(name));
}
