/** The same op in a recording that was followed and in one that was read as a whole. */
import {readFileSync} from 'node:fs';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {gunzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {openRun, withWhole} from '../../source/inquiry/run.ts';
import {sameOp} from '../../source/inquiry/same-op.ts';
import type {GrowingProgram} from '../../source/machine/growing-program.ts';
import type {Program} from '../../source/machine/program.ts';
import {createProgramBuilder, type OpRow, opRow} from '../../source/machine/program-builder.ts';
import {followRecording} from '../../source/readers/follow.ts';
import {openWorkload} from '../../source/readers/open.ts';
import {seek} from '../../source/timeline/seek.ts';
import {positionOf} from '../../source/timeline/timeline.ts';

function made(...rows: readonly OpRow[]): Program {
	const builder = createProgramBuilder();
	for (const row of rows) {
		builder.add(row);
	}

	return builder.finish({name: 'made', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
}

const before = made(
	{op: 'start', pid: 1, comm: 'sh', time: 0},
	{op: 'write', pid: 1, address: 4096, length: 1, time: 10},
	{op: 'write', pid: 1, address: 8192, length: 1, time: 10},
	{op: 'exit', pid: 1, time: 20},
);

test.each([
	[
		'ops that hindsight has added stand before it',
		made(
			{op: 'start', pid: 1, comm: 'sh', time: 0},
			{op: 'write', pid: 1, address: 0, length: 1, time: 10},
			{op: 'write', pid: 1, address: 8192, length: 1, time: 10},
			{op: 'write', pid: 1, address: 4096, length: 1, time: 10},
			{op: 'exit', pid: 1, time: 20},
		),
		[0, 3, 2, 4],
	],
	[
		'what it lacks is stood in for by what comes before it',
		made({op: 'start', pid: 1, comm: 'sh', time: 0}, {op: 'exit', pid: 1, time: 20}),
		[0, 0, 0, 1],
	],
])('%s', (_what, whole, places) => {
	expect([0, 1, 2, 3].map((op) => sameOp(before, op, whole))).toEqual(places);
});

test('without times it is the one at the same place, or the last', () => {
	const untimed = made({op: 'start', pid: 1, comm: 'sh'}, {op: 'exit', pid: 1});
	expect([0, 1].map((op) => sameOp(untimed, op, untimed))).toEqual([0, 1]);
	expect(sameOp(untimed, 1, made({op: 'start', pid: 1, comm: 'sh'}))).toBe(0);
});

test('a run of the beginning is taken over where the same op has just happened', async () => {
	const file = fileURLToPath(new URL('../../fixtures/recordings/redis-bgsave.perf.txt.gz', import.meta.url));
	const text = gunzipSync(readFileSync(file));
	let growing: GrowingProgram | undefined;
	const following = followRecording('redis', {
		isPartial: true,
		onProgram(program) {
			growing = program;
		},
	});
	following.take(text.subarray(0, text.length / 2));
	const program = growing?.program as Program;
	const whole = (await openWorkload(file, process.stdin)).program;
	const run = openRun(program);
	for (const position of [0, 1, Math.floor(program.count / 3), program.count - 1]) {
		seek(run.timeline, position);
		const other = withWhole(run, whole);
		if (typeof other === 'string') {
			expect.unreachable(other);
		}

		const reached = positionOf(other.timeline);
		expect(reached).toBeGreaterThanOrEqual(position);
		const {op, pid, address, time} = opRow(whole, other.timeline.history.op[reached]);
		expect({op, pid, address, time}).toMatchObject(
			position === 0 ? {} : pick(opRow(program, run.timeline.history.op[position])),
		);
	}
});

function pick({op, pid, address, time}: OpRow) {
	return {op, pid, address, time};
}
