/** The simulated Linux 6 against the answers of a real one, field by field. */
import {readdirSync, readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {findDesign} from '../source/designs/index.ts';
import {type Report, reportRun} from '../source/inquiry/outcome/report.ts';
import {createMachine} from '../source/machine/machine.ts';
import {readFixture} from './helpers/read-text.ts';

/** Each with the fewest workloads that there must be. */
const folders = {'kernel-truth': 30, 'kernel-truth-swap': 10, 'kernel-truth-thp': 10} as const;

function folderUrl(folder: string): URL {
	return new URL(`../fixtures/${folder}/`, import.meta.url);
}

function workloadsOf(folder: string): string[] {
	return readdirSync(folderUrl(folder))
		.filter((file) => file.endsWith('.ndjson'))
		.map((file) => file.replace('.ndjson', ''));
}

function readTruth(folder: string, name: string): Report {
	const file = readdirSync(folderUrl(folder)).find((each) => each.startsWith(`${name}.truth.json`)) ?? '';
	const bytes = readFileSync(new URL(file, folderUrl(folder)));
	return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}

/** Where two values first differ, as a path and both sides; undefined where they are equal. */
function firstDifference(truth: unknown, ours: unknown, path: string): string | undefined {
	if (typeof truth !== 'object' || truth === null || typeof ours !== 'object' || ours === null) {
		return Object.is(truth, ours)
			? undefined
			: `${path}: the kernel says ${JSON.stringify(truth)}, we say ${JSON.stringify(ours)}`;
	}

	const keys = new Set([...Object.keys(truth), ...Object.keys(ours)]);
	for (const key of keys) {
		const problem = firstDifference(
			(truth as Record<string, unknown>)[key],
			(ours as Record<string, unknown>)[key],
			`${path}.${key}`,
		);
		if (problem !== undefined) {
			return problem;
		}
	}

	return undefined;
}

describe.each(Object.entries(folders))('%s', (folder, atLeast) => {
	const names = workloadsOf(folder);

	test('there is something to compare with', () => {
		expect(names.length).toBeGreaterThan(atLeast);
	});

	test.each(names)('%s', async (name) => {
		const {program} = await readFixture(`${folder}/${name}.ndjson`);
		const {ops, marks} = reportRun(createMachine(program, {design: findDesign('linux-6')}));
		const truth = readTruth(folder, name);
		expect(firstDifference(truth.ops, ops, 'ops')).toBeUndefined();
		expect(firstDifference(truth.marks, marks, 'marks')).toBeUndefined();
	});
});

test('a difference is told by its place and both sides', () => {
	const problem = firstDifference([{vmas: [{Rss: 4}]}], [{vmas: [{Rss: 8}]}], 'marks');
	expect(problem).toBe('marks.0.vmas.0.Rss: the kernel says 4, we say 8');
	expect(firstDifference({a: 1}, {a: 1, b: 2}, 'ops')).toBe('ops.b: the kernel says undefined, we say 2');
});
