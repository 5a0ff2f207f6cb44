/** Printing: answers in a form, written as fast as the reader takes them. */
import {once} from 'node:events';
import type {Data} from '../exports/form.ts';
import {writeAs} from '../exports/index.ts';

/** Writes and waits where the reader is slower; a long text never has to be in memory as a whole. */
export async function writeAll(stdout: NodeJS.WriteStream, parts: Iterable<string>): Promise<void> {
	for (const part of parts) {
		if (!stdout.write(part)) {
			await once(stdout, 'drain');
		}
	}
}

export async function printJson(stdout: NodeJS.WriteStream, data: Data): Promise<void> {
	await writeAll(stdout, writeAs('json', {data: () => data}));
}
