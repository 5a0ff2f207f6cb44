/** History says what the events said when they happened, and is written once. */
import {expect, test} from 'vitest';
import {effectKinds} from '../../source/kernel/state/effects.ts';
import {workUnits} from '../../source/kernel/state/work.ts';
import {createMachine} from '../../source/machine/machine.ts';
import {copyMachine} from '../../source/timeline/copy-machine.ts';
import {lengthOf} from '../../source/timeline/explore.ts';
import {effectAmountIn, effectsIn, workIn} from '../../source/timeline/history.ts';
import {seek} from '../../source/timeline/seek.ts';
import {createTimeline, positionOf} from '../../source/timeline/timeline.ts';
import {cow} from '../../source/workloads/cow.ts';
import {pipeline} from '../../source/workloads/pipeline.ts';

function timelineOf(program = cow.build()) {
	return createTimeline(createMachine(program));
}

test('counts effects and work, event by event', () => {
	const timeline = timelineOf();
	const end = lengthOf(timeline);
	const {history} = timeline;
	const sum = (count: (event: number) => number) =>
		Array.from({length: end}, (_, i) => count(i + 1)).reduce((total, one) => total + one, 0);
	// Two pages read, six written; the child writes pages 0, 1 and 7, the parent page 1 while it is shared.
	expect(sum((event) => effectsIn(history, event, effectKinds.zeroFill))).toBe(6);
	expect(sum((event) => effectsIn(history, event, effectKinds.zeroPage))).toBe(2);
	expect(sum((event) => effectsIn(history, event, effectKinds.zeroCopy))).toBe(1);
	expect(sum((event) => effectsIn(history, event, effectKinds.copy))).toBe(2);
	expect(sum((event) => workIn(history, event, workUnits.page_copy))).toBe(2);
});

test('keeps amounts apart from counts', () => {
	const timeline = timelineOf(pipeline.build());
	lengthOf(timeline);
	const {history} = timeline;
	const event = history.op.findIndex((_, i) => effectsIn(history, i, effectKinds.mapFile) > 0);
	const around = effectAmountIn(history, event, effectKinds.mapFile);
	expect(around).toBeGreaterThan(effectsIn(history, event, effectKinds.mapFile));
});

test('does not change when events are carried out again', () => {
	const timeline = timelineOf();
	const end = lengthOf(timeline);
	const {history} = timeline;
	const before = history.time.slice(0, end + 1);
	seek(timeline, end);
	seek(timeline, 3);
	seek(timeline, end);
	expect(history.count).toBe(end);
	expect(history.time.slice(0, end + 1)).toEqual(before);
});

test('a timeline begins where its machine is, and leaves the one that it was copied of alone', () => {
	const timeline = timelineOf();
	seek(timeline, 9);
	const other = createTimeline(copyMachine(timeline.machine));
	expect(positionOf(other)).toBe(9);
	expect(lengthOf(other)).toBe(lengthOf(timeline));
	seek(other, 12);
	expect(seek(other, 2)).toBe(9);
	expect(positionOf(timeline)).toBe(9);
	expect(other.history.op.slice(10, 20)).toEqual(timeline.history.op.slice(10, 20));
});
