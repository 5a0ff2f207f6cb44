/** Events in words: one sentence each, with what was copied, shared and freed. Made from the timeline's history. */
import {effectKinds} from '../kernel/effects.ts';
import {errno} from '../kernel/errno.ts';
import {workUnits} from '../kernel/work.ts';
import {opName} from '../machine/op.ts';
import {rightsText} from '../machine/program.ts';
import {effectAmountIn, effectsIn, type History, workIn} from '../timeline/history.ts';
import type {Timeline} from '../timeline/timeline.ts';
import {printable} from './cells.ts';
import {sizeText} from './text.ts';

/** `fork 31 → 33: 402 entries copied, 5 page tables built`; empty for position 0 and for what is not known yet. */
export function sentence(timeline: Timeline, event: number): string {
	const {history, machine} = timeline;
	if (event <= 0 || event > history.count) {
		return '';
	}

	const {program} = machine;
	const op = history.op[event];
	const failed = history.result[event] < 0;
	const did = failed ? [`refused: ${errorName(-history.result[event])}`] : consequences(history, event);
	const died = history.signal[event] === 0 ? [] : [`killed by ${signalName(history.signal[event])}`];
	const rest = [...did, ...died].join(', ');
	return `${what(program, op)}${rest === '' ? '' : `: ${rest}`}`;
}

type Program = Timeline['machine']['program'];

/** What was asked for. */
function what(program: Program, op: number): string {
	const name = opName(program.kind[op]);
	const pid = program.pid[op];
	const child = program.child[op];
	const text = printable(program.strings[program.text[op]]);
	const range = `${hex(program.address[op])} ${sizeText(program.length[op])}`;
	switch (name) {
		case 'mark':
			return `mark ${text}`;
		case 'start':
			return `${pid} ${text} is there from the start`;
		case 'fork':
		case 'vfork':
		case 'clone':
			return `${name} ${pid} → ${child}`;
		case 'spawn':
			return `posix_spawn ${pid} → ${child} ${text}`;
		case 'exec':
			return `exec ${pid} ${text}`;
		case 'exit':
			return `exit ${pid}${program.value[op] > 0 ? ` with code ${program.value[op]}` : ''}`;
		case 'wait':
			return `wait ${pid}${child > 0 ? ` for ${child}` : ''}`;
		case 'read':
		case 'write':
			return `${name} ${pid} ${range}`;
		case 'mmap':
			return `mmap ${pid} ${range} ${rightsText(program.flags[op])}${text === '' ? '' : ` ${text}`}`;
		case 'run':
		case 'sleep':
			return `${name} ${pid} for ${program.value[op]} µs`;
		case 'comm':
			return `${pid} calls itself ${text}`;
		case 'return':
			return `return ${pid}`;
		case 'brk':
			return `brk ${pid} ${hex(program.address[op])}`;
		case 'munmap':
		case 'mprotect':
		case 'madvise':
		case 'mremap':
			return `${name} ${pid} ${range}`;
		default:
			return `${name} ${pid}`;
	}
}

function hex(address: number): string {
	return address < 0 ? '' : address.toString(16);
}

/** Kinds of effect worth telling, with how they are told. */
const effectWords: readonly (readonly [kind: number, one: string, many: string])[] = [
	[effectKinds.copy, '1 page copied on write', 'pages copied on write'],
	[effectKinds.forkCopy, '1 page copied at fork', 'pages copied at fork'],
	[effectKinds.copyFile, '1 file page copied', 'file pages copied'],
	[effectKinds.zeroFill, '1 page filled with zeros', 'pages filled with zeros'],
	[effectKinds.zeroCopy, '1 zero page replaced', 'zero pages replaced'],
	[effectKinds.zeroPage, '1 zero page mapped', 'zero pages mapped'],
	[effectKinds.reuse, '1 page taken over', 'pages taken over'],
	[effectKinds.shareWrite, '1 shared page made writable', 'shared pages made writable'],
	[effectKinds.mapShared, '1 shared page mapped', 'shared pages mapped'],
	[effectKinds.splitTable, '1 page table split', 'page tables split'],
	[effectKinds.shareTable, '1 page table shared', 'page tables shared'],
	[effectKinds.reuseTable, '1 page table taken over', 'page tables taken over'],
	[effectKinds.dropTable, '1 shared page table let go', 'shared page tables let go'],
];

function consequences(history: History, event: number): string[] {
	const said: string[] = [];
	const minor = history.minorFaults[event];
	if (minor > 0) {
		said.push(minor === 1 ? '1 fault' : `${minor} faults`);
	}

	const copied = workIn(history, event, workUnits.pte_copy);
	if (copied > 0) {
		said.push(`${copied} page-table ${copied === 1 ? 'entry' : 'entries'} copied, their pages shared`);
	}

	for (const [kind, one, many] of effectWords) {
		const count = effectsIn(history, event, kind);
		if (count > 0) {
			said.push(count === 1 ? one : `${count} ${many}`);
		}
	}

	const mapped = effectAmountIn(history, event, effectKinds.mapFile);
	if (mapped > 0) {
		said.push(mapped === 1 ? '1 file page mapped' : `${mapped} file pages mapped`);
	}

	return [...said, ...freed(history, event)];
}

function freed(history: History, event: number): string[] {
	const frames = effectsIn(history, event, effectKinds.freeFrame);
	return frames === 0 ? [] : [frames === 1 ? '1 frame freed' : `${frames} frames freed`];
}

function errorName(number: number): string {
	return Object.entries(errno).find(([, value]) => value === number)?.[0] ?? `error ${number}`;
}

function signalName(number: number): string {
	return number === 11 ? 'SIGSEGV' : number === 9 ? 'SIGKILL' : `signal ${number}`;
}
