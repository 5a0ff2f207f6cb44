/** Text for people and for programs: tables whose columns stand under each other, and JSON that is written as it grows. */
import {once} from 'node:events';

export type TextColumn<Row> = {
	readonly title: string;
	/** Text stands at the left; numbers, unless told, at the right. */
	readonly isText?: boolean;
	text(row: Row): string;
};

/** Lines with a heading; a column whose cells are all empty is left out, and no line ends in blanks. */
export function tableText<Row>(
	columns: readonly TextColumn<Row>[],
	rows: readonly Row[],
	gap = '  ',
): string {
	const cells = columns.map((column) => ({column, texts: rows.map((row) => column.text(row))}));
	const shown = cells.filter(({texts}) => texts.some((text) => text !== ''));
	const padded = shown.map(({column, texts}) => {
		const all = [column.title, ...texts];
		const width = all.reduce((most, text) => Math.max(most, text.length), 0);
		return all.map((text) => (column.isText ? text.padEnd(width) : text.padStart(width)));
	});
	const lines = [undefined, ...rows].map((_row, line) =>
		padded
			.map((texts) => texts[line])
			.join(gap)
			.trimEnd(),
	);
	return `${lines.join('\n')}\n`;
}

/** Writes and waits where the reader is slower; a long text never has to be in memory as a whole. */
export async function writeAll(stdout: NodeJS.WriteStream, parts: Iterable<string>): Promise<void> {
	for (const part of parts) {
		if (!stdout.write(part)) {
			await once(stdout, 'drain');
		}
	}
}

/**
 * An object as lines of JSON: each of its fields on one, and each element of a list or of an object of objects, so that
 * it can be read, compared and searched line by line.
 */
export function* jsonLines(object: Readonly<Record<string, unknown>>): Generator<string> {
	let before = '{\n';
	for (const [name, value] of Object.entries(object).filter(([, each]) => each !== undefined)) {
		yield `${before}"${name}": `;
		before = ',\n';
		if (Array.isArray(value)) {
			yield* listLines(
				'[',
				value.map((element) => JSON.stringify(element)),
				']',
			);
		} else if (isObjectOfObjects(value)) {
			const fields = Object.entries(value);
			yield* listLines(
				'{',
				fields.map(([key, field]) => `"${key}": ${JSON.stringify(field)}`),
				'}',
			);
		} else {
			yield JSON.stringify(value);
		}
	}

	yield '\n}\n';
}

function isObjectOfObjects(value: unknown): value is Readonly<Record<string, object>> {
	const isObject = (each: unknown) => typeof each === 'object' && each !== null;
	return isObject(value) && Object.values(value as object).every(isObject);
}

function* listLines(open: string, lines: readonly string[], close: string): Generator<string> {
	yield open;
	for (const [i, line] of lines.entries()) {
		yield `${i === 0 ? '' : ','}\n${line}`;
	}

	yield lines.length === 0 ? close : `\n${close}`;
}

const textWidth = 80;

/** A paragraph in lines of at most 80 columns, each with `indent` before it; ends with a line end. */
export function wrapText(text: string, indent: string): string {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(/\s+/)) {
		if (line !== '' && indent.length + line.length + 1 + word.length > textWidth) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}

	return [...lines, line].map((each) => `${indent}${each}\n`).join('');
}
