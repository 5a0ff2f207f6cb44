/** Anon_vmas: whose a mapping takes when it is first written to, which of them let mappings merge, and when one goes. */

import {describe, expect, test} from 'vitest';
import {createObject, objectKinds} from '../../../source/kernel/frames/object.ts';
import {
	anonVmasMerge,
	countAnonVmas,
	inheritAnonVma,
	newAnonVma,
	prepareAnonVma,
	prepareWritten,
	setAnonVma,
} from '../../../source/kernel/mappings/anon-vma.ts';
import {createMm} from '../../../source/kernel/mappings/mm.ts';
import {insertVma} from '../../../source/kernel/mappings/vma.ts';
import {allocateRow} from '../../../source/kernel/state/columns.ts';
import type {AnonVma, Mm, Vma} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {type VmaShape, vmaFlags} from '../../../source/kernel/state/vmas.ts';
import {workUnits} from '../../../source/kernel/state/work.ts';
import {bareKernel, workDone} from '../../helpers/bare-kernel.ts';

const {read, write, exec, shared, dontFork} = vmaFlags;

function withMm(id?: string): {kernel: Kernel; mm: Mm} {
	const kernel = bareKernel({}, id);
	return {kernel, mm: createMm(kernel)};
}

/** Private memory without a name at [start, start + 4), unless said otherwise. */
function map(kernel: Kernel, mm: Mm, start: number, shape: Partial<VmaShape> = {}): Vma {
	return insertVma(kernel, mm, {
		start,
		end: start + 4,
		flags: read | write,
		object: 0,
		mapping: 0,
		offset: start,
		name: 0,
		anonVma: 0,
		chain: 0,
		...shape,
	});
}

/** What anon_vma a mapping has, and the length of its chain. */
const held = ({vma: {anonVma, chain}}: Kernel, vma: Vma) => [anonVma[vma], chain[vma]];
const allocated = (kernel: Kernel) => [workDone(kernel, 'anon_vma_alloc'), workDone(kernel, 'avc_alloc')];

test('an anon_vma goes with the last mapping that has it', () => {
	const {kernel, mm} = withMm();
	const [low, high] = [map(kernel, mm, 0), map(kernel, mm, 10)];
	newAnonVma(kernel, low, 1);
	const own = kernel.vma.anonVma[low];
	setAnonVma(kernel, high, own, 1);
	expect([kernel.anonVma.refs[own], kernel.anonVma.live]).toEqual([2, 1]);
	setAnonVma(kernel, low, 0, 0);
	expect([held(kernel, low), kernel.anonVma.refs[own], kernel.anonVma.live]).toEqual([[0, 0], 1, 1]);
	// The same one once more is no reason to lose it.
	setAnonVma(kernel, high, own, 2);
	expect([held(kernel, high), kernel.anonVma.refs[own]]).toEqual([[own, 2], 1]);
	setAnonVma(kernel, high, 0, 0);
	expect([kernel.anonVma.refs[own], kernel.anonVma.live]).toEqual([0, 0]);
});

test('a new one costs itself and a link for all of its chain', () => {
	const {kernel, mm} = withMm();
	const vma = map(kernel, mm, 0);
	newAnonVma(kernel, vma, 3);
	expect([kernel.vma.chain[vma], allocated(kernel)]).toEqual([3, [1, 3]]);
});

test.each([
	['linux-6', [1, 5]],
	['linux-4', [1, 5]],
	['linux-2.5-rmap', [0, 0]],
	['4.4bsd', [0, 0]],
])('they are counted where pages are found through them: %s', (id, counts) => {
	const {kernel} = withMm(id);
	countAnonVmas(kernel, workUnits.anon_vma_alloc);
	countAnonVmas(kernel, workUnits.avc_alloc, 5);
	expect(allocated(kernel)).toEqual(counts);
});

describe('the first page of a mapping', () => {
	/** A mapping at 4 that is to get a page, between two that have none unless they are given one. */
	function between(shape: Partial<VmaShape> = {}, id?: string) {
		const {kernel, mm} = withMm(id);
		const low = map(kernel, mm, 0, {flags: read});
		const vma = map(kernel, mm, 4, shape);
		const high = map(kernel, mm, 8, {flags: read | exec});
		return {kernel, low, vma, high};
	}

	test('brings an anon_vma of its own where no neighbour has one', () => {
		const {kernel, vma} = between();
		prepareAnonVma(kernel, vma);
		expect([kernel.vma.anonVma[vma] !== 0, kernel.vma.chain[vma], allocated(kernel)]).toEqual([
			true,
			1,
			[1, 1],
		]);
		const own = kernel.vma.anonVma[vma];
		prepareAnonVma(kernel, vma);
		expect([kernel.vma.anonVma[vma], allocated(kernel)]).toEqual([own, [1, 1]]);
	});

	test.each(['low', 'high'] as const)('takes that of the %s neighbour, whose rights may differ', (name) => {
		const mappings = between();
		const {kernel, vma} = mappings;
		newAnonVma(kernel, mappings[name], 1);
		prepareAnonVma(kernel, vma);
		expect(held(kernel, vma)).toEqual([kernel.vma.anonVma[mappings[name]], 1]);
		expect(allocated(kernel)).toEqual([1, 2]);
	});

	test('takes that of the upper neighbour where both have one', () => {
		const {kernel, low, vma, high} = between();
		newAnonVma(kernel, low, 1);
		newAnonVma(kernel, high, 1);
		prepareAnonVma(kernel, vma);
		expect(held(kernel, vma)).toEqual([kernel.vma.anonVma[high], 1]);
	});

	test('takes none that a neighbour has inherited through fork', () => {
		const {kernel, low, vma, high} = between();
		newAnonVma(kernel, high, 2);
		newAnonVma(kernel, low, 1);
		prepareAnonVma(kernel, vma);
		expect(held(kernel, vma)).toEqual([kernel.vma.anonVma[low], 1]);
	});

	test.each([
		['other flags than rights', {flags: read | write | dontFork}],
		['an offset that does not continue', {offset: 5}],
		['another open file', {mapping: 3}],
		['a gap to both', {start: 5, end: 7, offset: 5}],
	])('brings one of its own beside neighbours from which it differs by %s', (_, shape) => {
		const {kernel, low, vma, high} = between(shape);
		newAnonVma(kernel, low, 1);
		newAnonVma(kernel, high, 1);
		prepareAnonVma(kernel, vma);
		expect([kernel.vma.anonVma[low], kernel.vma.anonVma[high], 0]).not.toContain(kernel.vma.anonVma[vma]);
	});

	test('of a file brings one of its own beside what is no file', () => {
		const {kernel, mm} = withMm();
		const object = createObject(kernel, objectKinds.file, 1);
		const low = map(kernel, mm, 0, {mapping: 3});
		const vma = map(kernel, mm, 4, {mapping: 3, object});
		newAnonVma(kernel, low, 1);
		prepareAnonVma(kernel, vma);
		expect(kernel.vma.anonVma[vma]).not.toBe(kernel.vma.anonVma[low]);
	});

	test('brings none before 2.6', () => {
		const {kernel, vma} = between({}, 'linux-2.4');
		prepareAnonVma(kernel, vma);
		expect(held(kernel, vma)).toEqual([0, 0]);
	});
});

test('a write prepares every private mapping that it has passed through, and no other', () => {
	const {kernel, mm} = withMm('4.4bsd');
	const [before, first, common, last, behind] = [
		map(kernel, mm, 0),
		map(kernel, mm, 10),
		map(kernel, mm, 20, {flags: read | write | shared}),
		map(kernel, mm, 30),
		map(kernel, mm, 40),
	];
	prepareWritten(kernel, mm, 12, 40);
	expect([before, first, common, last, behind].map((vma) => kernel.vma.anonVma[vma] !== 0)).toEqual([
		false,
		true,
		false,
		true,
		false,
	]);
	prepareWritten(kernel, mm, 44, 100);
	prepareWritten(kernel, mm, 41, 41);
	expect(kernel.vma.anonVma[behind]).toBe(0);
});

describe('whether a mapping takes a neighbour, by their anon_vmas', () => {
	test.each([
		['neither has one', 0, 0, 0, 0, true],
		['both have the same', 1, 1, 1, 1, true],
		['both have the same, inherited', 1, 2, 1, 2, true],
		['each has its own', 1, 1, 2, 1, false],
		['only the mapping has one', 1, 1, 0, 0, true],
		['only the mapping has one, inherited', 1, 2, 0, 0, false],
		['only the neighbour has one', 0, 0, 1, 1, true],
		['only the neighbour has one, inherited', 0, 0, 1, 2, false],
	])('%s', (_, own, ownChain, theirs, theirChain, merges) => {
		const {kernel, mm} = withMm();
		const target = map(kernel, mm, 0);
		const anonVmas: readonly AnonVma[] = [0, allocateRow(kernel.anonVma), allocateRow(kernel.anonVma)];
		setAnonVma(kernel, target, anonVmas[own], ownChain);
		const shape = {
			...{start: 4, end: 8, flags: read | write, object: 0 as const, mapping: 0, offset: 4, name: 0},
			...{anonVma: anonVmas[theirs], chain: theirChain},
		};
		expect(anonVmasMerge(kernel, target, shape)).toBe(merges);
	});

	test.each([
		['takes over that of the part, with its chain', 0, 1, [1, 3]],
		['keeps its own', 2, 1, [2, 1]],
		['has none where the part has none', 0, 0, [0, 0]],
	])('a mapping that takes over a part %s', (_, own, theirs, expected) => {
		const {kernel, mm} = withMm();
		const target = map(kernel, mm, 0);
		const anonVmas: readonly AnonVma[] = [0, allocateRow(kernel.anonVma), allocateRow(kernel.anonVma)];
		setAnonVma(kernel, target, anonVmas[own], own === 0 ? 0 : 1);
		inheritAnonVma(kernel, target, anonVmas[theirs], 3);
		expect(held(kernel, target)).toEqual([anonVmas[expected[0]], expected[1]]);
		expect(allocated(kernel)).toEqual([0, own === 0 && theirs !== 0 ? 3 : 0]);
	});
});
