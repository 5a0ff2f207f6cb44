/**
 * One small life, step by step, in every design that records pages in page-table entries: a parent with 2048 written
 * pages forks, the child writes page 0 and exits, and the parent writes pages 0, 1, 1024 and 1025.
 */

import {describe, expect, test} from 'vitest';
import {findDesign} from '../../source/designs/index.ts';
import {residentPages} from '../../source/kernel/frames/rss.ts';
import {findTask} from '../../source/kernel/processes/task.ts';
import type {Geometry} from '../../source/kernel/state/geometry.ts';
import {geometries} from '../../source/kernel/state/geometry.ts';
import type {WorkUnit} from '../../source/kernel/state/work.ts';
import {workUnits} from '../../source/kernel/state/work.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {opFlags} from '../../source/machine/op.ts';
import {createProgramBuilder} from '../../source/machine/program-builder.ts';
import type {Machine} from '../../source/machine/state.ts';

/** What each step must cost, for `t` tables of `e` entries; units not named are 0. `rss` is the child's, as reported. */
type Life = (
	t: number,
	e: number,
) => {
	readonly fork: string;
	readonly childWrites: string;
	readonly childExits: string;
	/** Pages 0, 1, 1024, 1025. */
	readonly parentWrites: readonly [string, string, string, string];
};

const units = [
	'fault_minor',
	'page_copy',
	'pt_alloc',
	'pt_share',
	'dir_wp',
	'pte_scan',
	'pte_wp',
	'pte_copy',
	'page_ref',
	'rmap_add',
	'chain_alloc',
	'pt_unshare_copy',
	'pt_unshare_reuse',
	'pt_drop',
	'pte_zap',
	'rmap_remove',
] as const satisfies readonly WorkUnit[];

const fault = 'fault_minor 1';
const reuse = `${fault}, pt_unshare_reuse 1`;
const all = 2048;

const copying =
	(rmap: string, childRmap = ''): Life =>
	(t) => ({
		fork: `pt_alloc ${t}, pte_wp ${all}, pte_copy ${all}, page_ref ${all}${rmap}, rss ${all}`,
		childWrites: `${fault}, page_copy 1${childRmap === '' ? '' : ', rmap_add 1, rmap_remove 1'}, rss ${all}`,
		childExits: `pte_zap ${all}${childRmap}`,
		parentWrites: [fault, fault, fault, fault],
	});

const eager: Life = (t) => ({
	fork: `page_copy ${all}, pt_alloc ${t}, rss ${all}`,
	childWrites: `rss ${all}`,
	childExits: `pte_zap ${all}`,
	parentWrites: ['', '', '', ''],
});

const scanning: Life = (t, e) => ({
	fork: `pt_share ${t}, pte_scan ${all}, pte_wp ${all}, rss 0`,
	childWrites: `${fault}, page_copy 1, pt_alloc 1, pte_copy ${e}, page_ref ${e}, pt_unshare_copy 1, rss ${e}`,
	childExits: `pt_drop ${t - 1}, pte_zap ${e}`,
	parentWrites: [fault, fault, fault, fault],
});

/** `ref` is what each page of the split table costs beside its reference, `gone` what zapping it does. */
const closing =
	(rss: 'none' | 'each', ref: (e: number) => string, gone: (e: number) => string): Life =>
	(t, e) => ({
		fork: `pt_share ${t}, dir_wp ${t}, rss ${rss === 'each' ? all : 0}`,
		childWrites: `${fault}, page_copy 1, pt_alloc 1, pte_wp ${e}, pte_copy ${e}, page_ref ${e}${ref(e)}, pt_unshare_copy 1, rss ${rss === 'each' ? all : e}`,
		childExits: `pt_drop ${t - 1}, pte_zap ${e}${gone(e)}`,
		parentWrites: [reuse, fault, reuse, ''],
	});

const plain = () => '';
const onDemand: Life = (t, e) => {
	const again = `${fault}, pt_alloc 1, pte_copy ${e}, page_ref ${e}, rmap_add ${e}, pt_unshare_copy 1, pte_zap ${e}, rmap_remove ${e}`;
	return {
		fork: `pt_share ${t}, dir_wp ${t}, rss 0`,
		childWrites: `${fault}, page_copy 1, pt_alloc 1, pte_copy ${e}, page_ref ${e}, rmap_add ${e + 1}, pt_unshare_copy 1, rmap_remove 1, rss ${e}`,
		childExits: `pt_drop ${t - 1}, pte_zap ${e}, rmap_remove ${e}`,
		parentWrites: [again, fault, again, fault],
	};
};

const lives: Readonly<Record<string, Life>> = {
	v7: eager,
	'3bsd': eager,
	'linux-2.4': copying(''),
	'linux-2.5-rmap': copying(`, rmap_add ${all}, chain_alloc ${all}`, `, rmap_remove ${all}`),
	'linux-6': copying(`, rmap_add ${all}`, `, rmap_remove ${all}`),
	'shared-pt': scanning,
	'shared-pt-v3': scanning,
	'shared-pt-bit': scanning,
	'shared-pt-dir': closing('none', plain, plain),
	'shared-pt-absent': closing('none', plain, plain),
	mccracken: closing(
		'each',
		(e) => `, rmap_add ${e + 1}, chain_alloc ${e}, rmap_remove 1`,
		(e) => `, rmap_remove ${e}`,
	),
	odf: onDemand,
	'cow-pte': closing(
		'none',
		(e) => `, rmap_add ${e + 1}, rmap_remove 1`,
		(e) => `, rmap_remove ${e}`,
	),
	'async-fork': (t) => ({
		fork: `dir_wp ${t}, rss 0`,
		childWrites: `${fault}, page_copy 1, pt_alloc ${t}, pte_wp ${all}, pte_copy ${all}, page_ref ${all}, rmap_add ${all + 1}, rmap_remove 1, rss ${all}`,
		childExits: `pte_zap ${all}, rmap_remove ${all}`,
		parentWrites: [fault, fault, fault, fault],
	}),
};

const address = 2 ** 30;
const pageBytes = 4096;
const page = (index: number) => ({address: address + index * pageBytes, length: pageBytes});

function startLife(id: string, geometry: Geometry['id']): Machine {
	const builder = createProgramBuilder();
	const memory = {pid: 1, address, length: all * pageBytes};
	builder.add({op: 'start', pid: 1, comm: 'init'});
	builder.add({op: 'mmap', ...memory, flags: opFlags.read | opFlags.write});
	builder.add({op: 'write', ...memory});
	builder.add({op: 'fork', pid: 1, child: 2});
	builder.add({op: 'write', pid: 2, ...page(0)});
	builder.add({op: 'exit', pid: 2});
	for (const index of [0, 1, 1024, 1025]) {
		builder.add({op: 'write', pid: 1, ...page(index)});
	}

	const header = {name: 'life', cpus: 1, swapBytes: 0, geometry} as const;
	const machine = createMachine(builder.finish(header), {design: findDesign(id)});
	stepMachine(machine);
	stepMachine(machine);
	stepMachine(machine);
	return machine;
}

/** Takes one step and tells what it cost; upper tables are left out. */
function told(machine: Machine): string {
	const {kernel} = machine;
	const before = kernel.work.amount.slice();
	stepMachine(machine);
	const parts = units.flatMap((unit) => {
		const amount = kernel.work.amount[workUnits[unit]] - before[workUnits[unit]];
		return amount === 0 ? [] : [`${unit} ${amount}`];
	});
	const child = findTask(kernel, 2);
	const mm = child === 0 ? 0 : kernel.task.mm[child];
	return [...parts, ...(mm === 0 ? [] : [`rss ${residentPages(kernel, mm)}`])].join(', ');
}

const geometryIds = Object.keys(geometries) as Geometry['id'][];
const cases = Object.keys(lives).flatMap((id) => geometryIds.map((geometry) => [id, geometry] as const));

/** The same facts in the order of `units`, so that tables above may name them in any. */
function sorted(text: string): readonly string[] {
	return text
		.split(', ')
		.filter((part) => part !== '')
		.sort();
}

describe('a child that writes one page', () => {
	test.each(cases)('%s on %s', (id, geometry) => {
		const {entries} = geometries[geometry];
		const {fork, childWrites, childExits, parentWrites} = lives[id](all / entries, entries);
		const machine = startLife(id, geometry);
		const steps = [fork, childWrites, childExits, ...parentWrites];
		expect(steps.map(() => sorted(told(machine)))).toEqual(steps.map(sorted));
	});
});
