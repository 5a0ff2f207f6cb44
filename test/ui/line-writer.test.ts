/** Lines on a terminal: whatever stood there before, what is written over it leaves the same cells as it does alone. */
import xterm from '@xterm/headless';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createLineWriter} from '../../source/ui/terminal/line-writer.ts';
import {findGlyphs} from '../../source/ui/text/glyphs.ts';
import {paintLine, type Span} from '../../source/ui/text/line.ts';
import {type Meaning, themes} from '../../source/ui/text/theme.ts';

const columns = 16;
const rows = 3;
const paint = {theme: themes[0], glyphs: findGlyphs('unicode')};

/** What a terminal holds once these screens were written one after the other: its signs and how each looks. */
async function cellsAfter(screens: readonly (readonly string[])[]): Promise<string> {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
	const writer = createLineWriter({
		write(text) {
			terminal.write(text as string);
			return true;
		},
	});
	for (const screen of screens) {
		writer.write(screen);
	}

	await new Promise<void>((resolve) => terminal.write('', resolve));
	const looks = Array.from({length: rows}, (_, row) =>
		Array.from({length: columns}, (_, column) => {
			const cell = terminal.buffer.active.getLine(row)?.getCell(column);
			return [
				cell?.getChars().trim(),
				cell?.getFgColor(),
				cell?.getBgColor(),
				cell?.isBold(),
				cell?.isDim(),
				cell?.isInverse(),
				cell?.isUnderline(),
			].join();
		}).join('|'),
	);
	terminal.dispose();
	return looks.join('\n');
}

/** Few signs and meanings, so that lines have much in common; wide ones, combining ones and what looks like a code. */
const span = fc.tuple(
	fc.string({
		unit: fc.constantFrom('a', 'b', ' ', '0', 'm', '[', '│', '…', '漢', 'e\u0301', '👩‍🚀'),
		maxLength: 6,
	}),
	fc.constantFrom<Meaning>('plain', 'strong', 'dim', 'selected', 'changed', 'header'),
);
const line = fc
	.tuple(fc.array(span, {maxLength: 4}), fc.constantFrom<Meaning>('plain', 'selected'))
	.map(([spans, base]) => paintLine(paint, columns, spans as readonly Span[], base));
const screen = fc.array(line, {minLength: rows, maxLength: rows});

test('screens written one over the other leave what the last one is', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(screen, {minLength: 2, maxLength: 4}), async (screens) => {
			expect(await cellsAfter(screens)).toBe(await cellsAfter(screens.slice(-1)));
		}),
	);
});

/** A writer, and what it has written. */
function openWriter() {
	const writes: string[] = [];
	const writer = createLineWriter({
		write(text) {
			writes.push(text as string);
			return true;
		},
	});
	return {writes, writer};
}

const linesOf = (...texts: readonly Span[][]) => texts.map((spans) => paintLine(paint, columns, spans));

test('what stays is not written again', () => {
	const before = linesOf([['at 1', 'strong'], [' of 9']], [['below']]);
	const after = linesOf([['at 2', 'strong'], [' of 9']], [['below']]);
	const {writes, writer} = openWriter();
	for (const lines of [before, after, after]) {
		writer.write(lines);
	}

	const [, second = '', ...others] = writes;
	expect(others).toEqual([]);
	expect(second).toContain('2');
	expect(second).not.toContain('at');
	expect(second).not.toContain('of');
	expect(second).not.toContain('below');
});

test('after something else was on the screen all is written', () => {
	const {writes, writer} = openWriter();
	const lines = linesOf([['above']], [['below']]);
	writer.write(lines);
	writer.forget();
	writer.write(lines);
	expect(writes[1]).toBe(writes[0]);
});
