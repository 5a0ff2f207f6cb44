/** Page faults of a recording: each becomes a read or write of one page, with the class of fault that was recorded. */
import {faultClasses} from '../../machine/op.ts';
import {areaAt} from './areas.ts';
import {noteBarePage} from './bare.ts';
import {numberAfter, type PerfLine} from './line.ts';
import {isAllowed, rightsFor} from './rights.ts';
import {
	addFault,
	addressOf,
	type Draft,
	type Fault,
	type FaultClass,
	isSameClass,
	isUserFault,
	moveAway,
	noFault,
	noteUser,
	type Rows,
	refuse,
	settle,
	tidOf,
} from './rows.ts';
import {noteFault, stackOf} from './stack.ts';
import {kernelStart, noteDeed, type PerfState, processOf, type Thread, threadOf, userEnd} from './state.ts';

const pageBytes = 4096;
/** Nothing is ever mapped below (vm.mmap_min_addr): who touches it gets SIGSEGV and may have a handler for it. */
const userStart = 0x1_0000;

/** The class of a fault by the x86 error code: bit 0 page present, bit 1 write. */
function faultClass(errorCode: number): FaultClass {
	if ((errorCode & 2) === 0) {
		return faultClasses.absentRead;
	}

	return (errorCode & 1) === 0 ? faultClasses.absentWrite : faultClasses.protectedWrite;
}

/** What a line tells of a fault itself. */
export type FaultNumbers = {
	address: number;
	/** Of x86. */
	errorCode: number;
	isUser: boolean;
};

export function takeFault(state: PerfState, line: PerfLine): string | undefined {
	const address = numberAfter(line.payload, 'address=');
	const errorCode = numberAfter(line.payload, 'error_code=');
	if (address === undefined || errorCode === undefined) {
		return 'a page fault without address or error code';
	}

	if (address >= kernelStart || line.tid <= 0) {
		return undefined;
	}

	const isUser = line.event === 'exceptions:page_fault_user';
	takeFaultOf(state, threadOf(state, line.tid, line.comm, line.pid), {address, errorCode, isUser});
	return undefined;
}

/** Takes a fault with its error code. */
export function takeFaultOf(state: PerfState, thread: Thread, fault: FaultNumbers): void {
	state.hasErrorCodes = true;
	pushTouch(state, thread, faultClass(fault.errorCode), fault);
}

/** Makes the touch that a fault stands for; none where its address is of no use. */
export function pushTouch(
	state: PerfState,
	thread: Thread,
	kind: FaultClass,
	{address, isUser}: Omit<FaultNumbers, 'errorCode'>,
): Fault {
	const {rows} = state;
	state.hasFaults = true;
	if (address >= userEnd) {
		state.limits.note('out-of-reach');
		return noFault;
	}

	const process = processOf(state, thread);
	noteDeed(state, process);
	const page = Math.floor(address / pageBytes) * pageBytes;
	const fault = addFault(rows, thread, page, kind, state.time);
	if (isUser) {
		noteUser(rows, fault);
	}

	if (address < userStart) {
		refuse(rows, fault);
	}

	noteSettled(state, process, fault);
	placeTouch(state, thread.exit ?? process.exit, fault);
	settleTwice(state, thread, process, fault);
	noteStackFault(state, process, page, kind);
	noteBarePage(process, page, kind !== faultClasses.absentRead);
	return fault;
}

/**
 * Of a fault that came while its process was read it is not known whether the snapshot holds it already. Where it holds no such
 * memory any more, that was taken away before it was looked at.
 */
function noteSettled(state: PerfState, process: Thread, fault: Fault): void {
	const {beginning, limits, rows} = state;
	if (beginning?.isDuring === true) {
		limits.note('settled-faults');
		settle(rows, fault);
		if (!mayReach(state, process, fault)) {
			refuse(rows, fault);
		}
	}
}

/** By the areas that are known, which is soon told, and else by all that rows say of the address. */
function mayReach(state: PerfState, process: Thread, fault: Fault): boolean {
	const {flags = 0} = areaAt(process.areas, addressOf(state.rows, fault)) ?? {};
	return (flags & rightsFor(state.rows, fault)) !== 0 || isAllowed(state, fault);
}

/** What a thread does after its exit was recorded happened before its memory went. */
function placeTouch({rows, lastDeeds}: PerfState, exit: Draft | undefined, fault: Fault): void {
	if (exit === undefined) {
		return;
	}

	moveAway(rows, fault);
	const deeds = lastDeeds.get(exit);
	if (deeds === undefined) {
		lastDeeds.set(exit, [fault]);
	} else {
		deeds.push(fault);
	}
}

/**
 * A fault that comes again at once was not served the first time: the kernel was in a section where it may not sleep
 * (copy_fpstate_to_sigframe), or another thread met the page while the first was still being served.
 */
function settleTwice({rows, threads}: PerfState, thread: Thread, process: Thread, fault: Fault): void {
	const page = addressOf(rows, fault);
	refuseSame(rows, thread.latest, fault);
	const other = process.faults?.get(page);
	if (other !== undefined && threads.get(tidOf(rows, other))?.latest === other) {
		refuseSame(rows, other, fault);
	}

	thread.latest = fault;
	process.faults?.set(page, fault);
}

/** Says that a fault was not served which is the same as one that came later. */
function refuseSame(rows: Rows, before: Fault, later: Fault): void {
	if (before !== noFault && isSame(rows, before, later)) {
		refuse(rows, before);
	}
}

function isSame(rows: Rows, one: Fault, other: Fault): boolean {
	return addressOf(rows, one) === addressOf(rows, other) && isSameClass(rows, one, other);
}

/** The image that a thread runs on tells from its faults how much of the stack exec had filled. */
function noteStackFault(state: PerfState, process: Thread, page: number, fault: number): void {
	const image = process.exec?.image ?? process.image;
	if (image !== undefined) {
		const stack = stackOf(state.stacks, image, process.exec === undefined);
		noteFault(state.stacks, stack, page, fault === faultClasses.protectedWrite);
	}
}

const signals = {SIGKILL: 9, SIGSEGV: 11} as const;

/**
 * Processes that ended without exit_group were killed, by what is not recorded: SIGSEGV is told from a last event that
 * was a fault the program had no right to, and that fault was not served; anything else counts as SIGKILL.
 */
export function settleDeaths(state: PerfState): void {
	if (!state.hasExitCalls) {
		return;
	}

	for (const {exit, touch} of state.deaths.splice(0)) {
		const known = exit.signal;
		const mayBe = known === signals.SIGSEGV || (known === undefined && isUserFault(state.rows, touch));
		if (mayBe && touch !== noFault && !isAllowed(state, touch)) {
			exit.signal = signals.SIGSEGV;
			refuse(state.rows, touch);
		} else {
			exit.signal = known ?? signals.SIGKILL;
		}
	}
}
