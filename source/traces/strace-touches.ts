/**
 * What is assumed of memory where strace shows only calls. The model is small, and declared in docs/recordings.md:
 * exec gives a program text, data and a stack of fixed size and place and touches a little of each; a file that is
 * mapped has its first page read; anonymous memory that is mapped is written in its first page.
 */
import {opFlags} from '../machine/op.ts';
import type {ImageMapping, OpRow} from '../machine/program.ts';

const pageBytes = 4096;
const textAddress = 0x555555554000;
const textBytes = 16 * pageBytes;
const dataAddress = textAddress + textBytes;
const dataBytes = 4 * pageBytes;
const stackTop = 0x7ffffffff000;
const stackBytes = 33 * pageBytes;

/** The mappings that a program is assumed to start with. */
export function assumedImage(path: string): readonly ImageMapping[] {
	const {read, write, exec, growsDown} = opFlags;
	return [
		{address: textAddress, length: textBytes, flags: read | exec, file: path, offset: 0},
		{address: dataAddress, length: dataBytes, flags: read | write, file: path, offset: textBytes},
		{
			address: stackTop - stackBytes,
			length: stackBytes,
			flags: read | write | growsDown,
			offset: 0,
			name: '[stack]',
			filled: pageBytes,
		},
	];
}

/** The touches that are assumed to follow an op, without pid. */
export function touchesOf(op: Pick<OpRow, 'op' | 'address' | 'length' | 'flags' | 'text'>): readonly OpRow[] {
	if (op.op === 'exec') {
		return [
			{op: 'read', address: textAddress, length: pageBytes},
			{op: 'write', address: dataAddress, length: pageBytes},
			{op: 'write', address: stackTop - 3 * pageBytes, length: 2 * pageBytes},
		];
	}

	const isMap = op.op === 'mmap' && op.address !== undefined;
	if (!isMap || ((op.flags ?? 0) & (opFlags.read | opFlags.write)) === 0) {
		return [];
	}

	const isWritten = op.text === undefined && ((op.flags ?? 0) & opFlags.write) !== 0;
	return [{op: isWritten ? 'write' : 'read', address: op.address, length: pageBytes}];
}
