/** The registry of cost tables, chosen with --costs. */
import type {CostTable} from './cost-table.ts';
import {hardwareCow} from './hardware-cow.ts';
import {modern} from './modern.ts';
import {phillips2002} from './phillips-2002.ts';
import {ppro1998} from './ppro-1998.ts';

export const costTables: readonly CostTable[] = [modern, hardwareCow, phillips2002, ppro1998];

export function findCostTable(id: string): CostTable | undefined {
	return costTables.find((table) => table.id === id);
}
