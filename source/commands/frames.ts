/** `frames`: physical memory page by page, with reference counts, owners and contents. */

import {viewMemory} from '../analysis/memory/memory.ts';
import {findProcess} from '../analysis/query/find-process.ts';
import {type FrameRow, frameRows, listFrames} from '../analysis/rows/frames.ts';
import {listSlots, type SlotRow, slotRows} from '../analysis/rows/slots.ts';
import type {WriteRight} from '../analysis/rows/write-right.ts';
import {addressText, countText, plural} from '../analysis/words/text.ts';
import {type TextColumn, tableText} from '../exports/text.ts';
import {trustAt} from '../inquiry/outcome/evidence.ts';
import {fileWord} from '../kernel/frames/frame.ts';
import type {Machine} from '../machine/state.ts';
import {UserError} from '../machine/user-error.ts';
import {defineCommand} from './command.ts';
import {momentText} from './flags/moment.ts';
import {jsonFlags, kernelFlags, positionFlags, processFlags} from './flags/shared-flags.ts';
import {openAt} from './flags/workload-flags.ts';
import {parameterFlags} from './flags/workload-parameters.ts';
import {print} from './output/print.ts';
import {printJson} from './output/print-json.ts';

export const frames = defineCommand({
	name: 'frames',
	usage: ['frames WORKLOAD [--pid PID] [--at POSITION] [--limit N] [--json]'],
	description:
		'Lists the frames of physical memory, the most referenced first: references, entries that map it, who owns it at which address, whether that one may write it (W: yes, no, or "dir" where only a directory entry keeps it from it), and what it contains (the number of the op that wrote it), and how many events ago it was filled or last written to (AGE). Below them the slots of swap that are in use: entries that name each, what lies there, and who has it.',
	flags: {
		...positionFlags,
		...processFlags,
		limit: {
			type: 'number',
			placeholder: 'N',
			summary: 'frames to list, 40 unless told; all of them with --json',
			notWith: ['json'],
		},
		...kernelFlags,
		...jsonFlags,
		...parameterFlags,
	},
	examples: [
		['frames cow --pid 2', 'What process 2 shares with others, and what is its own'],
		['frames build --at exec:ld --limit 10', 'The ten pages with the most users before the linker starts'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const limit = readLimit(flags.limit, flags.json);
		const {timeline} = await openAt({input, flags, stdin, stderr, env});
		const {machine} = timeline;
		const view = viewMemory(machine);
		if (flags.pid !== undefined) {
			findProcess(machine, flags.pid);
		}

		const all = listFrames(view, 'references', flags.pid);
		const rows = frameRows(view, all.subarray(0, limit));
		const slots = listSlots(view, flags.pid);
		if (flags.json) {
			await printJson(stdout, {
				name: 'frames',
				of: {machine, trust: trustAt(timeline)},
				fields: {frames: rows, slots: slotRows(view, slots)},
			});
			return 0;
		}

		const swapped = slotsText(slotRows(view, slots.slice(0, limit)), slots.length);
		print(stdout, `${framesText(machine, rows, all.length)}${swapped}`);
		return 0;
	},
});

const shownUnlessTold = 40;

function readLimit(limit: number | undefined, isJson: boolean): number {
	if (limit !== undefined && (!Number.isInteger(limit) || limit < 1)) {
		throw new UserError(`--limit cannot be ${limit}`, {expected: 'a whole number from 1'});
	}

	return limit ?? (isJson ? Number.POSITIVE_INFINITY : shownUnlessTold);
}

const columns: readonly TextColumn<FrameRow>[] = [
	{title: 'FRAME', isText: true, text: ({frame}) => `#${frame}`},
	{title: 'REFS', text: ({references}) => String(references)},
	{title: 'MAPS', text: ({mapcount}) => (mapcount === 0 ? '' : String(mapcount))},
	{title: 'W', isText: true, text: ({owners}) => rightText(owners[0]?.writable)},
	{title: 'PATHS', text: ({paths, mapcount}) => (paths === mapcount ? '' : String(paths))},
	{title: 'KIND', isText: true, text: ({kind}) => kind},
	{title: 'CONTENTS', isText: true, text: contentsText},
	{title: 'AGE', text: ({age}) => (age === undefined ? '' : countText(age))},
	{title: 'OWNERS', isText: true, text: ownersText},
];

function contentsText({kind, word, file, offset}: FrameRow): string {
	if (kind === 'page table') {
		return '';
	}

	const place = file === undefined ? '' : `${file.split('/').at(-1)}+${(offset ?? 0).toString(16)}`;
	const written = word === 0 ? 'zeros' : word === fileWord && kind === 'file page' ? '' : `op ${word}`;
	return [place, written].filter((part) => part !== '').join(', ');
}

/** In three letters: where the page's own entry would let a write through and the directory does not, `dir`. */
function rightText(right: WriteRight | undefined): string {
	return right === 'directory' ? 'dir' : (right ?? '');
}

const ownersShown = 1;

function ownersText({owners}: Pick<FrameRow, 'owners'>): string {
	const shown = owners.slice(0, ownersShown).map(({pid, address}) => `${pid}:${addressText(address)}`);
	const more = owners.length > ownersShown ? ` +${owners.length - ownersShown}` : '';
	return `${shown.join(' ')}${more}`;
}

function framesText(machine: Machine, rows: readonly FrameRow[], count: number): string {
	const shown = rows.length < count ? `, the ${rows.length} with the most references` : '';
	const heading = `${momentText(machine)}\n${plural(count, 'frame', 'frames', countText)} in use${shown}`;
	return rows.length === 0 ? `${heading}\n` : `${heading}\n\n${tableText(columns, rows)}`;
}

const slotColumns: readonly TextColumn<SlotRow>[] = [
	{title: 'SLOT', text: ({slot}) => String(slot)},
	{title: 'NAMED', text: ({users}) => (users === 0 ? '' : String(users))},
	{title: 'CACHED', isText: true, text: ({cached}) => (cached === undefined ? '' : `#${cached}`)},
	{title: 'KIND', isText: true, text: ({kind}) => kind},
	{title: 'CONTENTS', isText: true, text: ({word}) => (word === 0 ? 'zeros' : `op ${word}`)},
	{title: 'OWNERS', isText: true, text: ownersText},
];

/** Nothing where no page is in swap. */
function slotsText(rows: readonly SlotRow[], count: number): string {
	const shown = rows.length < count ? `, the first ${rows.length}` : '';
	const heading = `${plural(count, 'slot of swap', 'slots of swap', countText)} in use${shown}`;
	return rows.length === 0 ? '' : `\n${heading}\n\n${tableText(slotColumns, rows)}`;
}
