/** Makes a race of a scenario and a protocol: assembles the routines of every CPU, and lays out the state it starts from. */
import {settle} from './ops/index.ts';
import type {Protocol} from './protocols.ts';
import type {Cpu, Instruction, Race} from './race.ts';
import {findRoutine} from './routines/index.ts';
import type {Scenario, StartCpu} from './scenario.ts';
import {
	at,
	cacheBits,
	createLayout,
	directoryBits,
	entryBits,
	fileField,
	frameField,
	globalField,
	type Layout,
	life,
	mmField,
	slotField,
	tableField,
	tlbBits,
} from './state.ts';
import type {Call, Line} from './step.ts';

export type RaceOptions = {
	/** Whether the write bit is cleared by one atomic operation, as on i386, and not by a load and a store. */
	readonly isAtomic?: boolean;
	/** Replaces the lines of a routine: what tests break a protocol with. */
	readonly change?: (lines: readonly Line[], call: Call) => readonly Line[];
};

export function createRace(scenario: Scenario, protocol: Protocol, options: RaceOptions = {}): Race {
	const cpus = scenario.cpus.map((cpu) => compileCpu(cpu, protocol, options));
	const layout = createLayout(shapeOf(scenario, cpus));
	const kinds = scenario.pages.map(({kind}) => kind);
	const writers = [0, 0, 0, ...scenario.cpus.flatMap(({mm, calls}) => calls.filter(isWrite).map(() => mm))];
	const race = {scenario, protocol, layout, cpus, kinds, writers, start: startOf(scenario, protocol, layout)};
	for (const cpu of cpus.keys()) {
		settle({race, state: race.start, cpu}, 0);
	}

	return race;
}

function isWrite({routine}: Call): boolean {
	return routine === 'write';
}

function compileCpu({mm, calls}: StartCpu, protocol: Protocol, options: RaceOptions): Cpu {
	const instructions: Instruction[] = [];
	for (const call of calls) {
		const built =
			findRoutine(call.routine)?.lines({protocol, call, isAtomic: options.isAtomic === true}) ?? [];
		assemble(options.change?.(built, call) ?? built, call, instructions);
	}

	return {mm, calls, instructions};
}

/** Adds the lines of one routine, with its marks turned into numbers of instructions. */
function assemble(lines: readonly Line[], call: Call, instructions: Instruction[]): void {
	const places = new Map<string, number>();
	let place = instructions.length;
	for (const line of lines) {
		if ('mark' in line) {
			places.set(line.mark, place);
		} else {
			place += 1;
		}
	}

	let isFirst = true;
	for (const line of lines) {
		if ('to' in line) {
			const goTo = places.get(line.to) ?? Number.NaN;
			instructions.push({goTo, call, ...(line.when === undefined ? {} : {when: line.when})});
		} else if ('op' in line) {
			instructions.push(isFirst && call.child !== 0 ? {...line, call, bears: call.child} : {...line, call});
			isFirst = false;
		} else if ('follow' in line) {
			instructions.push({...line, call});
		}
	}

	instructions.push({end: call, call});
}

const idsMax = 15;

/** Room for what each routine may allocate once; a race that needs more says so and is not decided. */
function shapeOf({cpus: {length}, mms, pages}: Scenario, cpus: readonly Cpu[]) {
	const steps = cpus.flatMap(({instructions}) => instructions.map((each) => ('op' in each ? each.op : '')));
	const countOf = (...ops: readonly string[]) => steps.filter((op) => ops.includes(op)).length;
	const room = (count: number) => Math.min(idsMax, count);
	return {
		cpus: length,
		mms,
		tables: room(1 + countOf('allocateTable')),
		frames: room(pages.length + countOf('allocateFrame') + countOf('readSwap', 'findCached')),
		slots: room(pages.length + countOf('allocateSlot')),
	};
}

function startOf(scenario: Scenario, protocol: Protocol, layout: Layout): Uint8Array {
	const state = new Uint8Array(layout.size);
	state[globalField.nextTable] = 2;
	state[globalField.nextFrame] = 1;
	state[globalField.nextSlot] = 1;
	state[at.table(layout, 1, tableField.life)] = life.live;
	state[at.table(layout, 1, tableField.count)] = scenario.sharers.length;
	for (const page of scenario.pages.keys()) {
		placePage(scenario, protocol, layout, state, page);
	}

	placeSpaces(scenario, protocol, layout, state);
	for (const {cpu, page, isWritable} of scenario.beliefs) {
		const entry = state[at.table(layout, 1, tableField.entry + page)];
		state[at.tlb(layout, cpu, page)] =
			(entry & tlbBits.frame) | (isWritable ? tlbBits.write | tlbBits.dirty : 0);
	}

	return state;
}

/** Page n holds word n + 1, wherever it is. */
function placePage(
	{pages, sharers}: Scenario,
	protocol: Protocol,
	layout: Layout,
	state: Uint8Array,
	page: number,
): void {
	const {kind, place, isYoung, isClean} = pages[page];
	const word = page + 1;
	const entry = at.table(layout, 1, tableField.entry + page);
	state[at.file(layout, page, fileField.word)] = word;
	if (place === 'swapped') {
		const slot = state[globalField.nextSlot]++;
		state[at.slot(layout, slot, slotField.count)] = 1;
		state[at.slot(layout, slot, slotField.word)] = word;
		state[entry] = entryBits.swap | slot;
		return;
	}

	if (kind === 'anonymous' && place === 'absent') {
		return;
	}

	const frame = state[globalField.nextFrame]++;
	const isCached = kind !== 'anonymous';
	state[at.frame(layout, frame, frameField.word)] = word;
	state[at.frame(layout, frame, frameField.count)] = (isCached ? 1 : 0) + (place === 'present' ? 1 : 0);
	if (isCached) {
		state[at.frame(layout, frame, frameField.cache)] = cacheBits.file | page;
		state[at.file(layout, page, fileField.frame)] = frame;
	}

	if (place === 'present') {
		const isClosed = sharers.length > 1 && protocol.closes === 'entries';
		const isWritable = kind === 'shared' || (kind === 'anonymous' && !isClosed);
		const isDirty = kind !== 'file' && !isClean;
		state[entry] =
			frame |
			(isWritable ? entryBits.write : 0) |
			(isDirty ? entryBits.dirty : 0) |
			(isYoung ? entryBits.young : 0);
	}
}

/** The first sharer forked the others: by the counters of 2002 the resident pages are its own, by McCracken's everyone's. */
function placeSpaces(
	{sharers, pages}: Scenario,
	protocol: Protocol,
	layout: Layout,
	state: Uint8Array,
): void {
	const present = pages.filter(({place}) => place === 'present').length;
	const isOpen = protocol.closes === 'entries' || sharers.length === 1;
	for (const [position, mm] of sharers.entries()) {
		state[at.mm(layout, mm, mmField.directory)] = 1 | (isOpen ? directoryBits.write : 0);
		state[at.mm(layout, mm, mmField.rss)] = position === 0 || protocol.resident === 'each' ? present : 0;
		for (const [page, {kind, place}] of pages.entries()) {
			const word = kind === 'anonymous' && place === 'absent' ? 0 : page + 1;
			state[at.mm(layout, mm, mmField.expected + page)] = 1 << word;
		}
	}
}
