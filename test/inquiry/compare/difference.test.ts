/** What differs between two kernels is found: nothing that the log tells of, or that a process reads, passes for the same. */
import {expect, test} from 'vitest';
import {designs} from '../../../source/designs/index.ts';
import {createDifference, differencesAt} from '../../../source/inquiry/compare/difference.ts';
import {eventAt, eventText} from '../../../source/inquiry/history/event.ts';
import {openRun, type Run} from '../../../source/inquiry/run.ts';
import {refusalOf} from '../../../source/machine/refusal.ts';
import {lengthOf} from '../../../source/timeline/explore.ts';
import {cow} from '../../../source/workloads/cow.ts';
import {findWorkload} from '../../../source/workloads/index.ts';

const workloads = ['cow', 'vfork', 'zombies-and-orphans', 'pipeline'].map((id) => {
	const program = findWorkload(id)?.build();
	if (program === undefined) {
		throw new Error(`no workload ${id}`);
	}

	return [id, program] as const;
});

/** The first event of which the two logs tell otherwise. */
function firstOtherLine(left: Run, right: Run): number | undefined {
	const length = Math.max(lengthOf(left.timeline), lengthOf(right.timeline));
	for (let position = 1; position <= length; position += 1) {
		const [ours, theirs] = [left, right].map(({timeline}) => eventAt(timeline, position));
		if (ours === undefined || theirs === undefined || eventText(ours) !== eventText(theirs)) {
			return position;
		}
	}

	return undefined;
}

test.each(designs.map((design) => [design.id, design] as const))(
	'where the logs of linux-6 and %s differ, the runs are said to differ, and in what',
	(_id, design) => {
		for (const [id, program] of workloads) {
			if (refusalOf(design, program) !== undefined) {
				continue;
			}

			const [left, right] = [openRun(program), openRun(program, {design})];
			const line = firstOtherLine(left, right);
			const at = createDifference(left.timeline, right.timeline)();
			expect(at ?? Number.POSITIVE_INFINITY, id).toBeLessThanOrEqual(line ?? Number.POSITIVE_INFINITY);
			if (at !== undefined) {
				expect(differencesAt(left.timeline, right.timeline, at), `${id} at ${at}`).not.toEqual([]);
			}

			if (line !== undefined && line <= Math.min(left.timeline.history.count, right.timeline.history.count)) {
				expect(differencesAt(left.timeline, right.timeline, line), `${id} at ${line}`).not.toEqual([]);
			}
		}
	},
);

test('a fork that protects whole tables is another one than a fork that protects entries', () => {
	const shared = designs.find(({id}) => id === 'shared-pt');
	const whole = designs.find(({id}) => id === 'shared-pt-dir');
	const [left, right] = [shared, whole].map((design) => openRun(cow.build(), {design}).timeline);
	lengthOf(left);
	lengthOf(right);
	const at = createDifference(left, right)();
	expect(at === undefined ? undefined : eventAt(left, at)?.asked).toMatch(/^fork /);
	const what = differencesAt(left, right, at ?? 0).map((difference) => difference.what);
	expect(what).toContain('write-protected');
});

test('a run differs from itself in nothing, however far each is known', () => {
	const [left, right] = [openRun(cow.build()).timeline, openRun(cow.build()).timeline];
	const find = createDifference(left, right);
	expect(find()).toBeUndefined();
	lengthOf(left);
	lengthOf(right);
	expect(find()).toBeUndefined();
});
