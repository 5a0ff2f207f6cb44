/** How this machine is set, for the head of a recording. */
import {readFileSync} from 'node:fs';
import {release} from 'node:os';
import {type HugePageMode, hugePageModes} from '../../kernel/state/limits.ts';
import type {MachineSettings} from '../../readers/machine-line.ts';

export function machineHere(): MachineSettings {
	return {
		kernel: release(),
		thp: hugePagesHere(),
		swap: 1024 * Number(/^SwapTotal: +(\d+)/m.exec(textOf('/proc/meminfo'))?.[1] ?? 0),
		overcommit: Number(textOf('/proc/sys/vm/overcommit_memory')),
		faultAround: numberIn('/sys/kernel/debug/fault_around_bytes'),
		memoryLimit: memoryLimit(),
	};
}

function hugePagesHere(): HugePageMode {
	const modes = textOf('/sys/kernel/mm/transparent_hugepage/enabled');
	return hugePageModes.find((mode) => modes.includes(`[${mode}]`)) ?? 'never';
}

/** The least of its cgroups' limits, in a hierarchy of version 2; undefined without one. */
function memoryLimit(): number | undefined {
	const [, group = ''] = /^0::(\/.*)$/m.exec(textOf('/proc/self/cgroup')) ?? [];
	const names = group.split('/').filter((name) => name !== '');
	const limits = names.flatMap(
		(_, i) => numberIn(`/sys/fs/cgroup/${names.slice(0, i + 1).join('/')}/memory.max`) ?? [],
	);
	return limits.length === 0 ? undefined : Math.min(...limits);
}

/** Undefined where there is none, or a word. */
function numberIn(file: string): number | undefined {
	const number = Number.parseInt(textOf(file), 10);
	return Number.isNaN(number) ? undefined : number;
}

/** Nothing where it is not there or may not be read. */
function textOf(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
