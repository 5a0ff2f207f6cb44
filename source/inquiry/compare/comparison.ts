/** A comparison as a whole, put together from what kernels came to: in one process, or in several that did a part each. */
import {programTrust} from '../../analysis/trust/trust.ts';
import type {CostTable} from '../../designs/costs/cost-table.ts';
import type {Program} from '../../machine/program.ts';
import {type ComparedRow, compareRuns, type Skipped} from './rows.ts';
import type {DesignResult} from './run-kernel.ts';

export type Comparison = {
	readonly workload: string;
	/** What limits the workload itself, a sentence each. */
	readonly told: readonly string[];
	readonly costs: CostTable;
	/** No kernels were named: the main ones ran, without their variants. */
	readonly isMain: boolean;
	readonly rows: readonly ComparedRow[];
	readonly skipped: readonly Skipped[];
};

/** What was asked of all kernels alike. */
export type Asked = Pick<Comparison, 'workload' | 'told' | 'costs' | 'isMain'>;

export function askedOf(program: Program, costs: CostTable, isMain: boolean): Asked {
	return {workload: program.header.name, told: programTrust(program), costs, isMain};
}

export function comparisonOf(
	asked: Asked,
	results: readonly DesignResult[],
	skipped: readonly Skipped[],
): Comparison {
	return {...asked, rows: compareRuns(results, asked.costs), skipped};
}
