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
		hugetlbPages: freeHugetlbPages(),
		memoryLimit: memoryLimit(),
	};
}

function hugePagesHere(): HugePageMode {
	const modes = textOf('/sys/kernel/mm/transparent_hugepage/enabled');
	return hugePageModes.find((mode) => modes.includes(`[${mode}]`)) ?? 'never';
}

/** Of 2 MiB; undefined where there is no pool, or one of other pages. */
function freeHugetlbPages(): number | undefined {
	const memory = textOf('/proc/meminfo');
	const field = (name: string) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(memory)?.[1] ?? 0);
	const free = field('HugePages_Free') - field('HugePages_Rsvd');
	return free > 0 && field('Hugepagesize') === 2048 ? free : undefined;
}

/** The least of its cgroups' limits; undefined without one. */
function memoryLimit(): number | undefined {
	const files = limitFiles(textOf('/proc/self/cgroup'));
	const limits = files.flatMap((file) => numberIn(file) ?? []).filter((bytes) => bytes < unlimited);
	return limits.length === 0 ? undefined : Math.min(...limits);
}

/** Version 1 has a number for no limit, the largest of a page's. */
const unlimited = 2 ** 62;

/**
 * The files that tell the limits of a process, by what its `cgroup` says, in hierarchies of version 2 and of version 1. Inside a
 * container its own cgroup is the topmost one, which has a limit then.
 */
export function limitFiles(cgroups: string): string[] {
	const [, newer] = /^0::\/(.*)$/m.exec(cgroups) ?? [];
	const [, older] = /^\d+:(?:[^:\n]*,)?memory(?:,[^:\n]*)?:\/(.*)$/m.exec(cgroups) ?? [];
	return [
		...(newer === undefined ? [] : pathsTo(newer).map((group) => `/sys/fs/cgroup${group}/memory.max`)),
		...(older === undefined
			? []
			: pathsTo(older).map((group) => `/sys/fs/cgroup/memory${group}/memory.limit_in_bytes`)),
	];
}

/** '' and each cgroup on the way to one. */
function pathsTo(group: string): string[] {
	const names = group.split('/').filter((name) => name !== '');
	return ['', ...names.map((_, i) => `/${names.slice(0, i + 1).join('/')}`)];
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
