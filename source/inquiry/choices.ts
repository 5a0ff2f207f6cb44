/** What people choose by name: kernels, cost tables, page tables. A name that is not known is a UserError which says what there is. */
import {existsSync} from 'node:fs';
import {didYouMean} from '../analysis/words/suggest.ts';
import type {CostTable} from '../designs/costs/cost-table.ts';
import {costTables, findCostTable} from '../designs/costs/index.ts';
import type {Design} from '../designs/design.ts';
import {designs, findDesign} from '../designs/index.ts';
import type {Geometry} from '../kernel/state/geometry.ts';
import type {MachineOptions} from '../machine/machine.ts';
import type {Program} from '../machine/program.ts';
import {refusalOf} from '../machine/refusal.ts';
import {UserError} from '../machine/user-error.ts';
import {readCostFile} from './costs/cost-file.ts';

/** Page tables: those of the kernel's own time, or by name; the workload's own where nothing is chosen. */
export type GeometryChoice = 'native' | Geometry['id'] | undefined;

export type MachineChoice = {
	readonly kernel: string;
	readonly costs?: string;
	readonly geometry?: GeometryChoice;
};

/** Throws a UserError that names what there is. */
export function chooseDesign(id: string): Design {
	const design = findDesign(id);
	if (design === undefined) {
		const known = designs.map((each) => each.id);
		// Of two that are as near the newer one is meant, which stands behind.
		const hint = didYouMean(id, known.toReversed()) || ` There are ${known.join(', ')}.`;
		throw new UserError(`There is no kernel "${id}".${hint}`);
	}

	return design;
}

/** One that is built in, or else that of a file of this name. Throws a UserError that names what there is. */
export function chooseCosts(name: string): CostTable {
	const table = findCostTable(name);
	if (table !== undefined) {
		return table;
	}

	if (!/[./\\]/.test(name) && !existsSync(name)) {
		const known = costTables.map((each) => each.id);
		const hint = didYouMean(name, known) || ` There are ${known.join(', ')}.`;
		throw new UserError(`There is no cost table "${name}".${hint}`);
	}

	return readCostFile(name);
}

/** The machine that is chosen. Throws a UserError where there is no such kernel, or it cannot run the program. */
export function machineOptions(program: Program, {kernel, costs, geometry}: MachineChoice): MachineOptions {
	const design = chooseDesign(kernel);
	const tables = geometry === 'native' ? design.geometry : geometry;
	const refusal = refusalOf(design, program, tables);
	if (refusal !== undefined) {
		throw new UserError(refusal);
	}

	return {design, costs: costs === undefined ? undefined : chooseCosts(costs), geometry: tables};
}
