/**
 * The fields of workload format 1: for every op which it takes, which of them must be there, and how each is read from
 * JSON into a program's row and written back. Reader and writer both go by this table.
 */
import {uncachedReach} from '../kernel/kernel.ts';
import type {AdviceName, FaultClassName, OpName} from '../machine/op.ts';
import {adviceKinds, faultClasses, opFlags} from '../machine/op.ts';
import type {ImageMapping, OpRow} from '../machine/program.ts';
import {rightsText} from '../machine/program.ts';
import {addressText, parseSize} from './size.ts';

/** A row while it is being read. */
export type RowDraft = {-readonly [Name in keyof OpRow]: OpRow[Name]};

/** Says what was expected where a value does not fit. */
export class FieldMistake {
	readonly expected: string;
	constructor(expected: string) {
		this.expected = expected;
	}
}

type Field = {
	/** Puts a JSON value into the row; throws FieldMistake. */
	read(value: unknown, row: RowDraft): void;
	/** The JSON value, undefined where the row has none. */
	write(row: OpRow): unknown;
};

type NumberSlot = 'pid' | 'child' | 'address' | 'length' | 'value' | 'target' | 'uid' | 'pgid' | 'time';
type TextSlot = 'text' | 'name';

const numberField = (slot: NumberSlot, expected: string, fits: (value: number) => boolean): Field => ({
	read(value, row) {
		if (typeof value !== 'number' || !fits(value)) {
			throw new FieldMistake(expected);
		}

		row[slot] = value;
	},
	write: (row) => row[slot],
});

const isPid = (value: number) => Number.isInteger(value) && value > 0 && value < 2 ** 31;
const isCount = (value: number) => Number.isInteger(value) && value >= 0 && value < 2 ** 31;

const pidField = (slot: NumberSlot): Field => numberField(slot, 'a pid, a whole number from 1', isPid);
const countField = (slot: NumberSlot): Field => numberField(slot, 'a whole number from 0', isCount);
const microsField = (slot: NumberSlot): Field =>
	numberField(slot, 'microseconds, a number from 0', (value) => Number.isFinite(value) && value >= 0);

const sizeField = (
	slot: NumberSlot,
	shown: (value: number) => string | number = (value) => value,
): Field => ({
	read(value, row) {
		const bytes = parseSize(value);
		if (bytes === undefined) {
			throw new FieldMistake('a size or address: a number, or text such as "0x1000", "64K" or "4M"');
		}

		row[slot] = bytes;
	},
	write: (row) => (row[slot] === undefined ? undefined : shown(row[slot])),
});

const textField = (slot: TextSlot): Field => ({
	read(value, row) {
		if (typeof value !== 'string') {
			throw new FieldMistake('text');
		}

		row[slot] = value;
	},
	write: (row) => row[slot],
});

function setFlag(row: RowDraft, bit: number, isSet: boolean): void {
	row.flags = ((row.flags ?? 0) & ~bit) | (isSet ? bit : 0);
}

function readRights(value: unknown): number {
	if (typeof value !== 'string' || !/^[r-][w-][x-]$/.test(value)) {
		throw new FieldMistake('rights such as "rw-" or "r-x"');
	}

	return (
		(value[0] === 'r' ? opFlags.read : 0) |
		(value[1] === 'w' ? opFlags.write : 0) |
		(value[2] === 'x' ? opFlags.exec : 0)
	);
}

const rightsField: Field = {
	read(value, row) {
		row.flags = (row.flags ?? 0) | readRights(value);
	},
	write: (row) => rightsText(row.flags ?? 0),
};

const shareField: Field = {
	read(value, row) {
		if (value !== 'private' && value !== 'shared') {
			throw new FieldMistake('"private" or "shared"');
		}

		setFlag(row, opFlags.shared, value === 'shared');
	},
	write: (row) => (((row.flags ?? 0) & opFlags.shared) === 0 ? 'private' : 'shared'),
};

const bitField = (bit: number): Field => ({
	read(value, row) {
		if (typeof value !== 'boolean') {
			throw new FieldMistake('true or false');
		}

		setFlag(row, bit, value);
	},
	write: (row) => (((row.flags ?? 0) & bit) === 0 ? undefined : true),
});

/** Text that stands for a number of a table. */
const choiceField = <Name extends string>(
	slot: 'value' | 'fault',
	choices: Readonly<Record<Name, number>>,
): Field => ({
	read(value, row) {
		const choice =
			typeof value === 'string' && Object.hasOwn(choices, value) ? choices[value as Name] : undefined;
		if (choice === undefined) {
			throw new FieldMistake(`one of ${Object.keys(choices).join(', ')}`);
		}

		row[slot] = choice;
	},
	write: (row) => Object.keys(choices).find((name) => choices[name as Name] === row[slot]),
});

const cloneBits = {vm: opFlags.vm, vfork: opFlags.vfork, thread: opFlags.thread} as const;

const cloneFlagsField: Field = {
	read(value, row) {
		const names = Object.keys(cloneBits);
		if (!Array.isArray(value) || value.some((name) => !names.includes(name))) {
			throw new FieldMistake(`a list of ${names.join(', ')}`);
		}

		for (const name of value as (keyof typeof cloneBits)[]) {
			setFlag(row, cloneBits[name], true);
		}
	},
	write: (row) =>
		Object.entries(cloneBits)
			.filter(([, bit]) => ((row.flags ?? 0) & bit) !== 0)
			.map(([name]) => name),
};

const argvField: Field = {
	read(value, row) {
		if (!Array.isArray(value) || value.some((word) => typeof word !== 'string')) {
			throw new FieldMistake('a list of texts');
		}

		row.argv = value as string[];
	},
	write: (row) => row.argv,
};

const howField: Field = {
	read(value, row) {
		if (value !== '_exit' && value !== 'exit') {
			throw new FieldMistake('"_exit" or "exit"');
		}

		setFlag(row, opFlags.atExit, value === 'exit');
	},
	write: (row) => (((row.flags ?? 0) & opFlags.atExit) === 0 ? undefined : 'exit'),
};

/** Distances in pages to those around a read that were not in the page cache. */
const uncachedField: Field = {
	read(value, row) {
		const fits = (page: unknown) => Number.isInteger(page) && Math.abs(page as number) <= uncachedReach;
		if (!Array.isArray(value) || !value.every(fits)) {
			throw new FieldMistake(`a list of whole numbers from -${uncachedReach} to ${uncachedReach}`);
		}

		row.value = (value as number[]).reduce((bits, page) => bits | (1 << (page + uncachedReach)), 0);
	},
	write({value = 0}) {
		const pages = Array.from({length: 2 * uncachedReach + 1}, (_, i) => i - uncachedReach);
		const told = value === 0 ? [] : pages.filter((page) => (value & (1 << (page + uncachedReach))) !== 0);
		return told.length === 0 ? undefined : told;
	},
};

const hexField = (slot: NumberSlot): Field => sizeField(slot, addressText);

const imageField: Field = {
	read(value, row) {
		if (!Array.isArray(value)) {
			throw new FieldMistake('a list of mappings');
		}

		row.image = value.map(readMapping);
	},
	write: (row) => row.image?.map(writeMapping),
};

const mappingFields: Fields = {
	addr: hexField('address'),
	len: sizeField('length'),
	prot: rightsField,
	share: shareField,
	file: textField('text'),
	offset: sizeField('value'),
	name: textField('name'),
	growsDown: bitField(opFlags.growsDown),
	device: bitField(opFlags.device),
};
const mappingRequired = ['addr', 'len', 'prot'];

function readMapping(value: unknown, index: number): ImageMapping {
	if (typeof value !== 'object' || value === null) {
		throw new FieldMistake('a list of mappings, each an object like an mmap');
	}

	const row: RowDraft = {op: 'mmap'};
	const {filled, ...rest} = value as Record<string, unknown>;
	readFields(rest, mappingFields, mappingRequired, row, `mapping ${index + 1} of the image: `);
	const filledBytes = filled === undefined ? undefined : parseSize(filled);
	if (filled !== undefined && filledBytes === undefined) {
		throw new FieldMistake(`mapping ${index + 1} of the image: a size for "filled"`);
	}

	return {
		address: row.address ?? 0,
		length: row.length ?? 0,
		flags: row.flags ?? 0,
		offset: row.value ?? 0,
		...(row.text === undefined ? {} : {file: row.text}),
		...(row.name === undefined ? {} : {name: row.name}),
		...(filledBytes === undefined ? {} : {filled: filledBytes}),
	};
}

function writeMapping(mapping: ImageMapping): Record<string, unknown> {
	const {address, length, flags, file, offset, name, filled} = mapping;
	const row: OpRow = {
		op: 'mmap',
		address,
		length,
		flags,
		text: file,
		value: file === undefined && offset === 0 ? undefined : offset,
		name,
	};
	return {...writeFields(row, mappingFields), ...(filled === undefined ? {} : {filled})};
}

export type Fields = Readonly<Record<string, Field>>;

const pid = pidField('pid');
const range = {addr: hexField('address'), len: sizeField('length')};
const touchFields = {
	pid,
	...range,
	fault: choiceField<FaultClassName>('fault', faultClasses),
	refused: bitField(opFlags.refused),
};
const touchReadFields = {...touchFields, uncached: uncachedField};
/** May be empty, but must be there. */
const givenText: Field = {...textField('text'), write: ({text = ''}) => text};
const comm = givenText;
const child = pidField('child');

/** Fields of each op, in the order they are written; every op also takes `op` and `t`. */
export const opFields: Readonly<
	Record<OpName, {readonly fields: Fields; readonly required: readonly string[]}>
> = {
	start: {
		fields: {
			pid,
			comm,
			argv: argvField,
			uid: countField('uid'),
			user: textField('name'),
			pgid: countField('pgid'),
			ppid: countField('value'),
		},
		required: ['pid', 'comm'],
	},
	fork: {fields: {pid, child}, required: ['pid', 'child']},
	vfork: {fields: {pid, child}, required: ['pid', 'child']},
	clone: {fields: {pid, child, flags: cloneFlagsField}, required: ['pid', 'child', 'flags']},
	spawn: {fields: {pid, child, comm, argv: argvField, image: imageField}, required: ['pid', 'child', 'comm']},
	exec: {fields: {pid, comm, argv: argvField, image: imageField}, required: ['pid', 'comm']},
	exit: {
		fields: {pid, code: countField('value'), signal: countField('target'), how: howField},
		required: ['pid'],
	},
	return: {fields: {pid}, required: ['pid']},
	wait: {fields: {pid, child}, required: ['pid']},
	mmap: {
		fields: {pid, ...mappingFields},
		required: ['pid', ...mappingRequired, 'share'],
	},
	munmap: {fields: {pid, ...range}, required: ['pid', 'addr', 'len']},
	mprotect: {fields: {pid, ...range, prot: rightsField}, required: ['pid', 'addr', 'len', 'prot']},
	madvise: {
		fields: {pid, ...range, advice: choiceField<AdviceName>('value', adviceKinds)},
		required: ['pid', 'addr', 'len', 'advice'],
	},
	mremap: {
		fields: {pid, ...range, newLen: sizeField('value'), to: hexField('target')},
		required: ['pid', 'addr', 'len', 'newLen'],
	},
	brk: {fields: {pid, addr: hexField('address')}, required: ['pid', 'addr']},
	read: {fields: touchReadFields, required: ['pid', 'addr', 'len']},
	write: {fields: touchFields, required: ['pid', 'addr', 'len']},
	run: {fields: {pid, us: microsField('value')}, required: ['pid', 'us']},
	sleep: {fields: {pid, us: microsField('value')}, required: ['pid', 'us']},
	comm: {fields: {pid, comm}, required: ['pid', 'comm']},
	setuid: {fields: {pid, uid: countField('uid'), user: textField('name')}, required: ['pid', 'uid']},
	setpgid: {fields: {pid, pgid: countField('pgid')}, required: ['pid', 'pgid']},
	mark: {fields: {label: givenText}, required: ['label']},
};

export const timeField = microsField('time');

/** Reads every field of a JSON object into `row`; throws FieldMistake for one that is unknown, missing or wrong. */
export function readFields(
	object: Readonly<Record<string, unknown>>,
	fields: Fields,
	required: readonly string[],
	row: RowDraft,
	where = '',
): void {
	for (const name in object) {
		const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
		if (field === undefined) {
			throw new FieldMistake(`${where}only the fields ${Object.keys(fields).join(', ')}, not "${name}"`);
		}

		try {
			field.read(object[name], row);
		} catch (error) {
			throw error instanceof FieldMistake
				? new FieldMistake(`${where}${error.expected} for "${name}"`)
				: error;
		}
	}

	for (const name of required) {
		if (!Object.hasOwn(object, name)) {
			throw new FieldMistake(`${where}the field "${name}"`);
		}
	}
}

/** The JSON object of a row's fields; what the row does not have is left out. */
export function writeFields(row: OpRow, fields: Fields): Record<string, unknown> {
	const written: Record<string, unknown> = {};
	for (const [name, field] of Object.entries(fields)) {
		const value = field.write(row);
		if (value !== undefined) {
			written[name] = value;
		}
	}

	return written;
}
