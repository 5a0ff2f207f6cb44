/** Cost tables that are fitted to measurements: known prices come out again, whatever the machine. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {CostTable} from '../../../source/designs/costs/cost-table.ts';
import {modern} from '../../../source/designs/costs/modern.ts';
import {calibrationOf, readMeasurements} from '../../../source/inquiry/costs/calibration.ts';
import {type ExperimentId, experiments, experimentWork} from '../../../source/inquiry/costs/experiments.ts';
import {fitCosts, groups, type Measurement} from '../../../source/inquiry/costs/fit.ts';
import {workUnitNames} from '../../../source/kernel/state/work.ts';
import {holds} from '../../helpers/property.ts';

/** What the stopwatch measures. */
const measured: readonly (readonly [ExperimentId, number])[] = [
	...[0, 1024, 4096, 16_384].flatMap((pages) => [['fork', pages] as const, ['exit', pages] as const]),
	['maps', 1000],
	['vfork', 1],
	['spawn', 1],
	['touch', 1024],
	['unmap', 1024],
	['copy', 1024],
	['file', 1024],
	['calls', 100],
];
const works = measured.map(([id, size]) => ({
	what: experiments[id].words(size),
	work: experimentWork(id, size),
}));

/** What a machine with these prices would take. */
function timed({micros}: Pick<CostTable, 'micros'>): Measurement[] {
	return works.map(({what, work}) => ({
		what,
		work,
		us: workUnitNames.reduce((sum, unit) => sum + (work[unit] ?? 0) * (micros[unit] ?? 0), 0),
	}));
}

function scaled(factors: readonly number[]): CostTable {
	const micros = Object.entries(modern.micros).map(([unit, price]) => {
		const group = groups.findIndex(({units}) => units.some((each) => each === unit));
		return [unit, price * (factors[group] ?? 1)];
	});
	return {...modern, micros: Object.fromEntries(micros)};
}

test('every unit that costs something is in one group', () => {
	const grouped = groups.flatMap(({units}) => units);
	expect(new Set(grouped).size).toBe(grouped.length);
	expect(Object.keys(modern.micros).filter((unit) => !grouped.some((each) => each === unit))).toEqual([]);
});

test('a machine that is as fast as the table gives the table', () => {
	const {micros, residuals} = fitCosts(timed(modern), modern);
	expect(residuals.every(({off}) => Math.abs(off) < 1e-6)).toBe(true);
	for (const [unit, price] of Object.entries(modern.micros)) {
		expect([unit, micros[unit as keyof typeof micros]]).toEqual([unit, expect.closeTo(price, 6)]);
	}
});

test('a machine that is ten times as slow in all that is measured has ten times the prices, and the rest as it was', () => {
	const {micros, unmeasured} = fitCosts(timed(scaled(groups.map(() => 10))), modern);
	expect(micros.fork).toBeCloseTo(450, 1);
	expect(micros.page_copy).toBeCloseTo(3.5, 3);
	expect(micros.io_in).toBe(80);
	expect(unmeasured).toEqual(['objects', 'splitting huge pages', 'disks', 'reclaim']);
});

test('whatever each group costs, the table is near what was measured', () => {
	const factor = fc.double({min: 0.4, max: 2.5, noNaN: true});
	holds(
		fc.property(fc.array(factor, {minLength: groups.length, maxLength: groups.length}), (factors) => {
			const {residuals, micros} = fitCosts(timed(scaled(factors)), modern);
			expect(residuals.filter(({off}) => Math.abs(off) > 0.1)).toEqual([]);
			expect(Object.values(micros).every((price) => price >= 0)).toBe(true);
		}),
		20,
	);
});

describe('experiments are the work that they are named after', () => {
	test.each([
		['fork', 1024, {fork: 1, pte_copy: 1024 + 24}],
		['exit', 1024, {exit: 1, wait: 1}],
		['vfork', 1, {vfork: 1, exit: 1, wait: 1}],
		['spawn', 1, {exec: 1}],
		['touch', 512, {fault_minor: 512, page_zero: 512}],
		['copy', 512, {fault_minor: 512, page_copy: 512}],
		['file', 1024, {fault_minor: 64}],
		['unmap', 512, {pte_zap: 512}],
		['calls', 10, {syscall: 20}],
	] as const)('%s %i', (id, size, work) => {
		expect(experimentWork(id, size)).toMatchObject(work);
	});

	test('a fork of many mappings copies them', () => {
		expect(experimentWork('maps', 100).vma_copy).toBe(100 + 6);
	});
});

test('what the stopwatch prints becomes a table that says what it lacks', () => {
	const lines = works.map((_, i) => `${measured[i].join(' ')} ${timed(modern)[i].us}`).join('\n');
	const about = {title: 'a machine', source: 'a test', also: ['It was busy.']};
	const made = calibrationOf(readMeasurements(`${lines}\n`), about);
	expect(made.limits).toEqual([
		'It was busy.',
		'Not measured, and at the prices of the cost table modern: objects, splitting huge pages, disks, reclaim.',
	]);
	expect(made.measurements).toHaveLength(measured.length);
	const slow = calibrationOf(readMeasurements('fork 0 100\nfork 0 300\n'), about);
	expect(slow.limits?.at(-1)).toMatch(
		/^The prices are off what was measured: fork with 0 pages by [+-]\d+ %/,
	);
	expect(() => calibrationOf([], about)).toThrow('Nothing was measured');
	for (const wrong of ['forks 1 2', 'fork x 2', 'fork 1 0', 'fork 1', 'Segmentation fault']) {
		expect(() => readMeasurements(wrong)).toThrow(`This is no measurement: ${wrong}`);
	}
});
