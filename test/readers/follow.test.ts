/** Following a text of any format: pieces in, a program that grows out; or the sentence why not. */
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import type {GrowingProgram} from '../../source/machine/growing-program.ts';
import {followRecording} from '../../source/readers/follow.ts';

const recording = gunzipSync(
	readFileSync(new URL('../../fixtures/recordings/redis-bgsave.perf.txt.gz', import.meta.url)),
);

function follow() {
	const made: GrowingProgram[] = [];
	const following = followRecording('server', {onProgram: (program) => made.push(program)});
	return {following, made};
}

test('a program is there with the first ops, grows, and is closed at the end', () => {
	const {following, made} = follow();
	following.take(recording.subarray(0, 100));
	expect(made).toEqual([]);
	let count = 0;
	for (let at = 100; at < recording.length; at += 50_000) {
		count += following.take(recording.subarray(at, at + 50_000));
		expect(made[0]?.program.count ?? 0).toBe(count);
	}

	expect(made.length).toBe(1);
	expect(made[0].program).toMatchObject({
		isOpen: true,
		header: {name: 'server', cpus: 1, geometry: 'x86-64'},
	});
	expect(made[0].program.header.limits).toContainEqual({kind: 'followed', count: 1});
	count += following.end();
	expect(made[0].program).toMatchObject({isOpen: false, count});
});

test('what is there is told when nothing comes for a while', () => {
	const {following, made} = follow();
	following.take(recording.subarray(0, 30_000));
	const before = made[0]?.program.count ?? 0;
	expect(following.take(undefined)).toBeGreaterThan(0);
	expect(made[0].program.count).toBeGreaterThan(before);
});

test.each([
	['no recording', 'what is this\n', 'This is no workload and no recording that can be read'],
	[
		'a workload on several CPUs',
		'{"forkscope":1,"name":"x","cpus":2}\n',
		'server cannot be followed while it comes; expected a workload on one CPU',
	],
	[
		'a trace of ftrace',
		'# tracer: nop\n sh-1 [000] d.... 1.0: task_newtask: pid=2 comm=sh clone_flags=1200011 oom_score_adj=0\n',
		'server cannot be followed while it comes',
	],
	['nothing', '', 'server is empty'],
])('%s is refused in a sentence', (_what, text, sentence) => {
	const {following} = follow();
	expect(() => {
		following.take(Buffer.from(text));
		following.end();
	}).toThrow(sentence);
});
