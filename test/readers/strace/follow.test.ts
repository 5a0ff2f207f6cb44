/** A log of strace that is followed tells the ops that its whole comes to, however its lines come. */
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {createGrowingProgram} from '../../../source/machine/growing-program.ts';
import {createMachine, runMachine} from '../../../source/machine/machine.ts';
import {withPrintableNames} from '../../../source/machine/printable.ts';
import type {Program} from '../../../source/machine/program.ts';
import {type OpRow, opRow} from '../../../source/machine/program-builder.ts';
import type {Follower} from '../../../source/readers/format.ts';
import {geometryOf} from '../../../source/readers/geometry.ts';
import {straceFormat} from '../../../source/readers/strace/index.ts';

function linesOf(name: string): string[] {
	const bytes = readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url));
	return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trimEnd().split('\n');
}

function follower(): Follower {
	const created = straceFormat.createFollower?.('followed');
	if (created === undefined) {
		throw new Error('strace cannot be followed');
	}

	return created;
}

function wholeOf(lines: readonly string[]): OpRow[] {
	const reader = straceFormat.createReader('followed');
	for (const [i, line] of lines.entries()) {
		reader.line(line, i + 1);
	}

	// On a screen names are printable.
	return rowsOf(withPrintableNames(reader.finish().program));
}

const rowsOf = (program: Program): OpRow[] =>
	Array.from({length: program.count}, (_, i) => opRow(program, i));

/** The program that is told; where a pause comes after each of so many lines, all that is there is told then. */
function followed(lines: readonly string[], {piece, pauses}: {piece: number; pauses: boolean}): Program {
	const reader = follower();
	let growing: ReturnType<typeof createGrowingProgram> | undefined;
	const take = () => {
		const rows = reader.take();
		if (rows.length > 0) {
			growing ??= createGrowingProgram({name: 'followed', swapBytes: 0, geometry: geometryOf(rows)});
			growing.add(rows);
		}
	};
	for (const [i, line] of lines.entries()) {
		reader.line(line, i + 1);
		if ((i + 1) % piece === 0) {
			if (pauses) {
				reader.rest();
			}

			take();
		}
	}

	reader.end();
	take();
	if (growing === undefined) {
		throw new Error('nothing was told');
	}

	growing.close();
	return growing.program;
}

function firstDifference(actual: readonly OpRow[], expected: readonly OpRow[]): unknown {
	const at = Array.from({length: Math.max(actual.length, expected.length)}, (_, i) => i).find(
		(i) => JSON.stringify(actual[i]) !== JSON.stringify(expected[i]),
	);
	return at === undefined ? undefined : {at, actual: actual[at], expected: expected[at]};
}

describe.each([
	'recordings/lua-make.strace.gz',
	'recordings/zlib-configure.strace.gz',
	'strace/ttt-T-y.strace',
	'strace/stderr.strace',
	'strace/plain.strace',
	'strace/r-q.strace',
	'field/arm64-48bit.strace',
	'field/runs-in-32-bit.strace',
	'field/mmap2-page-offset.strace',
])('%s', (name) => {
	const lines = linesOf(name);
	const whole = wholeOf(lines);

	test.each([1, 7, 1000])('in pieces of %i lines', (piece) => {
		expect(firstDifference(rowsOf(followed(lines, {piece, pauses: false})), whole)).toBeUndefined();
	});

	test('with pauses at any place all processes are told, and it runs', () => {
		const program = followed(lines, {piece: 50, pauses: true});
		runMachine(createMachine(program));
		expect(new Set(rowsOf(program).map(({pid}) => pid))).toEqual(new Set(whole.map(({pid}) => pid)));
	});
});
