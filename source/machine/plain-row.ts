/** A row of a program as its columns hold it, to be filled again and again: who reads many rows makes no object of each. */
import {opFlags} from './op.ts';
import type {NumberSlot, TextSlot} from './ops/field.ts';
import {type OpName, opKinds, opOf} from './ops/index.ts';
import type {Op} from './ops/op.ts';
import {absent, type RowFields} from './program.ts';

/** Where a row's numbers stand, by the column of the program that gets each. */
export const rowNumbers = {
	pid: 0,
	address: 1,
	length: 2,
	flags: 3,
	time: 4,
	fault: 5,
	child: 6,
	value: 7,
	target: 8,
	uid: 9,
	pgid: 10,
} as const;
type RowNumber = keyof typeof rowNumbers;

/** `numbers` are by rowNumbers; -1, or what `emptyRow` has there, is none. Lists of words and images are no part of it. */
export type PlainRow = {
	kind: number;
	readonly numbers: Float64Array;
	text: string | undefined;
	name: string | undefined;
};

const count = Object.keys(rowNumbers).length;
const {flags, time, fault} = rowNumbers;

export function createPlainRow(): PlainRow {
	const row = {kind: 0, numbers: new Float64Array(count), text: undefined, name: undefined};
	emptyRow(row);
	return row;
}

/** Where what an op's field puts into a slot stands in a row; undefined where the op keeps none. */
export function numberOf({value, target}: Op, slot: NumberSlot): number | undefined {
	const own = slot === value ? 'value' : slot === target ? 'target' : slot;
	return Object.hasOwn(rowNumbers, own) ? rowNumbers[own as RowNumber] : undefined;
}

/** The same for its texts. */
export function textOf({text}: Op, slot: TextSlot): 'text' | 'name' | undefined {
	return slot === text ? 'text' : slot === 'name' ? 'name' : undefined;
}

/** Nothing is in it but no flags, no time and no fault. */
export function emptyRow(row: PlainRow): void {
	const {numbers} = row;
	for (let i = 0; i < count; i += 1) {
		numbers[i] = absent;
	}

	numbers[flags] = 0;
	numbers[time] = Number.NaN;
	numbers[fault] = 0;
	row.text = undefined;
	row.name = undefined;
}

/** Makes it the row of an op. */
export function fillRow(row: PlainRow, op: OpName, fields: RowFields): void {
	const {kind, value, target, text} = opOf(opKinds[op]);
	const {numbers} = row;
	row.kind = kind;
	numbers[rowNumbers.pid] = fields.pid ?? absent;
	numbers[rowNumbers.address] = fields.address ?? absent;
	numbers[rowNumbers.length] = fields.length ?? absent;
	numbers[flags] = fields.flags ?? 0;
	numbers[time] = fields.time ?? Number.NaN;
	numbers[fault] = fields.fault ?? 0;
	numbers[rowNumbers.child] = fields.child ?? absent;
	numbers[rowNumbers.value] = (value === undefined ? undefined : fields[value]) ?? absent;
	numbers[rowNumbers.target] = (target === undefined ? undefined : fields[target]) ?? absent;
	numbers[rowNumbers.uid] = fields.uid ?? absent;
	numbers[rowNumbers.pgid] = fields.pgid ?? absent;
	row.text = text === undefined ? undefined : fields[text];
	row.name = fields.name;
}

/** Whether it maps huge pages of the pool. */
export function isHugetlb({kind, numbers}: PlainRow): boolean {
	return kind === opKinds.mmap && (numbers[flags] & opFlags.hugetlb) !== 0;
}
