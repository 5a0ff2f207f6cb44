/** Words for what a CPU does: the step that it has taken, or what it waits for. */
import {nextStep} from './ops/index.ts';
import {register, type Turn} from './ops/turn.ts';
import type {Race} from './race.ts';
import {at, cacheBits, frameField, signed, slotField, tableField} from './state.ts';
import type {LockName, Step, StepOp, TableRegister} from './step.ts';
import {entryText, heldLocks} from './words.ts';

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
