/** What a process may do at an address, told from the rows of a recording backwards: the last one about it counts. */
import {faultClasses, opFlags} from '../../machine/op.ts';
import type {ImageMapping} from '../../machine/program.ts';
import {
	addressOf,
	classOf,
	type Draft,
	type Fault,
	opsBefore,
	pidOf,
	type Rows,
	wasMovedAway,
} from './rows.ts';
import type {PerfState} from './state.ts';

/** A stack reaches so far down (RLIMIT_STACK). */
const stackBytesMax = 8 * 2 ** 20;

/** Whether the access was allowed that a fault stands for; one that was moved away came after all rows. */
export function isAllowed({rows, homes}: PerfState, fault: Fault): boolean {
	const {ops} = rows;
	const address = addressOf(rows, fault);
	let pid: number | undefined = pidOf(rows, fault);
	let breakAt = 0;
	const end = wasMovedAway(rows, fault) ? ops.length : opsBefore(rows, fault);
	for (let i = end - 1; i >= 0; i -= 1) {
		const row = ops[i];
		if (row.child === pid && makers.has(row.op)) {
			pid = homes.get(row) ?? row.pid;
		} else if ((homes.get(row) ?? row.pid) === pid) {
			breakAt = row.op === 'brk' && breakAt === 0 ? (row.address ?? 0) : breakAt;
			const rights = rightsIn(row, address, breakAt);
			if (rights !== undefined) {
				return (rights & rightsFor(rows, fault)) !== 0;
			}
		}
	}

	return false;
}

/** The rights of which a mapping has to give one for the access that a fault stands for. */
export function rightsFor(rows: Rows, fault: Fault): number {
	return classOf(rows, fault) === faultClasses.absentRead ? allRights : opFlags.write;
}

const allRights = opFlags.read | opFlags.write | opFlags.exec;
const dataRights = opFlags.read | opFlags.write;
const makers: ReadonlySet<string> = new Set(['fork', 'vfork', 'clone']);

/** Rights at `address` if the row says something about it, 0 for none; undefined if it does not. */
function rightsIn(row: Draft, address: number, breakAt: number): number | undefined {
	const {op, flags = 0, newLength = 0, to = 0} = row;
	const isInside = holds(row.address, row.length, address);
	switch (op) {
		case 'exec':
			return rightsInImage(row.image ?? [], address);
		case 'mmap':
		case 'mprotect':
			return isInside ? flags & allRights : undefined;
		case 'munmap':
			return isInside ? 0 : undefined;
		case 'mremap':
			return holds(to, newLength, address) ? dataRights : isInside ? 0 : undefined;
		case 'brk':
			return (row.address ?? 0) <= address && address < breakAt ? dataRights : undefined;
		default:
			return undefined;
	}
}

function holds(start = 0, length = 0, address: number): boolean {
	return address >= start && address < start + length;
}

function rightsInImage(image: readonly ImageMapping[], address: number): number {
	const found = image.find(({address: start, length, flags}) => {
		const room = (flags & opFlags.growsDown) === 0 ? 0 : stackBytesMax - length;
		return holds(start - room, length + room, address);
	});
	return found === undefined ? 0 : found.flags & allRights;
}
