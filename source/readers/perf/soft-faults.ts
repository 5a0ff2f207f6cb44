/**
 * Software events of page faults: all that there is without root, and on ARM. They have an address and no error code. Whether
 * a fault read or wrote is inferred: from the rights of the mapping, and from a second fault on the same page.
 */
import {faultClasses, opFlags} from '../../machine/op.ts';
import type {ImageMapping} from '../../machine/program.ts';
import {areaAt} from './areas.ts';
import {finishExec} from './execs.ts';
import type {PerfLine} from './line.ts';
import {type Fault, type FaultClass, noFault, setClass} from './rows.ts';
import type {PerfState, Thread} from './state.ts';
import {kernelStart, processOf, threadOf} from './state.ts';
import {pushTouch} from './touch.ts';

const pageBytes = 4096;
/** Bytes of a fault-around window. */
const aroundBytes = 16 * pageBytes;

export function isSoftFault(event: string): boolean {
	return /^(?:page-|minor-|major-)?faults(?::\w+)?$/.test(event);
}

/** The address of a fault, and what follows it: a symbol, and where it was printed the place in the program. */
const addressed = /^([\da-f]+)(.*)$/s;
const place = /(?: {3,}([\da-f]{4,15})| ([\da-f]{16}))(?: |$)/;

/** A sample of a software event. What it prints is an address only where two are printed, or one without a symbol. */
export function takeSoftFault(state: PerfState, line: PerfLine): string | undefined {
	const match = addressed.exec(line.payload);
	if (state.hasErrorCodes) {
		return undefined;
	}

	if (match === null) {
		state.limits.note('no-addresses');
		return undefined;
	}

	const address = Number.parseInt(match[1], 16);
	const rest = match[2];
	const from = place.exec(rest);
	if (from !== null || rest.trim() === '') {
		const instruction = Number.parseInt(from?.[1] ?? from?.[2] ?? '0', 16);
		takeFaultAt(state, line, {address, isUser: instruction > 0 && instruction < kernelStart});
	} else {
		state.doubtful = {line: {...line}, address};
	}

	return undefined;
}

/** The line after a sample: a frame of a call chain means that the sample's own number was the address. */
export function settleDoubt(state: PerfState, hasFrames: boolean): void {
	const {doubtful} = state;
	state.doubtful = undefined;
	if (doubtful !== undefined && hasFrames) {
		takeFaultAt(state, doubtful.line, {address: doubtful.address, isUser: false});
	} else if (doubtful !== undefined) {
		state.limits.note('no-addresses');
	}
}

function takeFaultAt(state: PerfState, line: PerfLine, fault: {address: number; isUser: boolean}): void {
	const {address, isUser} = fault;
	if (address >= kernelStart || line.tid <= 0) {
		return;
	}

	const thread = threadOf(state, line.tid, line.comm, line.pid);
	const process = processOf(state, thread);
	if (isUser && process.exec !== undefined) {
		finishExec(process);
	}

	const page = Math.floor(address / pageBytes) * pageBytes;
	const kind = inferClass(state, process, page);
	state.limits.note('inferred-faults');
	const touch = pushTouch(state, thread, kind, {address, isUser: false});
	if (touch !== noFault) {
		noteTouch(process, page, kind, touch);
	}
}

/** What a fault on a page was, by what is known of it. */
function inferClass({rows}: PerfState, process: Thread, page: number): FaultClass {
	const area = areaAt(process.areas, page) ?? areaAt(process.exec?.image ?? [], page);
	const note = process.pages.get(page);
	const isWritable = area === undefined || (area.flags & opFlags.write) !== 0;
	if (!isWritable) {
		return faultClasses.absentRead;
	}

	if (note === undefined && isInheritedStack(process, area)) {
		return faultClasses.protectedWrite;
	}

	if (note === undefined) {
		return isMappedAround(process, page, area) ? faultClasses.protectedWrite : faultClasses.absentWrite;
	}

	if (note.state === 'written' && note.touch !== noFault) {
		// It was there already, so the first fault on it only read.
		setClass(rows, note.touch, faultClasses.absentRead);
		note.wasRead = true;
	}

	return faultClasses.protectedWrite;
}

/** What a forked child first does is to write to the stack that it was born with. */
function isInheritedStack({parent, latestExec}: Thread, area: ImageMapping | undefined): boolean {
	return area?.name === '[stack]' && parent !== 0 && latestExec === undefined;
}

/** Whether a read near by has mapped the page too: the kernel maps the pages of a file around the one that is read. */
function isMappedAround({pages}: Thread, page: number, area: ImageMapping | undefined): boolean {
	if (area?.file === undefined || (area.flags & opFlags.shared) !== 0) {
		return false;
	}

	const window = page - (page % aroundBytes);
	const end = Math.min(area.address + area.length, window + aroundBytes);
	for (let near = Math.max(area.address, window); near < end; near += pageBytes) {
		if (pages.get(near)?.wasRead === true) {
			return true;
		}
	}

	return false;
}

function noteTouch({pages}: Thread, page: number, kind: FaultClass, touch: Fault): void {
	const isRead = kind === faultClasses.absentRead;
	const isFirst = kind === faultClasses.absentWrite;
	const wasRead = isRead || (!isFirst && pages.get(page)?.wasRead === true);
	pages.set(page, {state: isRead ? 'read' : 'written', wasRead, touch: isFirst ? touch : noFault});
}
