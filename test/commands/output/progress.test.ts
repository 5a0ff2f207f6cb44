/** Progress is a line of a terminal: nothing of it reaches a file, and nothing is left of it. */
import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {eventProgress, startProgress} from '../../../source/commands/output/progress.ts';

function stream(isTTY: boolean): {readonly stderr: NodeJS.WriteStream; readonly text: () => string} {
	const chunks: string[] = [];
	const stderr = Object.assign(new PassThrough(), {isTTY}) as unknown as NodeJS.WriteStream;
	stderr.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
	return {stderr, text: () => chunks.join('')};
}

test('on a terminal each percent is written once, over the last, and taken back at the end', () => {
	const {stderr, text} = stream(true);
	const progress = startProgress(stderr, 'Reading x');
	for (const share of [0.1, 0.101, 0.5, 1]) {
		progress.tell(share);
	}

	progress.end();
	progress.end();
	const clear = '\r\u001B[K';
	expect(text()).toBe(`${clear}Reading x … 10%${clear}Reading x … 50%${clear}Reading x … 100%${clear}`);
});

test('elsewhere nothing is written', () => {
	const {stderr, text} = stream(false);
	const progress = startProgress(stderr, 'Reading x');
	progress.tell(0.5);
	progress.end();
	expect(text()).toBe('');
});

test('a run tells its share every so many events', () => {
	const shares: number[] = [];
	const see = eventProgress({tell: (share) => shares.push(share), end: () => {}}, 2 ** 16);
	for (let event = 0; event < 2 ** 16; event += 1) {
		see();
	}

	expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
});
