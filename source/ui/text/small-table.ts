/**
 * Small tables as lines of text. What draws them takes as long to load as a screen to begin, so it is loaded when there may
 * be a table to draw. A table that was drawn is kept until its data change.
 */
import {asciiText} from '../../analysis/words/cells.ts';
import type {drawTable, SmallRow} from './draw-table.tsx';
import type {GlyphSetName} from './glyphs.ts';

let draw: typeof drawTable | undefined;

/** Until it resolves, tables are left out. */
export async function loadTables(): Promise<void> {
	draw = (await import('./draw-table.tsx')).drawTable;
}

const kept = new Map<string, readonly string[]>();
const keptMax = 8;

/** Numbers stand at the right. `columns` is the width that there is; a table that is wider is left out as empty. */
export function tableLines(
	rows: readonly SmallRow[],
	titles: readonly string[],
	columns: number,
	glyphs: GlyphSetName,
): readonly string[] {
	if (draw === undefined || widthOf(rows, titles) > columns) {
		return [];
	}

	const key = JSON.stringify([rows, titles, columns, glyphs]);
	const found = kept.get(key);
	if (found !== undefined) {
		return found;
	}

	const lines = draw(rows, titles, columns);
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

function asciiLine(line: string): string {
	return asciiText(line.replaceAll('│', '|'));
}
