/** The registry of cost tables, chosen with --costs. */
import type {CostTable} from './cost-table.ts';
import {modern} from './modern.ts';

export const costTables: readonly CostTable[] = [modern];

export function findCostTable(id: string): CostTable | undefined {
	return costTables.find((table) => table.id === id);
}
