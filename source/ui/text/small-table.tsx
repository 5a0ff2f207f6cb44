/**
 * Small tables by ink-table, as lines of text. It draws a dozen rows well and hundreds slowly: it serves what is
 * opened on request, never panes that change with every frame. A table that was drawn is kept until its data change.
 */
import {renderToString, Text} from 'ink';
import {Table} from 'ink-table';
import type {PropsWithChildren} from 'react';
import {asciiText} from '../../analysis/words/cells.ts';
import type {GlyphSetName} from './glyphs.ts';

/** Cells by the title of their column. */
export type SmallRow = Readonly<Record<string, string | number>>;

const kept = new Map<string, readonly string[]>();
const keptMax = 8;

/** Numbers stand at the right. `columns` is the width that there is; a table that is wider is left out as empty. */
export function tableLines(
	rows: readonly SmallRow[],
	titles: readonly string[],
	columns: number,
	glyphs: GlyphSetName,
): readonly string[] {
	const key = JSON.stringify([rows, titles, columns, glyphs]);
	const found = kept.get(key);
	if (found !== undefined) {
		return found;
	}

	const lines = widthOf(rows, titles) > columns ? [] : draw(rows, titles, columns);
	const shown = glyphs === 'ascii' ? lines.map(asciiLine) : lines;
	if (kept.size >= keptMax) {
		kept.clear();
	}

	kept.set(key, shown);
	return shown;
}

/** A cell has a blank at either side and a bar after it. */
function widthOf(rows: readonly SmallRow[], titles: readonly string[]): number {
	return titles.reduce(
		(sum, title) => sum + 3 + Math.max(title.length, ...rows.map((row) => String(row[title]).length)),
		1,
	);
}

function draw(rows: readonly SmallRow[], titles: readonly string[], columns: number): string[] {
	const isNumber = (title: string) => rows.every((row) => /^[\d.]*[kKMGT]?$/.test(String(row[title])));
	const table = (
		<Table
			data={rows.map((row) => ({...row}))}
			columns={titles.map((key) => ({key, align: isNumber(key) ? 'right' : 'left'}) as const)}
			skeleton={Skeleton}
			header={Plain}
			cell={Plain}
		/>
	);
	return renderToString(table, {columns})
		.split('\n')
		.filter((line) => line.trim() !== '');
}

/** The rules between the rows are left away, so that a row is a line. */
function Skeleton({children}: PropsWithChildren) {
	const text = String(children);
	return /^[─┌┬┐├┼┤└┴┘]+$/.test(text) ? null : <Text>{children}</Text>;
}

function Plain({children}: PropsWithChildren) {
	return <Text>{children}</Text>;
}

function asciiLine(line: string): string {
	return asciiText(line.replaceAll('│', '|'));
}
