/** Spools: all that was written is read, in order, whoever is faster; and a pause is told once. */
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createSpool, type Spool} from '../../source/readers/spool.ts';
import {eventually} from '../helpers/eventually.ts';

let folder = '';
let spool: Spool;

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'forkscope-spool-'));
	spool = createSpool(path.join(folder, 'text'));
});

afterEach(() => {
	spool.end();
	spool.close();
	rmSync(folder, {recursive: true});
});

/** Reads in the background; a pause is a `|`. */
function reading(): {text: string; isOver: boolean} {
	const read = {text: '', isOver: false};
	const run = async () => {
		for await (const piece of spool.pieces(1)) {
			read.text += piece === undefined ? '|' : piece.toString('utf8');
		}

		read.isOver = true;
	};
	void run();
	return read;
}

test('what was written before and after the reading began is read', async () => {
	spool.write(Buffer.from('one '));
	expect(spool.behind).toBe(4);
	const read = reading();
	await eventually(() => expect(read.text).toBe('one |'));
	expect(spool.behind).toBe(0);
	spool.write(Buffer.from('two'));
	await eventually(() => expect(read.text).toBe('one |two|'));
	spool.end();
	await eventually(() => expect(read.isOver).toBe(true));
	expect(read.text).toBe('one |two|');
});

test('more than a piece is read in pieces', async () => {
	const text = Array.from({length: 60_000}, (_, i) => `line ${i}\n`).join('');
	spool.write(Buffer.from(text));
	spool.end();
	const read = reading();
	await eventually(() => expect(read.isOver).toBe(true));
	expect(read.text).toBe(text);
});

test('who closes it reads no further, and what is there already is not overwritten', async () => {
	const read = reading();
	await eventually(() => expect(read.text).toBe('|'));
	spool.close();
	await eventually(() => expect(read.isOver).toBe(true));
	spool.write(Buffer.from('unread'));
	expect(readFileSync(path.join(folder, 'text'), 'utf8')).toBe('unread');
	expect(() => createSpool(path.join(folder, 'text'))).toThrow('EEXIST');
});
