/**
 * Whether the machine of a recording had swap, where it does not say so: a page that was there, that madvise(PAGEOUT) was told of and that
 * is found absent afterwards has gone to swap, as nothing else could bring what it held back.
 */
import {pageBytes} from '../../kernel/state/geometry.ts';
import {adviceKinds, faultClasses} from '../../machine/op.ts';
import {opKinds} from '../../machine/ops/index.ts';
import type {Program} from '../../machine/program.ts';
import {type OpRow, opRow} from '../../machine/program-builder.ts';

/**
 * Faults that prove it; 0 for none. `opAt` gives an op of which it is known as an object. Programs that never page out are not
 * looked through page by page.
 */
export function countPagedOut(
	program: Program,
	opAt: (i: number) => OpRow | undefined = () => undefined,
): number {
	if (!hasPageout(program)) {
		return 0;
	}

	const pages: Pages = {there: new Set(), out: new Map()};
	let proofs = 0;
	for (let i = 0; i < program.count; i += 1) {
		if (program.fault[i] === 0) {
			noteOp(pages, opAt(i) ?? opRow(program, i));
			continue;
		}

		const page = program.address[i] / pageBytes;
		const isAbsent = program.fault[i] !== faultClasses.protectedWrite;
		proofs += isAbsent && pages.out.get(page) === program.pid[i] ? 1 : 0;
		pages.out.delete(page);
		pages.there.add(page);
	}

	return proofs;
}

/** By page number: who has been there, and who told the kernel of it since. Processes at the same address count as one. */
type Pages = {readonly there: Set<number>; readonly out: Map<number, number>};

function hasPageout({count, kind, value}: Program): boolean {
	for (let i = 0; i < count; i += 1) {
		if (kind[i] === opKinds.madvise && value[i] === adviceKinds.pageout) {
			return true;
		}
	}

	return false;
}

function isPageout({op, advice}: OpRow): boolean {
	return op === 'madvise' && advice === adviceKinds.pageout;
}

/** Calls by which pages go for good, or others come to their place. */
const ending: ReadonlySet<string> = new Set(['mmap', 'munmap', 'mremap', 'madvise', 'brk', 'exec']);

function noteOp({there, out}: Pages, row: OpRow): void {
	const {op, pid = 0, address = 0, length = 0} = row;
	if (!ending.has(op)) {
		return;
	}

	if (op === 'exec' || op === 'brk') {
		forgetOf(out, pid);
		return;
	}

	const first = address / pageBytes;
	const end = first + Math.ceil(length / pageBytes);
	for (const page of pagesIn(there, first, end)) {
		if (isPageout(row)) {
			out.set(page, pid);
		} else {
			out.delete(page);
			there.delete(page);
		}
	}
}

/** Those of a set within [first, end), by the shorter way. */
function pagesIn(pages: ReadonlySet<number>, first: number, end: number): readonly number[] {
	return end - first < pages.size
		? Array.from({length: end - first}, (_, i) => first + i).filter((page) => pages.has(page))
		: [...pages].filter((page) => page >= first && page < end);
}

function forgetOf(out: Map<number, number>, pid: number): void {
	for (const [page, who] of out) {
		if (who === pid) {
			out.delete(page);
		}
	}
}
