/** Page faults of a recording: each becomes a read or write of one page, with the class of fault that was recorded. */
import {faultClasses, opFlags} from '../../machine/op.ts';
import {noteBarePage} from './bare.ts';
import {numberAfter, type PerfLine} from './line.ts';
import {isAllowed} from './rights.ts';
import {noteFault} from './stack.ts';
import {
	type Draft,
	kernelStart,
	noteDeed,
	noteHome,
	type PerfState,
	processOf,
	type Thread,
	type Touch,
	threadOf,
	userEnd,
} from './state.ts';

const pageBytes = 4096;
/** Nothing is ever mapped below (vm.mmap_min_addr): who touches it gets SIGSEGV and may have a handler for it. */
const userStart = 0x1_0000;

export type FaultClass = (typeof faultClasses)[keyof typeof faultClasses];

/** The class of a fault by the x86 error code: bit 0 page present, bit 1 write. */
function faultClass(errorCode: number): FaultClass {
	if ((errorCode & 2) === 0) {
		return faultClasses.absentRead;
	}

	return (errorCode & 1) === 0 ? faultClasses.absentWrite : faultClasses.protectedWrite;
}

export function takeFault(state: PerfState, line: PerfLine): string | undefined {
	const address = numberAfter(line.payload, 'address=');
	const errorCode = numberAfter(line.payload, 'error_code=');
	if (address === undefined || errorCode === undefined) {
		return 'a page fault without address or error code';
	}

	if (address >= kernelStart || line.tid <= 0) {
		return undefined;
	}

	state.hasErrorCodes = true;
	pushTouch(state, line, {
		thread: threadOf(state, line.tid, line.comm, line.pid),
		address,
		kind: faultClass(errorCode),
		isUser: line.event === 'exceptions:page_fault_user',
	});
	return undefined;
}

/** Makes the touch that a fault stands for; undefined where its address is of no use. */
export function pushTouch(
	state: PerfState,
	line: PerfLine,
	fault: {
		readonly thread: Thread;
		readonly address: number;
		readonly kind: FaultClass;
		readonly isUser: boolean;
	},
): Draft | undefined {
	const {thread, address, kind, isUser} = fault;
	state.hasFaults = true;
	if (address >= userEnd) {
		state.limits.note('out-of-reach');
		return undefined;
	}

	const process = processOf(state, thread);
	noteDeed(state, process);
	const page = Math.floor(address / pageBytes) * pageBytes;
	const draft = placeTouch(state, thread.exit ?? process.exit, {
		op: kind === faultClasses.absentRead ? 'read' : 'write',
		pid: line.tid,
		address: page,
		length: pageBytes,
		...classOf(state, kind),
		time: state.time,
		...(address < userStart ? {flags: opFlags.refused} : {}),
	});
	noteHome(state, thread, draft);
	settleTwice(thread, process, {draft, thread, isUser});
	noteStackFault(state, process, page, kind);
	noteBarePage(process, page, kind !== faultClasses.absentRead);
	return draft;
}

/** Of a fault that came while its process was read it is not known whether the snapshot holds it already. */
function classOf({beginning, limits}: PerfState, fault: FaultClass): {readonly fault?: FaultClass} {
	if (beginning?.isDuring !== true) {
		return {fault};
	}

	limits.note('settled-faults');
	return {};
}

/** What a thread does after its exit was recorded happened before its memory went. */
function placeTouch(state: PerfState, exit: Draft | undefined, draft: Draft): Draft {
	if (exit === undefined) {
		state.rows.push(draft);
		return draft;
	}

	const deeds = state.lastDeeds.get(exit);
	if (deeds === undefined) {
		state.lastDeeds.set(exit, [draft]);
	} else {
		deeds.push(draft);
	}

	return draft;
}

/**
 * A fault that comes again at once was not served the first time: the kernel was in a section where it may not sleep
 * (copy_fpstate_to_sigframe), or another thread met the page while the first was still being served.
 */
function settleTwice(thread: Thread, process: Thread, touch: Touch): void {
	const page = touch.draft.address ?? 0;
	const own = thread.latest;
	const other = process.faults?.get(page);
	const isStillInIt = other !== undefined && other.thread.latest === other;
	for (const before of [own, isStillInIt ? other : undefined]) {
		if (before?.draft.address === page && before.draft.fault === touch.draft.fault) {
			before.draft.flags = opFlags.refused;
		}
	}

	thread.latest = touch;
	process.faults?.set(page, touch);
}

/** The image that a thread runs on tells from its faults how much of the stack exec had filled. */
function noteStackFault(state: PerfState, process: Thread, page: number, fault: number): void {
	const image = process.exec?.image ?? process.image;
	if (image !== undefined) {
		noteFault(state.stacks, image, page, fault === faultClasses.protectedWrite);
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
		const mayBe = known === signals.SIGSEGV || (known === undefined && touch?.isUser === true);
		if (mayBe && touch !== undefined && !isAllowed(state, touch.draft)) {
			exit.signal = signals.SIGSEGV;
			touch.draft.flags = opFlags.refused;
		} else {
			exit.signal = known ?? signals.SIGKILL;
		}
	}
}
