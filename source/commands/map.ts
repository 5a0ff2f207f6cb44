/** `map`: memory drawn a sign a page, as the pane of the page map draws it. */

import {type MemoryView, viewMemory} from '../analysis/memory/memory.ts';
import {glyphOf} from '../analysis/page-map/cells.ts';
import {
	layLines,
	lineAt,
	linesInUse,
	lineWidth,
	type MapLines,
	readLines,
	zoomSteps,
} from '../analysis/page-map/lines.ts';
import {addressOf, mapOfFrames, mapOfProcess} from '../analysis/page-map/page-map.ts';
import {chosenProcesses} from '../analysis/query/find-process.ts';
import {addressText, plural} from '../analysis/words/text.ts';
import {trustAt} from '../inquiry/outcome/evidence.ts';
import type {Machine} from '../machine/state.ts';
import {UserError} from '../machine/user-error.ts';
import {defineCommand} from './command.ts';
import {momentText} from './flags/moment.ts';
import {jsonFlags, kernelFlags, positionFlags, processFlags} from './flags/shared-flags.ts';
import {openAt} from './flags/workload-flags.ts';
import {parameterFlags} from './flags/workload-parameters.ts';
import {printAll} from './output/print.ts';
import {printJson} from './output/print-json.ts';

export const map = defineCommand({
	name: 'map',
	usage: ['map WORKLOAD [--pid PID] [--at POSITION] [--what process|physical] [--zoom N] [--json]'],
	description:
		'Draws the mappings of a process, or of all, or physical memory, a sign a page: o private, 2 to 9 and + shared by so many, f of a file, z the zero page, s shared memory, T a page table, · not in memory; C copied and * otherwise changed by the last event. With --zoom a sign stands for N pages and shows the most telling of them. Lines on which nothing is in memory are left out.',
	flags: {
		...positionFlags,
		...processFlags,
		what: {
			type: 'string',
			placeholder: 'MEMORY',
			default: 'process',
			choices: ['process', 'physical'],
			summary: 'process: what processes have mapped; physical: all frames',
		},
		zoom: {
			type: 'number',
			placeholder: 'N',
			default: 1,
			summary: `pages to a sign: ${zoomSteps.join(', ')}`,
		},
		...kernelFlags,
		...jsonFlags,
		...parameterFlags,
	},
	examples: [
		['map cow --pid 2 --at "mark:child wrote: one copy"', 'What the child shares, and the page it copied'],
		['map snapshot --what physical --zoom 64', 'All frames of the machine, 64 to a sign'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const perCell = readZoom(flags.zoom);
		const {timeline} = await openAt({input, flags, stdin, stderr, env});
		const {machine} = timeline;
		const view = viewMemory(machine);
		const parts = chosenMaps(machine, view, flags.what, flags.pid).map(({title, pid, drawn}) => ({
			title,
			pid,
			lines: layLines(drawn, lineWidth(lineCells), perCell),
		}));
		if (flags.json) {
			const drawn = parts.flatMap(({pid, lines}) => linesJson(view, lines, pid));
			await printJson(stdout, {
				name: 'map',
				of: {machine, trust: trustAt(timeline)},
				fields: {zoom: perCell, lines: drawn},
			});
			return 0;
		}

		await printAll(stdout, [`${momentText(machine)}\n`]);
		for (const {title, lines} of parts) {
			await printAll(stdout, [`\n${title}\n`, ...linesText(view, lines)]);
		}

		return 0;
	},
});

/** Signs of a line that fit 80 columns beside an address. */
const lineCells = 64;
const labelCells = 12;

function readZoom(zoom: number): number {
	if (!zoomSteps.includes(zoom)) {
		throw new UserError(`--zoom cannot be ${zoom}`, {expected: `one of ${zoomSteps.join(', ')}`});
	}

	return zoom;
}

function chosenMaps(machine: Machine, view: MemoryView, what: string, pid: number | undefined) {
	if (what === 'physical') {
		const drawn = mapOfFrames(view);
		const frames = plural(drawn.stretches[0]?.count ?? 0, 'frame');
		return [{title: `physical memory: ${frames}`, pid: undefined, drawn}];
	}

	const {kernel, strings} = view;
	return chosenProcesses(machine, pid).map((task) => {
		const drawn = mapOfProcess(view, task);
		const name = `${kernel.task.pid[task]} ${strings[kernel.task.comm[task]]}`;
		const count = drawn.stretches.length;
		return {title: `${name}: ${plural(count, 'mapping')}`, pid: kernel.task.pid[task], drawn};
	});
}

type DrawnLine = {readonly label: string; readonly cells: string; readonly name: string};

/** The lines on which there is anything; a name stands on the first of each stretch. */
function* drawnLines(view: MemoryView, lines: MapLines, absent: string): Generator<DrawnLine> {
	const {map: drawn, width} = lines;
	let named = -1;
	for (const {from, count} of runsOf(linesInUse(view, lines))) {
		const cells = readLines(view, lines, from, count, true);
		for (let row = from; row < from + count; row += 1) {
			const line = lineAt(lines, row);
			const address = addressOf(drawn, line.first);
			const start = (row - from) * width;
			yield {
				label: address === undefined ? `#${line.first}` : addressText(address),
				cells: Array.from(cells.subarray(start, start + line.cells), (cell) => glyphOf(cell, absent)).join(
					'',
				),
				name: line.stretch === named ? '' : drawn.stretches[line.stretch].name,
			};
			named = line.stretch;
		}
	}
}

const runMax = 4096;

/** Lines that follow each other: they are read at once, as looking for what has changed takes a pass over all effects. */
function runsOf(rows: readonly number[]): {from: number; count: number}[] {
	const runs: {from: number; count: number}[] = [];
	for (const row of rows) {
		const last = runs.at(-1);
		if (last !== undefined && row === last.from + last.count && last.count < runMax) {
			last.count += 1;
		} else {
			runs.push({from: row, count: 1});
		}
	}

	return runs;
}

/** Where the name does not fit beside the signs it has a line of its own above them. */
function* linesText(view: MemoryView, lines: MapLines): Generator<string> {
	const indent = ' '.repeat(labelCells + 1);
	for (const {label, cells, name} of drawnLines(view, lines, '·')) {
		const line = `${label.padStart(labelCells)} ${cells}`;
		const isBeside = name !== '' && line.length + 1 + name.length <= 80;
		yield name === '' || isBeside ? `${line} ${name}`.trimEnd() : `${indent}${name}\n${line}`;
		yield '\n';
	}
}

function linesJson(view: MemoryView, lines: MapLines, pid: number | undefined) {
	return [...drawnLines(view, lines, '.')].map(({label, cells, name}) => ({
		pid,
		at: label,
		cells,
		name: name === '' ? undefined : name,
	}));
}
