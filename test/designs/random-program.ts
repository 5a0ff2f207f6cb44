/** Random programs for comparing designs: legal for the most part, without vfork, crowded into a few page tables. */

import fc from 'fast-check';
import type {Geometry} from '../../source/kernel/state/geometry.ts';
import type {HugePageMode} from '../../source/kernel/state/limits.ts';
import {adviceKinds, opFlags} from '../../source/machine/op.ts';
import type {Program} from '../../source/machine/program.ts';
import {createProgramBuilder, type OpRow} from '../../source/machine/program-builder.ts';

const pageBytes = 4096;
/** On a table's bound in both geometries. */
const firstAddress = 2 ** 30;

/** One step: who does what to which pages. Numbers are reduced to what exists when the program is made. */
type Step = {
	readonly who: number;
	readonly verb: number;
	readonly start: number;
	readonly pages: number;
	readonly kind: number;
	readonly target: number;
};

/** Places where mappings and tables meet, and some between. */
const bounds = [0, 1, 5, 100, 500, 511, 512, 513, 700, 1000, 1023, 1024, 1025, 1400, 1536, 2000, 2048];
const lengths = [1, 1, 2, 3, 12, 13, 100, 511, 512, 513, 1024, 1100];

const step = fc.record<Step>({
	who: fc.nat(7),
	verb: fc.nat(99),
	start: fc.nat(bounds.length - 1),
	pages: fc.nat(lengths.length - 1),
	kind: fc.nat(11),
	target: fc.nat(bounds.length - 1),
});

const {read, write, shared} = opFlags;
/** Rights, sharing and file of a mapping. */
const mappings: readonly (readonly [flags: number, file: string | undefined])[] = [
	[read | write, undefined],
	[read | write, undefined],
	[read | write, undefined],
	[read, undefined],
	[read | write | shared, undefined],
	[read | write, 'lib'],
	[read, 'lib'],
	[read | write | shared, 'data'],
	[read | shared, 'data'],
	[read | write, 'lib'],
	[0, undefined],
	[read | write, undefined],
];
const rights = [
	read | write,
	read,
	read | write,
	0,
	read,
	read | write,
	read,
	read | write,
	read,
	read,
	read,
	0,
];
/** All that every kernel takes: before Linux 6.1 there was no `collapse`, before 6.13 there were no guards. */
const newAdvices: readonly number[] = [
	adviceKinds.collapse,
	adviceKinds.guard_install,
	adviceKinds.guard_remove,
];
const advices = Object.values(adviceKinds).filter((kind) => !newAdvices.includes(kind));

/** Verbs, each with how often it comes out of a hundred. */
const weights = {
	write: 26,
	read: 20,
	mmap: 12,
	fork: 14,
	exit: 8,
	munmap: 6,
	mprotect: 5,
	madvise: 3,
	mremap: 4,
	exec: 2,
} as const;
type Verb = keyof typeof weights;
const verbs = (Object.keys(weights) as Verb[]).flatMap((verb) => new Array<Verb>(weights[verb]).fill(verb));

/** Pages of the window that programs use. */
const windowPages = 3072 + 4096;

/** What a process may do with each page of the window, as opFlags; 0 is nothing. */
type Rights = Uint8Array;

function fill(map: Rights, start: number, pages: number, flags: number): void {
	map.fill(flags, start, Math.min(start + pages, windowPages));
}

/** The first run of pages from `start` on that allows `wanted`, at most `pages` long; length 0 when there is none. */
function findRun(map: Rights, start: number, pages: number, wanted: number): {start: number; length: number} {
	let from = start;
	while (from < windowPages && (map[from] & wanted) === 0) {
		from += 1;
	}

	let end = from;
	while (end < windowPages && end - from < pages && (map[end] & wanted) !== 0) {
		end += 1;
	}

	return {start: from, length: end - from};
}

function placeOf(pid: number, start: number, pages: number) {
	return {pid, address: firstAddress + start * pageBytes, length: pages * pageBytes};
}

/** The op of a step, undefined where there is nothing that it could touch; keeps `map` in step. */
function toRow(each: Step, pid: number, map: Rights): OpRow | undefined {
	const start = bounds[each.start];
	const pages = lengths[each.pages];
	const place = placeOf(pid, start, pages);
	const op = verbs[each.verb];
	switch (op) {
		case 'read':
		case 'write': {
			const run = findRun(map, start, pages, op === 'read' ? read | write : write);
			return run.length === 0 ? undefined : {op, ...placeOf(pid, run.start, run.length)};
		}

		case 'mmap': {
			const [flags, file] = mappings[each.kind];
			fill(map, start, pages, flags & (read | write));
			return {op, ...place, flags, file, offset: 0};
		}

		case 'munmap':
			fill(map, start, pages, 0);
			return {op, ...place};
		case 'mprotect': {
			const run = findRun(map, start, pages, read | write);
			fill(map, run.start, run.length, rights[each.kind]);
			return run.length === 0
				? undefined
				: {op, ...placeOf(pid, run.start, run.length), flags: rights[each.kind]};
		}

		case 'mremap': {
			const run = findRun(map, start, pages, read | write);
			const target = 3072 + bounds[each.target];
			const moved = map.slice(run.start, run.start + run.length);
			if (run.length === 0 || (run.start < target + run.length && target < run.start + run.length)) {
				return undefined;
			}

			fill(map, run.start, run.length, 0);
			map.set(moved.subarray(0, windowPages - target), target);
			const row = placeOf(pid, run.start, run.length);
			return {op, ...row, newLength: row.length, to: firstAddress + target * pageBytes};
		}

		case 'madvise':
			return {op, ...place, advice: advices[each.kind % advices.length]};
		case 'exec':
			map.fill(0);
			return {op, pid, comm: 'sh', image: []};
		default:
			return {op, pid};
	}
}

/** Forks get new pids; exits are waited for by nobody, init reaps. Process 1 never leaves. */
function toProgram(steps: readonly Step[], geometry: Geometry['id'], hugePages: HugePageMode): Program {
	const builder = createProgramBuilder();
	const processes: {pid: number; map: Rights}[] = [{pid: 1, map: new Uint8Array(windowPages)}];
	builder.add({op: 'start', pid: 1, comm: 'init'});
	builder.add({op: 'mmap', ...placeOf(1, 0, 2048), flags: read | write});
	builder.add({op: 'write', ...placeOf(1, 0, 1500)});
	fill(processes[0].map, 0, 2048, read | write);
	let last = 1;
	for (const each of steps) {
		const at = each.who % processes.length;
		const {pid, map} = processes[at];
		const row = toRow(each, pid, map);
		if (row?.op === 'fork') {
			last += 1;
			processes.push({pid: last, map: map.slice()});
			builder.add({...row, child: last});
		} else if (row !== undefined && (at > 0 || (row.op !== 'exit' && row.op !== 'exec'))) {
			builder.add(row);
			if (row.op === 'exit') {
				processes.splice(at, 1);
			}
		}
	}

	return builder.finish({name: 'random', cpus: 1, swapBytes: 0, geometry, hugePages});
}

export const randomProgram: fc.Arbitrary<Program> = fc
	.tuple(
		fc.array(step, {minLength: 10, maxLength: 80, size: 'max'}),
		fc.constantFrom('x86-64' as const, 'arm64' as const, 'i386' as const),
		fc.constantFrom('always' as const, 'madvise' as const),
	)
	.map((choices) => toProgram(...choices));
