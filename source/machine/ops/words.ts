/** Parts of what ops say in the log. */
import type {Program} from '../program.ts';
import type {Numbers} from './op.ts';

/** `4K at 10000`: the byte range of an op. */
export function rangeText({address, length}: Program, op: number, {size, place}: Numbers): string {
	return `${size(length[op])}${place(address[op])}`;
}

/** The text that an op carries: a command's name, a file, a label. */
export function textOf({strings, text}: Program, op: number): string {
	return strings[text[op]];
}

/** `fork 31 → 33`. */
export function childText({pid, child}: Program, op: number, name: string): string {
	return `${name} ${pid[op]} → ${child[op]}`;
}
