/** Reads a workload or a recording that a test writes as text. */
import {Readable} from 'node:stream';
import type {Recording} from '../../source/readers/format.ts';
import {openWorkload} from '../../source/readers/open.ts';

/** The recording in `text`, as if it came through standard input. */
export function readText(text: string | Uint8Array): Promise<Recording> {
	return openWorkload('-', Readable.from([Buffer.from(text)]));
}

/** A file of the fixtures folder. */
export function readFixture(path: string): Promise<Recording> {
	return openWorkload(new URL(`../../fixtures/${path}`, import.meta.url).pathname, Readable.from([]));
}
