/** A recording that is followed tells the ops that its whole comes to, however its lines come. */
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {createGrowingProgram} from '../../../source/machine/growing-program.ts';
import type {Program} from '../../../source/machine/program.ts';
import {type OpRow, opRow} from '../../../source/machine/program-builder.ts';
import type {Follower} from '../../../source/readers/format.ts';
import {perfFormat} from '../../../source/readers/perf/index.ts';

function linesOf(name: string): string[] {
	return gunzipSync(readFileSync(new URL(`../../../fixtures/recordings/${name}`, import.meta.url)))
		.toString('utf8')
		.split('\n')
		.filter((line) => line !== '');
}

function follower(): Follower {
	const created = perfFormat.createFollower?.('followed');
	if (created === undefined) {
		throw new Error('perf cannot be followed');
	}

	return created;
}

/** The ops of the whole, without what only the whole tells. */
function wholeOf(lines: readonly string[]): OpRow[] {
	const reader = perfFormat.createReader('whole');
	for (const [i, line] of lines.entries()) {
		reader.line(line, i + 1);
	}

	return rowsOf(reader.finish().program);
}

function rowsOf(program: Program): OpRow[] {
	return Array.from({length: program.count}, (_, i) => withoutHindsight(opRow(program, i)));
}

function withoutHindsight({uncached: _u, folio: _f, image, ...row}: OpRow): OpRow {
	return image === undefined ? row : {...row, image: image.map(({filled: _filled, ...mapping}) => mapping)};
}

/** The ops that are told, as a program has them; `pieces` are numbers of lines, again and again. */
function followed(lines: readonly string[], pieces: readonly number[]): OpRow[] {
	const reader = follower();
	const growing = createGrowingProgram({name: 'followed', swapBytes: 0, geometry: 'x86-64'});
	let at = 0;
	for (let i = 0; at < lines.length; i += 1) {
		const piece = pieces[i % pieces.length] ?? lines.length;
		for (const line of lines.slice(at, at + piece)) {
			at += 1;
			reader.line(line, at);
		}

		growing.add(reader.take());
	}

	reader.end();
	growing.add(reader.take());
	return rowsOf(growing.program);
}

/** The first op that is not the same, as both have it. */
function firstDifference(actual: readonly OpRow[], expected: readonly OpRow[]): unknown {
	const at = Array.from({length: Math.max(actual.length, expected.length)}, (_, i) => i).find(
		(i) => JSON.stringify(actual[i]) !== JSON.stringify(expected[i]),
	);
	return at === undefined ? undefined : {at, actual: actual[at], expected: expected[at]};
}

describe.each(['redis-bgsave.perf.txt.gz', 'apache-prefork.perf.txt.gz'])('%s', (name) => {
	const lines = linesOf(name);
	const whole = wholeOf(lines);

	test.each([[1000], [1, 7, 4000], [20_000]])('in pieces of %s lines', (...pieces) => {
		expect(firstDifference(followed(lines, pieces), whole)).toBeUndefined();
	});
});

test('a long recording, in pieces of all sizes', () => {
	const lines = linesOf('lua-make.perf.txt.gz');
	expect(firstDifference(followed(lines, [1, 7, 4000, 20_000]), wholeOf(lines))).toBeUndefined();
});

test('any pieces of a small recording come to the same', () => {
	const lines = linesOf('lua-make.perf.txt.gz').slice(0, 3000);
	const whole = followed(lines, [lines.length]);
	fc.assert(
		fc.property(fc.array(fc.integer({min: 1, max: 900}), {minLength: 1, maxLength: 12}), (pieces) => {
			expect(followed(lines, pieces)).toEqual(whole);
		}),
		{numRuns: 25},
	);
});
