import {expect, test} from 'vitest';
import {designs, findDesign} from '../../../source/designs/index.ts';
import {openRun, type Run} from '../../../source/inquiry/run.ts';
import {stagesOfNext} from '../../../source/inquiry/stages/stages.ts';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {saveColumns} from '../../../source/kernel/state/snapshot.ts';
import type {Machine} from '../../../source/machine/state.ts';
import {lengthOf} from '../../../source/timeline/explore.ts';
import {seek} from '../../../source/timeline/seek.ts';
import {cow} from '../../../source/workloads/cow.ts';

/** The event in which the child writes a page that it shares with its parent. */
const childWrites = 10;

function runOn(kernel: string): Run {
	return openRun(cow.build(), {design: findDesign(kernel)});
}

function toldOn(kernel: string, event: number): readonly string[] {
	const {timeline} = runOn(kernel);
	seek(timeline, event - 1);
	return stagesOfNext(timeline.machine)?.all.map(({sentence}) => sentence.replaceAll(/#\d+/g, '#n')) ?? [];
}

/** What the kernels do on the same write, each in its own stages. */
const writes: readonly (readonly [kernel: string, stages: readonly RegExp[]])[] = [
	[
		'linux-6',
		[
			/PTE entry lets no write through/,
			/1 page copied on write/,
			/PTE: frame #n ro → frame #n rw/,
			/holds what op 10/,
		],
	],
	[
		'shared-pt',
		[
			/PTE entry lets no write through/,
			/page table built/,
			/8 entries copied/,
			/page table split; PMD: table #n rw → table #n rw/,
			/copied on write/,
			/PTE: frame #n ro → frame #n rw/,
			/holds what op 10/,
		],
	],
	[
		'shared-pt-dir',
		[
			/PMD entry lets no write through/,
			/page table built/,
			/entries copied; PTE: frame #n rw → frame #n ro/,
			/page table split, 6 write-protected; PMD: table #n ro → table #n rw/,
			/copied on write/,
			/PTE: frame #n ro → frame #n rw/,
			/holds what op 10/,
		],
	],
	[
		'uvm',
		[
			/lets no write through/,
			/copied on write/,
			/PTE: frame #n ro → empty/,
			/PTE: empty → frame #n rw/,
			/holds/,
		],
	],
	['3bsd', [/begins/]],
];

test.each(writes)('a write to a shared page on %s', (kernel, expected) => {
	const told = toldOn(kernel, childWrites);
	for (const [i, pattern] of expected.entries()) {
		expect(told[i]).toMatch(pattern);
	}
});

test('the first stage is the moment before, the last the event as it comes by itself', () => {
	for (const {id} of designs) {
		const {timeline} = runOn(id);
		const bytes = ({columns}: Machine) => Buffer.from(saveColumns(columns).bytes).toString('latin1');
		for (let event = 1; event <= lengthOf(timeline); event += 1) {
			seek(timeline, event - 1);
			const before = bytes(timeline.machine);
			const stages = stagesOfNext(timeline.machine);
			expect(stages?.event).toBe(event);
			const at = (index: number) => stages?.machineAt(index) as Machine;
			expect(bytes(at(0)) === before, `${id} before ${event}`).toBe(true);
			const count = stages?.all.length ?? 0;
			for (let index = 1; index + 1 < count; index += 1) {
				expect(bytes(at(index)) === before, `${id} ${event}.${index}`).toBe(false);
			}

			const last = at(count - 1);
			expect(bytes(timeline.machine) === before, `${id} ${event}: what is looked at stays`).toBe(true);
			seek(timeline, event);
			expect(bytes(last) === bytes(timeline.machine), `${id} after ${event}`).toBe(true);
			expect(checkKernel(last.kernel)).toBeUndefined();
			expect(stages?.all.every(({sentence}) => sentence !== '')).toBe(true);
		}

		expect(stagesOfNext(timeline.machine)).toBeUndefined();
	}
});
