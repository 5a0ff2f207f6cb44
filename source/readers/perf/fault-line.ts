/**
 * A page fault as bytes, behind the head of its line. Nine of ten lines of a recording are such, and all that counts of one are
 * five numbers. Only the plainest form is taken here; every other comes as text (line.ts).
 *
 *     exceptions:page_fault_user: address=0xHEX ip=WORD error_code=0xHEX
 */
import {bytesOf, codeOf, endOfHex, hexMost, hexOf, isAt} from '../ascii.ts';
import type {FaultNumbers} from './touch.ts';

const [newline, space] = ['\n', ' '].map(codeOf);
const event = bytesOf('exceptions:page_fault_');
const user = bytesOf('user: address=0x');
const kernel = bytesOf('kernel: address=0x');
const instruction = bytesOf(' ip=');
const errorCode = bytesOf(' error_code=0x');

export function createFault(): FaultNumbers {
	return {address: 0, errorCode: 0, isUser: false};
}

/** Fills `fault` from the event at `from`, which ends in `bytes`. Answers where the next line begins; 0 for anything else. */
export function parseFault(bytes: Uint8Array, from: number, fault: FaultNumbers): number {
	const at = from + event.length;
	if (!isAt(bytes, from, event)) {
		return 0;
	}

	fault.isUser = isAt(bytes, at, user);
	const which = fault.isUser ? user : kernel;
	return fault.isUser || isAt(bytes, at, which) ? readNumbers(bytes, at + which.length, fault) : 0;
}

function readNumbers(bytes: Uint8Array, from: number, fault: FaultNumbers): number {
	let at = endOfHex(bytes, from);
	fault.address = hexOf(bytes, from, at);
	if (at === from || at - from > hexMost || !isAt(bytes, at, instruction)) {
		return 0;
	}

	at += instruction.length;
	while (bytes[at] !== space && bytes[at] !== newline) {
		at += 1;
	}

	if (!isAt(bytes, at, errorCode)) {
		return 0;
	}

	const code = at + errorCode.length;
	const end = endOfHex(bytes, code);
	fault.errorCode = hexOf(bytes, code, end);
	return end > code && end - code <= hexMost && bytes[end] === newline ? end + 1 : 0;
}
