/** What `races` prints: the matrix, the answers of one scenario, and a schedule, as text and as JSON. */
import {exactCountText, plural} from '../../analysis/words/text.ts';
import {type TextColumn, tableText, wrapText} from '../../exports/text.ts';
import type {Cell} from '../../races/cell.ts';
import {statesMax} from '../../races/explore.ts';
import type {LawId} from '../../races/laws.ts';
import type {Scenario} from '../../races/scenario.ts';
import {endText, type ScheduleRow, scheduleRows} from '../../races/schedule.ts';
import {countsText, tablesText} from '../../races/words.ts';

/** `holds (1,204 states)`, `double count, 9 steps`, or `not decided (…)`. */
export function answerText({holds, states, violation}: Cell): string {
	if (violation !== undefined) {
		return `${violation.broken.law}, ${plural(violation.schedule.length, 'step')}`;
	}

	return holds === true
		? `holds (${plural(states, 'state', 'states', exactCountText)})`
		: `not decided (${plural(states, 'state', 'states', exactCountText)}; the bound is ${exactCountText(statesMax)})`;
}

/** A row a scenario and a column a protocol, in as many tables below each other as the width asks for. */
export function matrixText(rows: readonly (readonly Cell[])[], width: number): string {
	const name = {title: 'SCENARIO', isText: true, text: ([{race}]: readonly Cell[]) => race.scenario.name};
	const columns = (rows[0] ?? []).map(({race}, position) => ({
		title: race.protocol.id,
		isText: true,
		text: (row: readonly Cell[]) => answerText(row[position]),
	}));
	return blocksOf(rows, name, columns, width)
		.map((block) => tableText([name, ...block], rows))
		.join('\n');
}

type Column = TextColumn<readonly Cell[]>;

function blocksOf(
	rows: readonly (readonly Cell[])[],
	name: Column,
	columns: readonly Column[],
	width: number,
): Column[][] {
	const widthOf = ({title, text}: Column) =>
		Math.max(title.length, ...rows.map((row) => text(row).length)) + 2;
	const blocks: Column[][] = [[]];
	let used = widthOf(name);
	for (const column of columns) {
		const isFull = used + widthOf(column) - 2 > width && blocks[blocks.length - 1].length > 0;
		if (isFull) {
			blocks.push([]);
			used = widthOf(name);
		}

		blocks[blocks.length - 1].push(column);
		used += widthOf(column);
	}

	return blocks;
}

/** One scenario under all protocols. */
export function cellsText(scenario: Scenario, cells: readonly Cell[]): string {
	const columns: readonly TextColumn<Cell>[] = [
		{title: 'LOCKS', isText: true, text: ({race}) => race.protocol.id},
		{title: 'ANSWER', isText: true, text: answerText},
		{title: 'BESIDES', isText: true, text: ({notes}) => notes.join(', ')},
		{title: 'WHAT THEY ARE', isText: true, text: ({race}) => race.protocol.title},
	];
	return `${headText(scenario)}\n${tableText(columns, cells)}`;
}

function headText({name, says, letter}: Scenario): string {
	return [`${name}: ${says}`, letter]
		.map((text) => wrapText(text, ''))
		.join('')
		.replace(/\n+$/, '\n');
}

/** One scenario under one protocol: the shortest schedule that breaks a law, or that there is none. */
export function scheduleText(scenario: Scenario, cell: Cell, law: LawId | undefined): string {
	const {race, violation, notes} = cell;
	const {id, title, source} = race.protocol;
	const locks = wrapText(`Locks ${id}: ${title}. ${source}`, '');
	const besides = notes.length === 0 ? '' : `Besides, some interleavings come to: ${notes.join(', ')}.\n`;
	if (violation === undefined) {
		const answer =
			law === undefined
				? answerText(cell)
				: `${law}: never (${plural(cell.states, 'state', 'states', exactCountText)})`;
		return `${headText(scenario)}${locks}\n${answer}\n${besides}`;
	}

	const rows = scheduleRows(race, violation.schedule);
	const broken = `${answerText(cell)}: ${endText(race, violation.schedule, violation.broken)}`;
	return `${headText(scenario)}${locks}\n${tableText(scheduleColumns(cell), rows)}\n${broken}
${legend}`;
}

const legend = `
T1×2 [f1w -]: table 1, counted twice, maps frame 1 (w writable, d dirty, y young) and nothing; s1: swap slot 1.
mm1:2: CPU 2 holds mm1’s page_table_lock; sem1: its mmap_sem, for reading (r) or writing (w).
`;

function scheduleColumns({race}: Cell): TextColumn<ScheduleRow>[] {
	return [
		{title: '#', text: ({number}) => String(number)},
		...race.cpus.map(({mm}, cpu) => ({
			title: `CPU ${cpu + 1} (${mm === 0 ? 'kernel' : `mm${mm}`})`,
			isText: true,
			text: (row: ScheduleRow) => (row.cpu === cpu + 1 ? row.step : ''),
		})),
		{title: 'LOCKS', isText: true, text: ({locks}) => locks.join(' ')},
		{title: 'TABLES', isText: true, text: ({state}) => tablesText(race, state)},
		{title: 'PAGES', isText: true, text: ({state}) => countsText(race, state)},
	];
}
