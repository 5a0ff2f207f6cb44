/**
 * Fits a cost table to measurements. There are more units of work than things that can be timed, so units that are paid
 * together form a group, whose prices keep the proportions of a known table; what is fitted is a factor a group.
 */
import type {CostTable} from '../../designs/costs/cost-table.ts';
import type {WorkUnit} from '../../kernel/state/work.ts';
import type {Work} from './experiments.ts';

export type Measurement = {
	/** What was timed, in words. */
	readonly what: string;
	readonly work: Work;
	readonly us: number;
};

export type Residual = {
	readonly what: string;
	readonly measuredUs: number;
	readonly fittedUs: number;
	/** 0.1 where the table says 10 % more than was measured. */
	readonly off: number;
};

export type Fit = {
	readonly micros: CostTable['micros'];
	readonly residuals: readonly Residual[];
	/** Groups that no measurement tells of, in words: their prices are those of the known table. */
	readonly unmeasured: readonly string[];
};

type Group = {readonly words: string; readonly units: readonly WorkUnit[]};

export const groups: readonly Group[] = [
	{words: 'calls', units: ['syscall']},
	{words: 'processes', units: ['fork', 'task_alloc', 'task_free', 'exit', 'wait', 'block', 'wake']},
	{words: 'vfork', units: ['vfork']},
	{words: 'exec', units: ['exec']},
	{words: 'mappings', units: ['vma_copy', 'entry_copy', 'anon_vma_alloc', 'avc_alloc', 'obj_ref']},
	{words: 'page tables', units: ['upper_alloc', 'pt_alloc', 'pt_free', 'pt_share', 'dir_wp']},
	{
		words: 'entries that are copied',
		units: [
			...(['pte_scan', 'pte_skip', 'pte_copy', 'pte_wp', 'page_ref', 'rmap_add'] as const),
			...(['chain_alloc', 'mm_chain_alloc', 'slot_copy', 'swap_dup', 'huge_copy'] as const),
		],
	},
	{
		words: 'entries that are cleared',
		units: ['pte_zap', 'page_unref', 'rmap_remove', 'swap_free', 'huge_zap'],
	},
	{words: 'faults', units: ['fault_minor']},
	{words: 'filling pages with zeros', units: ['page_zero']},
	{words: 'copying pages', units: ['page_copy']},
	{words: 'flushes of translations', units: ['tlb_page', 'tlb_range', 'tlb_mm', 'tlb_global']},
	{words: 'objects', units: ['object_lookup', 'page_move', 'page_flag', 'page_look']},
	{words: 'splitting huge pages', units: ['huge_split']},
	{words: 'disks', units: ['fault_major', 'io_in', 'io_out']},
	{words: 'reclaim', units: ['reclaim_visit']},
];

/** How much a factor is drawn to what all have in common: it decides where measurements do not. */
const pull = 3e-3;
const rounds = 5000;

/** The least squares of what the table is off, in shares of what was measured. Deterministic. */
export function fitCosts(measurements: readonly Measurement[], table: CostTable): Fit {
	// A row a measurement, in shares of it: what each group costs at the known prices.
	const known = measurements.map(({work, us}) =>
		groups.map(({units}) => units.reduce((sum, unit) => sum + costOf(work, unit, table), 0) / us),
	);
	const common = commonFactor(known);
	const shares = known.map((row) => row.map((part) => part * common));
	const isMeasured = groups.map((_, group) => shares.some((row) => row[group] > 0));
	const factors = solve(shares).map((factor, group) => (isMeasured[group] ? factor * common : 1));
	return {
		micros: pricesAt(table, factors),
		residuals: measurements.map(({what, us}, i) => {
			const share = known[i].reduce((sum, part, group) => sum + part * factors[group], 0);
			return {what, measuredUs: us, fittedUs: share * us, off: share - 1};
		}),
		unmeasured: groups.filter((_, group) => !isMeasured[group]).map(({words}) => words),
	};
}

function costOf(work: Work, unit: WorkUnit, {micros}: CostTable): number {
	return (work[unit] ?? 0) * (micros[unit] ?? 0);
}

/** How much slower the machine is than that of the table, by the measurement in the middle. */
function commonFactor(shares: readonly (readonly number[])[]): number {
	const ratios = shares
		.map((row) => 1 / row.reduce((sum, part) => sum + part, 0))
		.filter(Number.isFinite)
		.sort((left, right) => left - right);
	return ratios[Math.floor(ratios.length / 2)] ?? 1;
}

/** Factors from 0 that bring the sum of each row nearest to 1, one factor after another until nothing moves. */
function solve(rows: readonly (readonly number[])[]): readonly number[] {
	const factors = groups.map(() => 1);
	const missing = rows.map((row) => 1 - row.reduce((sum, part) => sum + part, 0));
	const squares = groups.map((_, group) => rows.reduce((sum, row) => sum + row[group] ** 2, pull));
	for (let round = 0; round < rounds; round += 1) {
		for (const [group, factor] of factors.entries()) {
			const slope = rows.reduce((sum, row, i) => sum + row[group] * missing[i], pull * (1 - factor));
			const next = Math.max(0, factor + slope / squares[group]);
			for (const [i, row] of rows.entries()) {
				missing[i] -= row[group] * (next - factor);
			}

			factors[group] = next;
		}
	}

	return factors;
}

/** Four digits: no measurement has more. */
function pricesAt({micros}: CostTable, factors: readonly number[]): CostTable['micros'] {
	const entries = Object.entries(micros).map(([unit, price]) => {
		const group = groups.findIndex(({units}) => units.some((each) => each === unit));
		return [unit, Number((price * (factors[group] ?? 1)).toPrecision(4))] as const;
	});
	return Object.fromEntries(entries);
}
