/** Rows of a program for memory that is told in pages. */
import {type AdviceName, adviceKinds, opFlags} from '../../machine/op.ts';
import {heapName, type ImageMapping} from '../../machine/program.ts';
import type {ProgramBuilder} from '../../machine/program-builder.ts';
import type {Segment, Span} from './layout.ts';
import type {Names} from './names.ts';

const pageBytes = 4096;
const rightBits = opFlags.read | opFlags.write | opFlags.exec;

function range({start, end}: Span) {
	return {address: start * pageBytes, length: (end - start) * pageBytes};
}

/** A mapping as exec's images have it. */
export function imageMapping({start, end, area, rights}: Segment, names: Names): ImageMapping {
	const isFile = area.inode !== '' && (area.flags & opFlags.device) === 0;
	return {
		...range({start, end}),
		flags: (area.flags & ~rightBits) | rights,
		offset: isFile ? (area.offset + start - area.start) * pageBytes : 0,
		...(isFile ? {file: names.file(area)} : {}),
		...(isFile || area.path === ''
			? {}
			: {name: area.path === heapName ? heapName : names.memory(area.path)}),
	};
}

/** The ops of one process, a call each. */
export function rowsOf(builder: ProgramBuilder, pid: number, names: Names) {
	const advise = (span: Span, advice: AdviceName) =>
		builder.add({op: 'madvise', pid, ...range(span), advice: adviceKinds[advice]});
	return {
		map(segment: Segment): void {
			const {address, length, flags, offset, file, name} = imageMapping(segment, names);
			builder.add({
				op: 'mmap',
				...{pid, address, length, flags, file, name},
				...(file === undefined ? {} : {offset}),
			});
		},
		/** Says where the heap ends. */
		brk: (end: number) => builder.add({op: 'brk', pid, address: end * pageBytes}),
		unmap: (span: Span) => builder.add({op: 'munmap', pid, ...range(span)}),
		protect: (span: Span, rights: number) =>
			builder.add({op: 'mprotect', pid, ...range(span), flags: rights}),
		write: (span: Span) => builder.add({op: 'write', pid, ...range(span)}),
		readAlone: (span: Span) => builder.add({op: 'read', pid, ...range(span), flags: opFlags.alone}),
		advise,
	};
}

export type Rows = ReturnType<typeof rowsOf>;
