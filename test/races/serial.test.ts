/**
 * Trust: run one after the other, the routines leave what the simulated kernel of that design leaves, in directory
 * entries, page-table entries, counts and resident pages, whatever the order.
 */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {findDesign} from '../../source/designs/index.ts';
import {referencesOf} from '../../source/kernel/frames/frame.ts';
import {residentPages} from '../../source/kernel/frames/rss.ts';
import {findTask} from '../../source/kernel/processes/task.ts';
import {pageBytes} from '../../source/kernel/state/geometry.ts';
import type {Mm, Vpn} from '../../source/kernel/state/ids.ts';
import {pteBits, pteFrame} from '../../source/kernel/state/pte.ts';
import {findTable, readEntry} from '../../source/kernel/tables/table.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {opFlags} from '../../source/machine/op.ts';
import {createProgramBuilder} from '../../source/machine/program-builder.ts';
import type {Machine} from '../../source/machine/state.ts';
import {createRace} from '../../source/races/compile.ts';
import {canStep, takeStep} from '../../source/races/ops/index.ts';
import {findProtocol} from '../../source/races/protocols.ts';
import type {Race} from '../../source/races/race.ts';
import type {Scenario} from '../../source/races/scenario.ts';
import {
	at,
	directoryBits,
	entryBits,
	frameField,
	mmField,
	signed,
	stepOf,
	tableField,
} from '../../source/races/state.ts';
import type {Call, PageKind} from '../../source/races/step.ts';
import {holds} from '../helpers/property.ts';

type Op = {
	readonly mm: number;
	readonly verb: 'read' | 'write' | 'fork' | 'unmap';
	readonly page: number;
	readonly child: number;
};

/** What an address space has: the table's users, and for each page its frame (numbered as met), references and write bit. */
type Space = {
	readonly users: number;
	readonly rss: number;
	readonly pages: readonly string[];
};

const mmsMax = 4;
const writesMax = 5;
const base = 2 ** 30 / pageBytes;
const tablePages = 1024;

/** Legal ops in a row: an address space is used from the fork that makes it until it is unmapped. */
function program(picks: readonly (readonly [number, number, number])[]): Op[] {
	const ops: Op[] = [];
	const alive = [1];
	let mms = 1;
	let writes = 0;
	for (const [who, what, page] of picks) {
		const mm = alive[who % alive.length];
		const verb = (['read', 'write', 'fork', 'unmap'] as const)[what];
		const isTooMuch = (verb === 'fork' && mms === mmsMax) || (verb === 'write' && writes === writesMax);
		if (mm === undefined || isTooMuch) {
			continue;
		}

		writes += verb === 'write' ? 1 : 0;
		mms += verb === 'fork' ? 1 : 0;
		ops.push({mm, verb, page, child: verb === 'fork' ? mms : 0});
		if (verb === 'fork') {
			alive.push(mms);
		} else if (verb === 'unmap') {
			alive.splice(alive.indexOf(mm), 1);
		}
	}

	return ops;
}

function raceOf(ops: readonly Op[], kind: PageKind, locks: string): {race: Race; calls: readonly Call[]} {
	const kinds = [kind, kind];
	const calls = ops.map(
		({mm, verb, page, child}, position): Call => ({
			text: `${position}`,
			routine: verb,
			mm,
			page,
			kinds,
			word: verb === 'write' ? 3 : 0,
			child,
		}),
	);
	const page = {kind, place: 'present', isYoung: false, isClean: false} as const;
	const second = {...page, place: kind === 'anonymous' ? 'present' : 'absent'} as const;
	const scenario: Scenario = {
		name: 'serial',
		says: '',
		letter: '',
		sharers: [1],
		mms: mmsMax,
		pages: [page, second],
		beliefs: [],
		cpus: Array.from({length: mmsMax}, (_, mm) => ({
			mm: mm + 1,
			calls: calls.filter((call) => call.mm === mm + 1),
		})),
	};
	return {race: createRace(scenario, findProtocol(locks) ?? expect.unreachable()), calls};
}

/** Lets the CPU of a routine go on until that routine is done. */
function runCall(race: Race, state: Uint8Array, {mm}: Call, call: Call): void {
	const cpu = mm - 1;
	while (race.cpus[cpu].instructions[stepOf(race.layout, state, cpu)]?.call === call) {
		expect(canStep(race, state, cpu)).toBe(true);
		takeStep(race, state, cpu);
	}
}

function spacesOfRace({layout}: Race, state: Uint8Array): (Space | undefined)[] {
	const names = new Map<number, number>();
	return Array.from({length: mmsMax}, (_, position) => {
		const table = state[at.mm(layout, position + 1, mmField.directory)] & directoryBits.table;
		if (table === 0) {
			return undefined;
		}

		const pages = [0, 1].map((page) => {
			const entry = state[at.table(layout, table, tableField.entry + page)];
			const frame = entry & entryBits.id;
			const cached = state[at.frame(layout, frame, frameField.cache)] === 0 ? 0 : 1;
			const count = signed(state[at.frame(layout, frame, frameField.count)]) - cached;
			return entry === 0 ? '-' : pageText(names, frame, count, (entry & entryBits.write) !== 0);
		});
		return {
			users: signed(state[at.table(layout, table, tableField.count)]),
			rss: signed(state[at.mm(layout, position + 1, mmField.rss)]),
			pages,
		};
	});
}

function pageText(names: Map<number, number>, frame: number, count: number, isWritable: boolean): string {
	names.set(frame, names.get(frame) ?? names.size);
	return `${names.get(frame)}×${count}${isWritable ? 'w' : ''}`;
}

function machineOf(ops: readonly Op[], kind: PageKind, kernel: string): Machine {
	const builder = createProgramBuilder();
	const address = base * pageBytes;
	const length = tablePages * pageBytes;
	builder.add({op: 'start', pid: 1, comm: 'init'});
	builder.add({
		op: 'mmap',
		pid: 1,
		address,
		length,
		flags: opFlags.read | opFlags.write,
		file: kind === 'file' ? 'file' : undefined,
		offset: 0,
	});
	builder.add(
		kind === 'anonymous'
			? {op: 'write', pid: 1, address, length: 2 * pageBytes}
			: {op: 'read', pid: 1, address, length: pageBytes},
	);

	for (const {mm, verb, page, child} of ops) {
		const touched = {pid: mm, address: address + page * pageBytes, length: pageBytes};
		builder.add(
			verb === 'fork'
				? {op: 'fork', pid: mm, child}
				: verb === 'unmap'
					? {op: 'munmap', pid: mm, address, length}
					: {op: verb, ...touched},
		);
	}

	const header = {name: 'serial', cpus: 1, swapBytes: 0, geometry: 'i386'} as const;
	const machine = createMachine(builder.finish(header), {design: findDesign(kernel) ?? expect.unreachable()});
	for (let op = 0; op < 3; op += 1) {
		stepMachine(machine);
	}

	return machine;
}

function spacesOfMachine({kernel}: Machine): (Space | undefined)[] {
	const names = new Map<number, number>();
	return Array.from({length: mmsMax}, (_, position) => {
		const task = findTask(kernel, position + 1);
		const mm: Mm = kernel.task.mm[task];
		const table = task === 0 ? 0 : findTable(kernel, mm, base as Vpn);
		if (table === 0) {
			return undefined;
		}

		const pages = [0, 1].map((page) => {
			const entry = readEntry(kernel, mm, (base + page) as Vpn);
			const frame = pteFrame(entry);
			const inFile = kernel.detail.object[kernel.frame.detail[frame]] === 0 ? 0 : 1;
			return entry === 0
				? '-'
				: pageText(names, frame, referencesOf(kernel, frame) - inFile, (entry & pteBits.write) !== 0);
		});
		return {users: kernel.table.refs[table], rss: residentPages(kernel, mm), pages};
	});
}

/** Unmapping goes by another way in the kernel of version 2, which copies a shared table before it empties it. */
const pairs: readonly (readonly [kernel: string, locks: string, kinds: readonly PageKind[]])[] = [
	['shared-pt', 'v2', ['anonymous', 'file']],
	['shared-pt-v3', 'v3', ['anonymous', 'file']],
	['shared-pt-dir', 'linus', ['anonymous']],
	['mccracken', 'mccracken', ['anonymous', 'file']],
];

const picks = fc.array(fc.tuple(fc.nat(20), fc.nat(3), fc.nat(1)), {minLength: 1, maxLength: 14});

test.each(pairs)('%s: serial runs under %s leave what the kernel leaves', (kernel, locks, kinds) => {
	holds(
		fc.property(picks, fc.constantFrom(...kinds), (chosen, kind) => {
			const ops = program(chosen);
			const {race, calls} = raceOf(ops, kind, locks);
			const state = race.start.slice();
			const machine = machineOf(ops, kind, kernel);
			for (const [position, call] of calls.entries()) {
				runCall(race, state, call, call);
				stepMachine(machine);
				expect(spacesOfRace(race, state), JSON.stringify(ops.slice(0, position + 1))).toEqual(
					spacesOfMachine(machine),
				);
			}
		}),
		200,
	);
});
