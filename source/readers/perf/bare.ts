/**
 * Execs of which no record shows what they mapped, as in traces of ftrace: the image is laid out around the pages that were
 * touched and that no call has mapped.
 */
import {opFlags} from '../../machine/op.ts';
import type {ImageMapping} from '../../machine/program.ts';
import {areaAt} from './areas.ts';
import type {Draft} from './rows.ts';
import type {BareExec, PerfState, Thread} from './state.ts';

const pageBytes = 4096;
/** Pages further apart belong to different mappings. */
const gapBytes = 2 ** 20;

/** Takes a page that the program was found to have. */
export function noteBarePage(process: Thread, page: number, isWrite: boolean): void {
	if (process.bare !== undefined && areaAt(process.areas, page) === undefined) {
		process.bare.pages.set(page, isWrite && process.bare.pages.get(page) !== false);
	}
}

/** Gives every such exec its image, or only one; by what has been touched until now. */
export function settleBareExecs({bareExecs, limits}: PerfState, only?: Draft): void {
	for (const bare of bareExecs.filter(({row}) => only === undefined || row === only)) {
		bare.row.image = imageOf(bare);
		limits.note('inferred-images');
	}
}

function imageOf({row, pages}: BareExec): ImageMapping[] {
	const sorted = [...pages.keys()].sort((left, right) => left - right);
	const groups: {start: number; end: number}[] = [];
	for (const page of sorted) {
		const group = groups.at(-1);
		if (group === undefined || page - group.end > gapBytes) {
			groups.push({start: page, end: page + pageBytes});
		} else {
			group.end = page + pageBytes;
		}
	}

	const file = row.argv?.[0] ?? row.comm;
	return groups.map(({start, end}, i) =>
		mapping(start, end, i === groups.length - 1 ? undefined : file, groups[0].start),
	);
}

/** The highest is the stack; the others are taken for parts of files. */
function mapping(start: number, end: number, file: string | undefined, base: number): ImageMapping {
	const {read, write, exec, growsDown} = opFlags;
	const place = {address: start, length: end - start};
	return file === undefined
		? {...place, flags: read | write | growsDown, offset: 0, name: '[stack]'}
		: {...place, flags: read | write | exec, offset: start - base, file};
}
