/** A recorded build of 157,000 events: wherever one jumps, the machine is what it was on the straight way. */
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {sameSnapshot, saveColumns} from '../../source/kernel/state/snapshot.ts';
import {createMachine, runMachine} from '../../source/machine/machine.ts';
import {openWorkload} from '../../source/readers/open.ts';
import {lengthOf} from '../../source/timeline/explore.ts';
import {seek} from '../../source/timeline/seek.ts';
import {createTimeline, positionOf} from '../../source/timeline/timeline.ts';

const file = fileURLToPath(new URL('../../fixtures/recordings/lua-make.perf.txt.gz', import.meta.url));

test('jumping about in a recording', async () => {
	const {program} = await openWorkload(file, process.stdin);
	const straight = createMachine(program);
	const positions = [17, 5000, 31_337, 77_777, 120_001, 157_000];
	const states = new Map(
		positions.map((position) => {
			runMachine(straight, position);
			return [position, saveColumns(straight.columns)] as const;
		}),
	);
	const timeline = createTimeline(createMachine(program), {budgetBytes: 40_000_000});
	const end = lengthOf(timeline);
	for (const position of [120_001, 17, 157_000, 77_777, 31_337, 157_000, 5000]) {
		// From both sides: by a jump, and by a step back from a jump just beyond.
		seek(timeline, Math.min(position + 1, end));
		seek(timeline, positionOf(timeline) - 1);
		expect(positionOf(timeline)).toBe(position);
		const state = states.get(position);
		expect(state !== undefined && sameSnapshot(saveColumns(timeline.machine.columns), state)).toBe(true);
	}

	expect(timeline.keyframes.usedBytes).toBeLessThanOrEqual(40_000_000);
});
