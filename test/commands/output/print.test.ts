/** Writing to streams. */
import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {printAll} from '../../../source/commands/output/print.ts';

test('a slow reader is waited for', async () => {
	const stream = new PassThrough({highWaterMark: 4});
	const read: string[] = [];
	const writing = printAll(stream as unknown as NodeJS.WriteStream, ['first', 'second', 'third']);
	stream.on('data', (chunk: Buffer) => read.push(chunk.toString()));
	await writing;
	stream.end();
	expect(read.join('')).toBe('firstsecondthird');
});
