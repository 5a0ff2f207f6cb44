/** Subjects: things that have a history to ask for. Each is named by what stays the same while it lives. */
import {addressText} from './text.ts';

export type Subject =
	| {readonly kind: 'frame'; readonly frame: number}
	/** `table` is its number on the screen. */
	| {readonly kind: 'table'; readonly table: number}
	/** A slot of swap, by its number. */
	| {readonly kind: 'slot'; readonly slot: number}
	/** Whatever is mapped at a byte address of a process. */
	| {readonly kind: 'mapping'; readonly pid: number; readonly born: number; readonly address: number}
	/** The process that was born in event `born`, whichever process has its number later. */
	| {readonly kind: 'process'; readonly pid: number; readonly born: number};

/** `frame #455`, `mapping 7ffff000 of 31`. */
export function subjectText(subject: Subject): string {
	switch (subject.kind) {
		case 'frame':
			return `frame #${subject.frame}`;
		case 'table':
			return `page table #${subject.table}`;
		case 'slot':
			return `swap slot ${subject.slot}`;
		case 'mapping':
			return `mapping at ${addressText(subject.address)} of ${subject.pid}`;
		case 'process':
			return `process ${subject.pid}`;
	}
}
