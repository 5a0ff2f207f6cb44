/** Blocks of faults: each fault keeps its place however many come, and those that were used give their memory back. */
import {expect, test} from 'vitest';
import {
	addRoom,
	blockOf,
	createFaults,
	giveBackBefore,
	placeIn,
} from '../../../source/readers/perf/fault-blocks.ts';

const count = 200_000;

function filled() {
	const faults = createFaults();
	for (let i = 1; i <= count; i += 1) {
		const fault = addRoom(faults);
		expect(fault === i).toBe(true);
		const {address, tid} = blockOf(faults, fault);
		address[placeIn(fault)] = 2 ** 40 + fault;
		tid[placeIn(fault)] = fault;
	}

	return faults;
}

test('every fault has a place of its own', () => {
	const faults = filled();
	const wrong = Array.from({length: count}, (_, i) => i + 1).filter((fault) => {
		const {address, tid} = blockOf(faults, fault);
		return address[placeIn(fault)] !== 2 ** 40 + fault || tid[placeIn(fault)] !== fault;
	});
	expect(wrong).toEqual([]);
	expect(faults.count).toBe(count);
});

test('what is before the block of a fault is given back, and nothing else', () => {
	const faults = filled();
	const fault = 150_000;
	giveBackBefore(faults, 1);
	expect(faults.blocks.every(({buffer}) => buffer.byteLength > 0)).toBe(true);
	giveBackBefore(faults, fault);
	giveBackBefore(faults, fault + 1);
	const isGone = ({buffer}: {buffer: ArrayBuffer}) => buffer.byteLength === 0;
	const at = faults.blocks.indexOf(blockOf(faults, fault));
	expect(at).toBeGreaterThan(1);
	expect(faults.blocks.slice(0, at).every(isGone)).toBe(true);
	expect(faults.blocks.slice(at).some(isGone)).toBe(false);
	expect(blockOf(faults, fault).tid[placeIn(fault)]).toBe(fault);
});
