/** Words for what a schedule shows: a step, the locks held, tables, frames, and the sentence for a law that is broken. */
import {contentsOf, mappingsOf, usersOf} from './check.ts';
import type {Broken} from './laws.ts';
import {nextStep} from './ops/index.ts';
import {register, type Turn} from './ops/turn.ts';
import type {Race} from './race.ts';
import {
	at,
	cacheBits,
	directoryBits,
	entryBits,
	fileField,
	frameField,
	globalField,
	isSwapped,
	life,
	mmField,
	pagesOfTable,
	semaphoreWriter,
	signed,
	slotField,
	tableField,
} from './state.ts';
import type {LockName, Step, StepOp, TableRegister} from './step.ts';

/** `f1wd`: frame 1, writable, dirty; `s1`: swap slot 1; `-`: nothing. */
export function entryText(entry: number): string {
	if (entry === 0) {
		return '-';
	}

	const bits = `${entry & entryBits.write ? 'w' : ''}${entry & entryBits.dirty ? 'd' : ''}${entry & entryBits.young ? 'y' : ''}`;
	return isSwapped(entry) ? `s${entry & entryBits.id}` : `f${entry & entryBits.id}${bits}`;
}

/** Tables, frames and slots of a state with their counts: `T1×2 [f1w -]`, `f1×2`, `s1×1`. */
export function tablesText({layout}: Race, state: Uint8Array): string {
	return idsOf(state, 'nextTable')
		.filter((table) => state[at.table(layout, table, tableField.life)] === life.live)
		.map((table) => {
			const first = at.table(layout, table, tableField.entry);
			const entries = [...state.subarray(first, first + pagesOfTable)].map(entryText);
			return `T${table}×${signed(state[at.table(layout, table, tableField.count)])} [${entries.join(' ')}]`;
		})
		.join(' ');
}

export function countsText({layout}: Race, state: Uint8Array): string {
	const frames = idsOf(state, 'nextFrame').map(
		(frame) => `f${frame}×${signed(state[at.frame(layout, frame, frameField.count)])}`,
	);
	const slots = idsOf(state, 'nextSlot').map(
		(slot) => `s${slot}×${signed(state[at.slot(layout, slot, slotField.count)])}`,
	);
	return [...frames, ...slots].join(' ');
}

export function idsOf(state: Uint8Array, field: 'nextTable' | 'nextFrame' | 'nextSlot'): number[] {
	return Array.from({length: state[globalField[field]] - 1}, (_, position) => position + 1);
}

/** The locks that are held, each with the CPU that holds it: `mm1:1`. Readers of a semaphore are counted. */
export function heldLocks({layout}: Race, state: Uint8Array): string[] {
	const held: string[] = [];
	const note = (name: string, owner: number) => {
		if (owner !== 0) {
			held.push(`${name}:${owner}`);
		}
	};

	note('big', state[globalField.bigLock]);
	for (let mm = 1; mm <= layout.shape.mms; mm += 1) {
		const semaphore = state[at.mm(layout, mm, mmField.semaphore)];
		if (semaphore !== 0) {
			held.push(semaphore === semaphoreWriter ? `sem${mm}:w` : `sem${mm}:${'r'.repeat(semaphore)}`);
		}

		note(`mm${mm}`, state[at.mm(layout, mm, mmField.lock)]);
	}

	note('share', state[globalField.shareLock]);
	for (const table of idsOf(state, 'nextTable')) {
		note(`T${table}`, state[at.table(layout, table, tableField.lock)]);
	}

	for (const frame of idsOf(state, 'nextFrame')) {
		note(`f${frame}`, state[at.frame(layout, frame, frameField.lock)]);
	}

	return held;
}

function lockText(turn: Turn, lock: LockName, mm: number, on: TableRegister = 'table'): string {
	const names: Readonly<Record<LockName, () => string>> = {
		big: () => 'big',
		mm: () => `mm${mm}`,
		semaphore: () => `sem${mm}`,
		share: () => 'share',
		table: () => `T${register(turn, on)}`,
		frame: () => `f${register(turn, 'frame')}`,
	};
	return names[lock]();
}

type StepOf<Op extends StepOp> = Extract<Step, {readonly op: Op}>;
type Words = {readonly [Op in StepOp]: (turn: Turn, step: StepOf<Op>, mm: number, page: number) => string};

const yesNo = (turn: Turn) => (register(turn, 'result') === 0 ? 'no' : 'yes');
const sign = (by: number) => (by < 0 ? `−${-by}` : `+${by}`);
const result = (turn: Turn) => signed(register(turn, 'result'));
const tableText = (turn: Turn, on: TableRegister) => `T${register(turn, on)}`;
const slotText = (turn: Turn) => `s${register(turn, 'slot')}`;
const frameText = (turn: Turn) => `f${register(turn, 'frame')}`;

function entryNow(turn: Turn, on: TableRegister, page: number): string {
	return entryText(turn.state[at.table(turn.race.layout, register(turn, on), tableField.entry + page)]);
}

function frameCount(turn: Turn, frame: number): string {
	const count = signed(turn.state[at.frame(turn.race.layout, frame, frameField.count)]);
	return count === 0 ? '0, freed' : String(count);
}

/** What each step did, from the registers that it leaves. */
const words: Words = {
	lock: (turn, {lock, on}, mm) => `lock ${lockText(turn, lock, mm, on)}`,
	unlock: (turn, {lock, on}, mm) => `unlock ${lockText(turn, lock, mm, on)}`,
	tryLock: (turn) => `trylock ${frameText(turn)}: ${yesNo(turn)}`,
	lockRead: (_turn, _step, mm) => `read-lock sem${mm}`,
	unlockRead: (_turn, _step, mm) => `read-unlock sem${mm}`,
	findTableLocked: (turn) => `find and lock ${tableText(turn, 'table')}`,
	readDirectory: (turn, _step, mm) =>
		`mm${mm} leads to ${register(turn, 'table') === 0 ? 'nothing' : tableText(turn, 'table')}`,
	readDirectoryAgain: (turn, _step, mm) => `mm${mm} leads to ${tableText(turn, 'other')}`,
	clearDirectory: (_turn, _step, mm) => `mm${mm} = nothing`,
	openDirectory: (_turn, _step, mm) => `mm${mm} open`,
	closeDirectory: (_turn, _step, mm) => `mm${mm} closed`,
	setDirectory: (turn, {on, isOpen}, mm) => `mm${mm} = ${tableText(turn, on)}${isOpen ? '' : ' closed'}`,
	readCount: (turn, {on}) => `${tableText(turn, on)} count is ${result(turn)}`,
	count: (turn, {on, by}) => `${tableText(turn, on)} count ${sign(by)} = ${result(turn)}`,
	freeTable: (turn, {on}) => `free ${tableText(turn, on)}`,
	allocateTable: (turn) => `allocate ${tableText(turn, 'fresh')}`,
	allocateFrame: (turn) => `allocate f${register(turn, 'newFrame')}`,
	allocateSlot: (turn) => `allocate ${slotText(turn)}`,
	readEntry: (turn, {on}, _mm, page) =>
		`${tableText(turn, on)}[${page}] is ${entryText(register(turn, 'entry'))}`,
	readSame: (turn, {on}, _mm, page) => `${tableText(turn, on)}[${page}] the same: ${yesNo(turn)}`,
	takeEntry: (turn, {on}, _mm, page) =>
		`take ${tableText(turn, on)}[${page}]: ${entryText(register(turn, 'entry'))}`,
	clearWrite: (turn, {on}, _mm, page) =>
		`write bit off: ${tableText(turn, on)}[${page}] is ${entryText(register(turn, 'entry'))}`,
	testYoung: (turn, {on}, _mm, page) => `${tableText(turn, on)}[${page}] young: ${yesNo(turn)}`,
	storeEntry: (turn, {on}, _mm, page) => `${tableText(turn, on)}[${page}] = ${entryNow(turn, on, page)}`,
	countFrame: (turn, {which, by}) =>
		`f${register(turn, which)} count ${sign(by)} = ${frameCount(turn, register(turn, which))}`,
	countSlot: (turn, {by}) =>
		`${slotText(turn)} count ${sign(by)} = ${signed(turn.state[at.slot(turn.race.layout, register(turn, 'slot'), slotField.count)])}`,
	copyFrame: (turn) => `copy ${frameText(turn)} to f${register(turn, 'newFrame')}`,
	findCached: (turn) => `cached: ${frameText(turn)}, count ${frameCount(turn, register(turn, 'frame'))}`,
	mayReuse: (turn) => `${frameText(turn)} used by none else: ${yesNo(turn)}`,
	readCache: (turn) =>
		`${frameText(turn)} cached: ${register(turn, 'result') < cacheBits.swap ? 'no' : 'yes'}`,
	setDirty: (turn) => `${frameText(turn)} dirty`,
	addToSwapCache: (turn) => `${frameText(turn)} is ${slotText(turn)} in the swap cache`,
	findSwapCached: (turn) =>
		`${slotText(turn)} in swap cache: ${register(turn, 'result') === 0 ? 'no' : frameText(turn)}`,
	readSwap: (turn) => `read ${slotText(turn)} into ${frameText(turn)}`,
	findUnused: (turn) =>
		register(turn, 'result') === 0 ? 'no unused page' : `lock ${frameText(turn)}, only cached`,
	writeOut: (turn) => `write ${frameText(turn)} to disk`,
	dropFromCache: (turn) => `drop ${frameText(turn)} from its cache: ${yesNo(turn)}`,
	countRss: (_turn, {by, ofAll}, mm) => `rss of ${ofAll ? 'all users' : `mm${mm}`} ${sign(by)}`,
	addTableRss: (_turn, _step, mm) => `rss of mm${mm} + all of the table`,
	takeTableRss: (_turn, _step, mm) => `rss of mm${mm} − all of the table`,
	flush: (_turn, {scope}, mm) => (scope === 'all' ? 'flush all CPUs' : `flush CPUs of mm${mm}`),
	access: (turn, {word}, _mm, page) =>
		`${word === undefined ? 'read' : 'write'} page ${page}: ${register(turn, 'result') === 1 ? 'done' : 'TLB miss'}`,
	walk: (turn, _step, _mm, page) =>
		`walk to page ${page}: ${['fault', 'found', 'unmapped'][register(turn, 'result')]}`,
};

/** Few words for the step that a CPU has just carried out and not gone on from. */
export function stepText<Op extends StepOp>(turn: Turn, step: StepOf<Op> & {readonly op: Op}): string {
	const tell: (turn: Turn, step: StepOf<Op>, mm: number, page: number) => string = words[step.op];
	return tell(turn, step, step.mm ?? 0, step.page ?? 0);
}

/** One sentence that says what is wrong, with the counts. */
export function brokenText(race: Race, state: Uint8Array, {law, subject}: Broken): string {
	const {layout} = race;
	const frameCounted = () => signed(state[at.frame(layout, subject, frameField.count)]);
	const isCached = () => state[at.frame(layout, subject, frameField.cache)] >= cacheBits.swap;
	const haveIt = () => haveText(mappingsOf(race, state, subject, false), isCached());
	const sentences: Readonly<Record<Broken['law'], () => string>> = {
		'freed table': () => `Table T${subject} is used after it was freed.`,
		'freed page': () => `Frame f${subject} is used, or mapped, after it was freed.`,
		'freed slot': () => `Swap slot s${subject} is used after it was freed: its count fell once too often.`,
		'table count': () =>
			`Table T${subject} is counted ${times(signed(state[at.table(layout, subject, tableField.count)]))}, but ${pointText(usersOf(race, state, subject))} at it.`,
		'double count': () =>
			`Frame f${subject} is counted ${times(frameCounted())}, but ${haveIt()}: it can never be freed.`,
		'lost reference': () =>
			`Frame f${subject} is counted ${times(frameCounted())}, but ${haveIt()}: it will be freed while mapped.`,
		'swap count': () =>
			`Swap slot s${subject} is counted ${times(signed(state[at.slot(layout, subject, slotField.count)]))}, but ${nameText(mappingsOf(race, state, subject, true), state[at.slot(layout, subject, slotField.frame)] !== 0)} it.`,
		leak: () => leakText(race, state, subject),
		'lost write': () => contentsText(race, state, subject),
		'foreign write': () => contentsText(race, state, subject),
		'open shared page': () =>
			`Frame f${subject} is private, and one address space may write it while another maps it.`,
		deadlock: () => `Nobody can go on: ${waits(race, state).join('; ')}.`,
		waste: () => 'A copy was made that nobody needs: it, or what it was made from, was thrown away.',
		'rss drift': () =>
			`No serial order of the routines leaves these resident counters: ${rssText(race, state)}.`,
		'out of ids': () => 'The model has no numbers left for new tables or frames.',
	};
	return sentences[law]();
}

function times(count: number): string {
	return ['never', 'once', 'twice'][count] ?? `${count} times`;
}

function haveText(count: number, isCached: boolean): string {
	return `${usersText(count, isCached, 'its cache')} ${count === 1 && !isCached ? 'has' : 'have'} it`;
}

function nameText(count: number, isCached: boolean): string {
	return `${usersText(count, isCached, 'the swap cache')} ${count === 1 && !isCached ? 'names' : 'name'}`;
}

function usersText(count: number, isCached: boolean, cache: string): string {
	return `${count === 1 ? '1 entry' : `${count} entries`}${isCached ? ` and ${cache}` : ''}`;
}

function pointText(count: number): string {
	return count === 1 ? '1 directory entry points' : `${count} directory entries point`;
}

function leakText(race: Race, state: Uint8Array, subject: number): string {
	const isTable =
		subject < state[globalField.nextTable] &&
		state[at.table(race.layout, subject, tableField.life)] === life.live &&
		usersOf(race, state, subject) === 0;
	return `${isTable ? `Table T${subject}` : `Frame f${subject}`} is left, and nobody uses it.`;
}

function contentsText(race: Race, state: Uint8Array, mm: number): string {
	for (let page = 0; page < pagesOfTable; page += 1) {
		const word = contentsOf(race, state, mm, page);
		const expected = state[at.mm(race.layout, mm, mmField.expected + page)];
		if (word !== undefined && (expected & (1 << word)) === 0) {
			const found = word === 0 ? 'zero' : `word ${word}`;
			const due = [...Array(8).keys()].filter((each) => (expected & (1 << each)) !== 0);
			return `mm${mm} finds ${found} at page ${page}, where it must find word ${due.join(' or ')}.`;
		}
	}

	return `mm${mm} read a word that it must not find.`;
}

export function rssText({layout}: Race, state: Uint8Array): string {
	return Array.from({length: layout.shape.mms}, (_, position) => position + 1)
		.filter((mm) => (state[at.mm(layout, mm, mmField.directory)] & directoryBits.table) !== 0)
		.map((mm) => `mm${mm} ${signed(state[at.mm(layout, mm, mmField.rss)])}`)
		.join(', ');
}

function waits(race: Race, state: Uint8Array): string[] {
	return race.cpus.flatMap((_, cpu) =>
		nextStep(race, state, cpu) === undefined ? [] : [waitText(race, state, cpu)],
	);
}

/** `CPU 1 waits for mm2, which CPU 2 holds`: what a CPU that cannot take its next step waits for. */
export function waitText(race: Race, state: Uint8Array, cpu: number): string {
	const step = nextStep(race, state, cpu);
	if (step === undefined || !('lock' in step)) {
		return `CPU ${cpu + 1} waits for the lock of the table`;
	}

	const turn = {race, state, cpu};
	const lock = lockText(turn, step.lock, step.mm ?? 0, 'on' in step ? step.on : undefined);
	const [, holder] =
		heldLocks(race, state)
			.find((held) => held.startsWith(`${lock}:`))
			?.split(':') ?? [];
	const who = /^\d+$/.test(holder ?? '') ? `, which CPU ${holder} holds` : '';
	return `CPU ${cpu + 1} waits for ${lock}${who}`;
}

/** Which cache a frame is in. */
export function cacheText({layout}: Race, state: Uint8Array, frame: number): string | undefined {
	const cache = state[at.frame(layout, frame, frameField.cache)];
	if ((cache & cacheBits.swap) !== 0) {
		return 'swap cache';
	}

	return (cache & cacheBits.file) !== 0 &&
		state[at.file(layout, cache & cacheBits.slot, fileField.frame)] === frame
		? 'page cache'
		: undefined;
}
