/** Owners of frames: what the counts let one skip makes no difference, on every kernel, at any moment. */
import {expect, test} from 'vitest';
import {type MemoryView, viewMemory} from '../../../source/analysis/memory/memory.ts';
import {visitTables} from '../../../source/analysis/memory/walk.ts';
import {type FrameOwner, frameRows} from '../../../source/analysis/rows/frames.ts';
import {pageRows} from '../../../source/analysis/rows/maps.ts';
import {livingProcesses} from '../../../source/analysis/rows/processes.ts';
import {designs} from '../../../source/designs/index.ts';
import {pageBytes} from '../../../source/kernel/state/geometry.ts';
import type {Mm, Vpn} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {pteBits, pteFrame} from '../../../source/kernel/state/pte.ts';
import {wordAt} from '../../../source/kernel/state/strips.ts';
import {entryIndex, findTable} from '../../../source/kernel/tables/table.ts';
import {createMachine, runMachine} from '../../../source/machine/machine.ts';
import {refusalOf} from '../../../source/machine/refusal.ts';
import {findWorkload} from '../../../source/workloads/index.ts';

/** The entries on the way, from the leaf up. */
function rightByHand(kernel: Kernel, mm: Mm, vpn: Vpn): FrameOwner['writable'] {
	const mayWrite = (level: number) => {
		const index = entryIndex(kernel, findTable(kernel, mm, vpn, level), level, vpn);
		return (
			(kernel.strip.entry[index] & pteBits.write) !== 0 && (kernel.strip.entry[index] & pteBits.present) !== 0
		);
	};
	const levels = Array.from({length: kernel.geometry.levels}, (_, i) => mayWrite(i + 1));
	return levels[0] ? (levels.every(Boolean) ? 'yes' : 'directory') : 'no';
}

/** Every entry of every table of every process is looked at. */
function ownersByHand({kernel}: MemoryView, frame: number): FrameOwner[] {
	const owners: FrameOwner[] = [];
	const {entries} = kernel.geometry;
	for (const task of livingProcesses(kernel)) {
		visitTables(kernel, kernel.task.mm[task], (table, level, vpn) => {
			for (let i = 0; i < entries && level === 1; i += 1) {
				if (pteFrame(wordAt(kernel, table, i)) === frame) {
					owners.push({
						pid: kernel.task.pid[task],
						address: (vpn + i) * pageBytes,
						writable: rightByHand(kernel, kernel.task.mm[task], vpn + i),
					});
				}
			}
		});
	}

	return owners.slice(0, 64);
}

test.each(designs.map((design) => [design.id, design] as const))('owners on %s', (_id, design) => {
	for (const workload of ['cow', 'threads', 'prefork']) {
		const program = findWorkload(workload)?.build();
		if (program === undefined || refusalOf(design, program, program.header.geometry) !== undefined) {
			continue;
		}

		const machine = createMachine(program, {design});
		for (let part = 1; part <= 3; part += 1) {
			runMachine(machine, Math.floor((program.count * part) / 4));
			const view = viewMemory(machine);
			const task = livingProcesses(machine.kernel).at(-1) ?? 0;
			const frames = pageRows(view, task)
				.map(({frame}) => frame)
				.slice(0, 12);
			const expected = frames.map((frame) => ownersByHand(view, frame));
			expect(frameRows(view, frames).map(({owners}) => owners)).toEqual(expected);
			expect(frameRows(view, frames, task).map(({owners}) => owners)).toEqual(expected);
		}
	}
});
