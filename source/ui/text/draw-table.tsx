/**
 * Small tables by ink-table. It draws a dozen rows well and hundreds slowly: it serves what is opened on request, never
 * panes that change with every frame.
 */
import {renderToString, Text} from 'ink';
import {Table} from 'ink-table';
import type {PropsWithChildren} from 'react';

/** Cells by the title of their column. */
export type SmallRow = Readonly<Record<string, string | number>>;

/** A line a row, below the titles. Numbers stand at the right. */
export function drawTable(rows: readonly SmallRow[], titles: readonly string[], columns: number): string[] {
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
