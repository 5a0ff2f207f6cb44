/** A kernel: its state as columns, and the geometry, limits and policies that it runs with. */

import type {Columns} from './columns.ts';
import {allocateRow, createColumns} from './columns.ts';
import {type Counted, createCounted, noteCounted} from './counted.ts';
import type {Effects} from './effects.ts';
import {createEffects} from './effects.ts';
import type {Geometry} from './geometry.ts';
import type {RowIds} from './ids.ts';
import {defaultLimits, type HugePageMode, type Limits} from './limits.ts';
import {inOneShape} from './one-shape.ts';
import type {PoliciesOf, TableSharingOf} from './policies.ts';
import {kernelSchema, queuesInLruvec, totals} from './schema.ts';
import type {WorkRow} from './work.ts';
import {workUnitCount} from './work.ts';

export type KernelColumns = Columns<ReturnType<typeof kernelSchema>, RowIds>;
export type Kernel = KernelColumns & {
	/** The same tables as one object, for saving and restoring. */
	readonly columns: KernelColumns;
	readonly geometry: Geometry;
	readonly limits: Limits;
	readonly hugePages: HugePageMode;
	readonly policies: PoliciesOf<Kernel>;
	/** What the running event did, page by page; emptied before each event and never part of the state. */
	readonly effects: Effects;
	/** Which units of work it has counted. */
	readonly counted: Counted;
};

/** The choices that make a kernel one design or another. */
export type Policies = PoliciesOf<Kernel>;
export type TableSharing = TableSharingOf<Kernel>;

/** A kernel that has just booted: no task, no frame in use. */
export function createKernel(options: {
	readonly geometry: Geometry;
	readonly policies: Policies;
	readonly limits?: Partial<Limits>;
	readonly hugePages?: HugePageMode;
}): Kernel {
	const columns: KernelColumns = createColumns(kernelSchema(options.geometry));
	const kernel: Kernel = {
		...columns,
		columns,
		geometry: options.geometry,
		limits: {...defaultLimits, ...options.limits},
		hugePages: options.hugePages ?? 'madvise',
		policies: inOneShape(options.policies),
		effects: createEffects(),
		counted: createCounted(workUnitCount),
	};
	for (let unit = 0; unit < workUnitCount; unit += 1) {
		allocateRow(kernel.work);
	}

	for (let i = 0; i < Object.keys(totals).length; i += 1) {
		allocateRow(kernel.total);
	}

	allocateRow(kernel.anchor);
	allocateRow(kernel.lruvec);
	for (let i = 0; i < queuesInLruvec; i += 1) {
		allocateRow(kernel.queue);
	}

	kernel.total.value[totals.nextMapping] = 1;
	return kernel;
}

/** Counts `amount` units of work; the unit is a row, one of workUnits, as looking it up by name would take longer than counting. */
export function countWork(kernel: Kernel, unit: WorkRow, amount = 1): void {
	const counts = kernel.work.amount;
	noteCounted(kernel.counted, unit, counts[unit]);
	counts[unit] += amount;
}
