/** The run in numbers: what has happened so far, and who holds most memory now, in two small tables. */

import {processMemory} from '../../analysis/memory/process-memory.ts';
import {livingProcesses} from '../../analysis/rows/processes.ts';
import {statistics} from '../../analysis/rows/stats.ts';
import {countText, sizeText} from '../../analysis/words/text.ts';
import {type CurveName, sumBetween} from '../../inquiry/history/curves.ts';
import {trustAt} from '../../inquiry/outcome/evidence.ts';
import type {Session} from '../state/session.ts';
import type {SmallRow} from '../text/draw-table.tsx';
import type {GlyphSetName} from '../text/glyphs.ts';
import {tableLines} from '../text/small-table.ts';
import {wrap} from '../text/wrap.ts';

const largestMax = 8;

export function summaryLines(session: Session, columns: number, glyphs: GlyphSetName): readonly string[] {
	return [
		`${session.title} on ${session.kernel}, position ${session.position} of ${session.end}`,
		...trustLines(session, columns),
		'',
		...tableLines(happenings(session), ['WHAT', 'SO FAR', 'KNOWN OF IN ALL'], columns, glyphs),
		'',
		'Who holds most (by PSS, the fair share)',
		...tableLines(largest(session), ['PROCESS', 'PID', 'RSS', 'PSS', 'USS', 'TABLES'], columns, glyphs),
	];
}

/** What limits all that the screen shows. */
function trustLines({timeline}: Session, columns: number): readonly string[] {
	const sentences = trustAt(timeline, {upTo: timeline.history.count, times: true});
	return sentences.length === 0
		? []
		: ['', 'What limits these answers', ...sentences.flatMap((sentence) => wrap(sentence, columns - 2))];
}

const curveRows: readonly (readonly [title: string, curve: CurveName])[] = [
	['forks of all kinds', 'forks'],
	['execs', 'execs'],
	['page faults', 'faults'],
	['pages copied', 'copies'],
];

function happenings(session: Session): SmallRow[] {
	const {timeline, position} = session;
	const {frames, tables} = statistics(session.memory);
	const known = timeline.history.count;
	const row = (what: string, soFar: number, inAll: number): SmallRow => ({
		WHAT: what,
		'SO FAR': countText(soFar),
		'KNOWN OF IN ALL': countText(inAll),
	});
	return [
		...curveRows.map(([title, curve]) =>
			row(
				title,
				sumBetween(timeline, curve, timeline.first, position),
				sumBetween(timeline, curve, timeline.first, known),
			),
		),
		row('frames at most', frames.peak, most(timeline.history.frames, known)),
		row('page tables at most', tables.peak, most(timeline.history.tables, known)),
	];
}

function most(column: Int32Array, count: number): number {
	let found = 0;
	for (let event = 0; event <= count; event += 1) {
		found = Math.max(found, column[event]);
	}

	return found;
}

function largest({memory, machine: {kernel, program}}: Session): SmallRow[] {
	return livingProcesses(kernel)
		.flatMap((task) => {
			const held = processMemory(memory, task);
			return held === undefined ? [] : [{task, held}];
		})
		.sort((left, right) => right.held.pssBytes - left.held.pssBytes)
		.slice(0, largestMax)
		.map(({task, held}) => ({
			PROCESS: program.strings[kernel.task.comm[task]],
			PID: String(kernel.task.pid[task]),
			RSS: sizeText(held.rssBytes),
			PSS: sizeText(held.pssBytes),
			USS: sizeText(held.ussBytes),
			TABLES: String(held.tablePages),
		}));
}
