/**
 * How the machine of a recording was set: what `record` and `live` write at the head of the text of a tool, as a comment
 * for other readers of that text.
 */
import * as v from 'valibot';
import {hugePageModes} from '../kernel/state/limits.ts';
import type {LimitNotes} from '../machine/limits.ts';

const schema = v.object({
	/** Its release, as uname tells it. */
	kernel: v.string(),
	thp: v.picklist(hugePageModes),
	/** Bytes. */
	swap: v.number(),
	/** vm.overcommit_memory. */
	overcommit: v.number(),
	/** Bytes that a read fault looks around; who may not know it does not say. */
	faultAround: v.optional(v.number()),
	/** Huge pages of the pool that nobody had or had reserved (MAP_HUGETLB). */
	hugetlbPages: v.optional(v.number()),
	/** Bytes that the cgroup of the recorder may have, where there is a limit. */
	memoryLimit: v.optional(v.number()),
});

export type MachineSettings = v.InferOutput<typeof schema>;

/** What of the settings has no place in a program, which is told. */
export function noteSettings(notes: LimitNotes, settings: MachineSettings | undefined): void {
	if (settings?.memoryLimit !== undefined) {
		notes.note('memory-limit');
	}
}

const head = '# forkscope machine: ';

export function machineLine(settings: MachineSettings): string {
	return `${head}${JSON.stringify(settings)}`;
}

/** Undefined for a line that is none. */
export function readMachineLine(text: string): MachineSettings | undefined {
	if (!text.startsWith(head)) {
		return undefined;
	}

	try {
		return v.parse(schema, JSON.parse(text.slice(head.length)));
	} catch {
		return undefined;
	}
}
