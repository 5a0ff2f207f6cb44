/** The answers of `sharing` in words, a table, a chart with numbers at marks, and the mappings to blame. */

import {bytesForChildren} from '../../analysis/memory/group-sharing.ts';
import {processRow} from '../../analysis/rows/processes.ts';
import {countText, exactCountText, plural, sizeText, timeText} from '../../analysis/words/text.ts';
import {type TextColumn, tableText} from '../../exports/text.ts';
import type {SharingAnswer} from '../../inquiry/sharing/answer.ts';
import {workersAsked} from '../../inquiry/sharing/data.ts';
import {
	blameMappings,
	type Erosion,
	groupShareAt,
	type MappingBlame,
	sampleShares,
} from '../../inquiry/sharing/erosion.ts';
import type {ChildRow, Family} from '../../inquiry/sharing/family.ts';
import {steadyText} from '../../inquiry/sharing/steady.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import {opKinds} from '../../machine/ops/index.ts';
import {momentText} from '../flags/moment.ts';

const childrenListed = 40;
const mappingsListed = 12;
const marksListed = 12;

/** `workers` is the number of children that is asked about. */
export function sharingText(answer: SharingAnswer, workers?: number): string {
	return `${[
		`${momentText(answer.machine)}${choiceText(answer)}`,
		totalsText(answer),
		workersText(answer, workers),
		childrenText(answer),
		curveText(answer),
		blameText(answer),
	]
		.filter((part) => part !== '')
		.join('\n\n')}\n`;
}

/** Of processes that run now only the moment at hand is known: how they came there, and when, is made up. */
function isMadeUp({machine}: SharingAnswer): boolean {
	return machine.program.header.limits?.some(({kind}) => kind === 'made-up-past') ?? false;
}

/** Why it is this moment, on a line of its own; nothing where it was asked for, or is the only one. */
function choiceText(answer: SharingAnswer): string {
	const {steady} = answer;
	return steady === undefined || isMadeUp(answer) ? '' : `\nThis moment: ${steadyText(steady)}.`;
}

function totalsText({view, family}: SharingAnswer): string {
	const {pid, name} = processRow(view, family.parent);
	const {processes, countedWholeBytes, togetherBytes, ussBytes, tableBytes, isLent} = family.group;
	const lines = [
		`${pid} ${name} and its children, ${plural(processes, 'process', 'processes')}: ${sizeText(countedWholeBytes)} if each counted whole, ${sizeText(togetherBytes)} in truth`,
		`${sizeText(ussBytes)} of that is theirs alone; without sharing they would need ${sizeText(countedWholeBytes)}. Page tables: ${sizeText(tableBytes)} more.`,
	];
	if (isLent) {
		lines.push(
			'The child runs in memory that its parent has lent it (vfork): nothing is copied until it execs. --at and --pid choose others.',
		);
	} else {
		lines.push(...nextLines(family));
	}

	return lines.join('\n');
}

/** What one more child costs; right after a fork that is only the beginning, and it is said. */
function nextLines(family: Family): string[] {
	const {nextBytes, nextTableBytes = 0} = family.group;
	if (nextBytes === undefined) {
		return [];
	}

	const [cost, tables] = [sizeText(nextBytes), sizeText(nextTableBytes)];
	return [
		nextBytes === nextTableBytes
			? `The next child costs ${cost} of page tables for a start: the median one has no page of its own yet.${needsText(family)}`
			: `The next child costs about ${cost}, as the median one does now, ${tables} of it page tables.${needsText(family)}`,
	];
}

/** What so many children would need, and what that rests on; empty where it is not asked. */
function workersText({family: {group, sharing}}: SharingAnswer, workers: number | undefined): string {
	const bytes = workers === undefined ? undefined : bytesForChildren(group, sharing, workers);
	if (workers === undefined) {
		return '';
	}

	return bytes === undefined
		? 'Without a child that shares there is nothing to say what more of them would need.'
		: `${plural(workers, 'child', 'children')} would need ${sizeText(bytes)} in all, page tables among it: each is taken to grow as the median of the ${plural(sharing, 'child', 'children')} here did.`;
}

/** ` 10 children would need 21.9M in all, 50 43.7M.`; nothing for a single child. */
function needsText({group, sharing}: Family): string {
	const needs = workersAsked
		.filter((workers) => sharing > 1 && workers > sharing)
		.map((workers) => [workers, sizeText(bytesForChildren(group, sharing, workers) ?? 0)] as const)
		.map(([workers, size], i) =>
			i === 0 ? `${workers} children would need ${size} in all, page tables among it` : `${workers} ${size}`,
		);
	return needs.length === 0 ? '' : ` ${needs.join(', ')}.`;
}

type Row = ChildRow & {readonly perSecond?: number; readonly isMarked: boolean};

const count = (pages: number) => (pages === 0 ? '' : countText(pages));

const columns: readonly TextColumn<Row>[] = [
	{title: 'PID', text: ({pid, isMarked}) => `${isMarked ? '>' : ''}${pid}`},
	{title: 'NAME', isText: true, text: ({name}) => name},
	{title: 'FORKED', text: ({born}) => String(born)},
	{title: 'BORN', text: ({sharing}) => countText(sharing.inherited)},
	{title: 'COPIED AT FORK', text: ({child}) => count(child.birth.copiedAtFork)},
	{title: 'STILL SHARED', text: ({sharing}) => countText(sharing.shared)},
	{title: '', text: ({sharing}) => percent(sharing.shared, sharing.inherited)},
	{title: 'BY IT', text: ({sharing}) => count(sharing.copiedByChild)},
	{title: 'BY PARENT', text: ({sharing}) => count(sharing.copiedByParent)},
	{title: 'GONE', text: ({sharing}) => count(sharing.letGo)},
	{title: 'PER S', text: ({perSecond}) => (perSecond === undefined ? '' : count(Math.round(perSecond)))},
	{title: 'OWN', text: ({ownBytes}) => (ownBytes === undefined ? '' : sizeText(ownBytes))},
	{title: 'NOW', isText: true, text: ({ending}) => ending ?? 'shares'},
];

function childrenText(answer: SharingAnswer): string {
	const {timeline, family, erosion, marked} = answer;
	const {time} = timeline.history;
	const shown = family.order.slice(0, childrenListed).map((index) => {
		const row = family.row(index);
		const until =
			row.child.end !== undefined && row.ending !== undefined ? row.child.end.event : family.position;
		const seconds = (time[until] - time[row.born]) / 1e6;
		const copied = row.sharing.copiedByChild + row.sharing.copiedByParent;
		return {
			...row,
			perSecond: seconds > 0 && !isMadeUp(answer) ? copied / seconds : undefined,
			isMarked: index === marked,
		};
	});
	if (shown.length === 0) {
		return 'No child has been forked by now.';
	}

	const more = family.order.length - shown.length + erosion.unfollowed;
	const heading = 'Pages that each child had in common with its parent at the fork, and what became of them:';
	return `${heading}\n${tableText(columns, shown)}${more > 0 ? `and ${more} more\n` : ''}`.trimEnd();
}

/** Cells without the scale at the left. */
const chartColumns = 60;
const chartRows = 8;

/** How much all children together still share, from the first fork to the last end. */
function curveText(answer: SharingAnswer): string {
	const {timeline, erosion, family} = answer;
	const end = timeline.length ?? 0;
	if (family.order.length === 0 || isMadeUp(answer)) {
		return '';
	}

	const [first, last] = span(erosion, end);
	const shares = sampleShares(erosion.children, first, last, chartColumns);
	const lowest = Math.min(1, ...shares.flatMap((share) => share ?? []));
	if (lowest === 1) {
		return `None of it was ever copied or let go while the children lived, from position ${first} to ${last}.`;
	}

	const step = 1 / chartRows;
	const lines = Array.from({length: chartRows}, (_, row) => {
		const low = 1 - (row + 1) * step;
		const cells = shares.map((share) => (share !== undefined && share > low + step / 2 - 1e-9 ? '#' : ' '));
		const label = row === 0 ? '100%' : row === chartRows - 1 ? '0%' : '';
		return `${label.padStart(5)} |${cells.join('')}`.trimEnd();
	});
	const ends = `${first}${String(last).padStart(chartColumns - String(first).length)}`;
	return [
		`Still shared of what the living children were born with, from position ${first} to ${last}:`,
		...lines,
		`      +${'-'.repeat(chartColumns)}`,
		`       ${ends}`,
		'',
		tableText(momentColumns, momentsOf(answer, first, last)).trimEnd(),
	].join('\n');
}

/** From the first fork to the last event at which a child still shared. */
function span({children}: Erosion, end: number): readonly [first: number, last: number] {
	const ends = children.map((child) => (child.end === undefined ? end : child.end.event - 1));
	return [children[0].points[0].position, Math.max(...ends)];
}

type Moment = {
	readonly label: string;
	readonly position: number;
	readonly timeUs: number;
	readonly share: number | undefined;
	readonly copied: number;
};

const momentColumns: readonly TextColumn<Moment>[] = [
	{title: 'MOMENT', isText: true, text: ({label}) => label},
	{title: 'AT', text: ({position}) => String(position)},
	{title: 'TIME', text: ({timeUs}) => timeText(timeUs)},
	{title: 'SHARED', text: ({share}) => (share === undefined ? '' : percent(share, 1))},
	{title: 'COPIED SO FAR', text: ({copied}) => exactCountText(copied)},
	{title: '', text: ({copied}) => (copied === 0 ? '' : sizeText(copied * pageBytes))},
];

/** The marks of the workload that lie in the span, or its quarters where it has none; its ends, and the one at hand. */
function momentsOf({timeline, erosion, family}: SharingAnswer, first: number, last: number): Moment[] {
	const {history, machine} = timeline;
	const {program} = machine;
	const marks: [string, number][] = [];
	for (let position = first; position <= last && marks.length < marksListed; position += 1) {
		const op = history.op[position];
		if (program.kind[op] === opKinds.mark) {
			marks.push([program.strings[program.text[op]], position]);
		}
	}

	const quarters = [1, 2, 3].map((part): [string, number] => [
		`${part * 25}% of the time between`,
		first + Math.round(((last - first) * part) / 4),
	]);
	const all: [string, number][] = [
		['the first fork', first],
		...(marks.length === 0 ? quarters : marks),
		['this moment', family.position],
		...(last === family.position ? [] : [['the last sharing', last] as [string, number]]),
	];
	return all
		.sort(([, left], [, right]) => left - right)
		.map(([label, position]) => ({
			label,
			position,
			timeUs: history.time[position],
			share: groupShareAt(erosion, position),
			copied: copiedBy(erosion, position),
		}));
}

function copiedBy({copies}: Erosion, position: number): number {
	return copies.reduce((sum, {event, pages}) => sum + (event <= position ? pages : 0), 0);
}

const blameColumns: readonly TextColumn<MappingBlame & {readonly all: number}>[] = [
	{title: 'COPIED', text: ({byChildren, byParent}) => exactCountText(byChildren + byParent)},
	{title: '', text: ({byChildren, byParent, all}) => percent(byChildren + byParent, all)},
	{title: 'BY CHILDREN', text: ({byChildren}) => count(byChildren)},
	{title: 'BY PARENT', text: ({byParent}) => count(byParent)},
	{title: 'MAPPING', isText: true, text: ({start}) => start.toString(16).padStart(12)},
	{title: '', isText: true, text: ({name}) => name},
];

function blameText({erosion, family}: SharingAnswer): string {
	const blames = blameMappings(erosion, family.position);
	const all = blames.reduce((sum, {byChildren, byParent}) => sum + byChildren + byParent, 0);
	if (all === 0) {
		return 'No inherited page has been copied on write by now.';
	}

	const shown = blames.slice(0, mappingsListed).map((blame) => ({...blame, all}));
	const more = blames.length - shown.length;
	const heading = `${plural(all, 'inherited page')} copied on write by now (${sizeText(all * pageBytes)}), by mapping:`;
	return `${heading}\n${tableText(blameColumns, shown)}${more > 0 ? `and ${plural(more, 'more mapping')}\n` : ''}`.trimEnd();
}

/** With a digit behind the point where it matters: 99.6% is not all. */
function percent(part: number, whole: number): string {
	if (whole === 0) {
		return '';
	}

	const share = (part / whole) * 100;
	return share > 99 && share < 100 ? `${(Math.floor(share * 10) / 10).toFixed(1)}%` : `${Math.round(share)}%`;
}
