/** docs/queries.md: every example in it is understood, and every word of the language stands in it. */

import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {parseCondition} from '../../../source/analysis/query/condition.ts';
import {counts} from '../../../source/analysis/query/condition-counts.ts';
import {parseQuery} from '../../../source/analysis/query/query.ts';
import {queryWords} from '../../../source/analysis/query/terms.ts';
import {openRun} from '../../../source/inquiry/run.ts';
import {createPast} from '../../../source/inquiry/sharing/past.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {seek} from '../../../source/timeline/seek.ts';
import {findWorkload} from '../../../source/workloads/index.ts';

const text = readFileSync(new URL('../../../docs/queries.md', import.meta.url), 'utf8');
const [processes, conditions] = text.split('\n## ').slice(1);

/** What stands in the first column of the tables; a stroke is written `\|` there. */
function examplesIn(section: string): string[] {
	return [...section.matchAll(/^\| `(.+?)` \|/gm)].map(([, example]) => example.replaceAll('\\|', '|'));
}

const program = findWorkload('build')?.build();
if (program === undefined) {
	throw new Error('no workload build');
}

const {timeline} = openRun(program);
seek(timeline, 1200);
const {machine} = timeline;
const past = createPast(timeline);

test.each(examplesIn(processes))('the query %s', (example) => {
	const isMeant = parseQuery(example).on(viewMemory(machine, past));
	expect(typeof isMeant(findTask(machine.kernel, 1))).toBe('boolean');
});

test.each(examplesIn(conditions))('the condition %s', (example) => {
	expect(typeof parseCondition(example, program).holds(machine, past)).toBe('boolean');
});

test('there are examples, and every word is among them', () => {
	expect(examplesIn(processes).length).toBeGreaterThan(30);
	expect(examplesIn(conditions).length).toBeGreaterThan(15);
	const missing = [...queryWords, ...Object.keys(counts)].filter(
		(word) => !new RegExp(`\`[^\`]*\\b${word}\\b`).test(text),
	);
	expect(missing).toEqual([]);
});
