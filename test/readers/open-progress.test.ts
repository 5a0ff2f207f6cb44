/** How far the reading of a big file has come. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {workloadLines} from '../../source/readers/forkscope/write.ts';
import {openWorkload} from '../../source/readers/open.ts';
import {crowd} from '../benchmark/crowd.ts';

test('shares grow up to the whole', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-'));
	const file = path.join(folder, 'crowd.ndjson');
	writeFileSync(file, [...workloadLines(crowd(15_000, 1))].map((line) => `${line}\n`).join(''));
	const shares: number[] = [];
	await openWorkload(file, new PassThrough(), {onRead: (share) => shares.push(share)});
	rmSync(folder, {recursive: true});
	expect(shares.length).toBeGreaterThan(1);
	expect(shares).toEqual(shares.toSorted((left, right) => left - right));
	expect(shares.at(-1)).toBeLessThanOrEqual(1);
});
