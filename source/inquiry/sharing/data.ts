/** What a family shares as plain data: everything, and a table with the curves. */
import {bytesForChildren} from '../../analysis/memory/group-sharing.ts';
import {processRow} from '../../analysis/rows/processes.ts';
import {eventCount, timeUs} from '../../machine/state.ts';
import type {SharingAnswer} from './answer.ts';
import {blameMappings, type ErosionChild, sampleCopies} from './erosion.ts';
import type {ChildRow} from './family.ts';
import type {Sharing} from './sharing.ts';

/** Numbers of workers that people ask about. */
export const workersAsked = [10, 50, 100] as const;

/** Stretches of the run for which copies are counted. */
const stretches = 60;

/** Sizes in bytes, sharing in pages, times in microseconds; `asked` are numbers of workers. */
export function sharingData(answer: SharingAnswer, asked: readonly number[] = workersAsked) {
	const {machine, timeline, view, erosion, family} = answer;
	const {pid, name} = processRow(view, family.parent);
	const position = eventCount(machine);
	return {
		position,
		timeUs: timeUs(machine),
		/** Why it is this position, where none was asked for. */
		chosen: answer.steady,
		parent: {pid, name},
		group: family.group,
		workers:
			family.sharing === 0
				? []
				: asked.map((workers) => ({
						workers,
						bytes: bytesForChildren(family.group, family.sharing, workers),
					})),
		children: family.order.map((index) => childJson(answer, family.row(index))),
		mappings: blameMappings(erosion, position).map(({start, ...blame}) => ({start: hex(start), ...blame})),
		copies: copiesJson(answer),
		unfollowed: erosion.unfollowed,
		end: timeline.length,
	};
}

function childJson(answer: SharingAnswer, row: ChildRow) {
	const {child, index, pid, name, born, sharing, ending, ownBytes} = row;
	const {time} = answer.timeline.history;
	return {
		pid,
		name,
		born,
		bornUs: time[born],
		now: ending ?? 'shares',
		...figures(sharing),
		copiedAtFork: child.birth.copiedAtFork,
		ownBytes,
		asked: index === answer.marked || undefined,
		curve: child.points.map((point) => ({
			position: point.position,
			timeUs: time[point.position],
			...figures(point),
		})),
		end: child.end && {position: child.end.event, timeUs: time[child.end.event], why: child.end.why},
	};
}

/** Without what else is in the row. */
function figures({inherited, shared, copiedByChild, copiedByParent, letGo}: Sharing): Sharing {
	return {inherited, shared, copiedByChild, copiedByParent, letGo};
}

/** By stretches of the whole run. */
function copiesJson({timeline, erosion}: SharingAnswer) {
	const end = timeline.length ?? 0;
	const all = sampleCopies(erosion, end, stretches);
	const byParent = sampleCopies(erosion, end, stretches, -1);
	return all.flatMap((pages, i) =>
		pages === 0
			? []
			: {
					from: Math.round((i * end) / stretches),
					to: Math.round(((i + 1) * end) / stretches),
					byChildren: pages - byParent[i],
					byParent: byParent[i],
				},
	);
}

const curveHeads = [
	'position',
	'time_us',
	'pid',
	'inherited',
	'shared',
	'copied_by_child',
	'copied_by_parent',
	'let_go',
];

/** The points of the curve of every child. */
export function curveTable({timeline, erosion}: SharingAnswer) {
	const {time} = timeline.history;
	const rows = erosion.children.flatMap(({birth, points}: ErosionChild) =>
		points.map(({position, inherited, shared, copiedByChild, copiedByParent, letGo}) => [
			position,
			time[position].toFixed(1),
			birth.child.pid,
			inherited,
			shared,
			copiedByChild,
			copiedByParent,
			letGo,
		]),
	);
	return {heads: curveHeads, rows};
}

function hex(address: number): string {
	return `0x${address.toString(16)}`;
}
