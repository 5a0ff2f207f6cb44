/**
 * Printing: the one door by which a command's text leaves it, without anything that a terminal would obey, and as fast as
 * the reader takes it.
 */
import {once} from 'node:events';
import {printableLines} from '../../machine/printable.ts';

type Stream = NodeJS.WriteStream;

/** Lines with their ends. Names within them have no line breaks any more (`withPrintableNames`). */
export function print(stream: Stream, lines: string): void {
	stream.write(printableLines(lines));
}

/** The same of a long text, part by part. */
export async function printAll(stream: Stream, parts: Iterable<string>): Promise<void> {
	for (const part of parts) {
		await write(stream, printableLines(part));
	}
}

/** What a form has made, printable in its own way: with escape codes of ours, or with names as JSON escapes them. */
export async function printForm(stream: Stream, parts: Iterable<string>): Promise<void> {
	for (const part of parts) {
		await write(stream, part);
	}
}

/** Waits where the reader is slower; a long text never has to be in memory as a whole. */
async function write(stream: Stream, text: string): Promise<void> {
	if (!stream.write(text)) {
		await once(stream, 'drain');
	}
}
