/** Kinds of fields of workload format 1: how each is read from JSON into a program's row and written back. */
import {opFlags} from '../op.ts';
import {nameLengthMax, type OwnText, rightsText, wordLengthMax} from '../program.ts';
import {type Bounds, type Field, FieldMistake, type NumberSlot, type TextSlot, type Words} from './field.ts';
import {addressText, parseSize, sizeSchema} from './size.ts';

function fits({type, minimum, maximum}: Bounds, value: number): boolean {
	return (type === 'number' || Number.isInteger(value)) && value >= minimum && value <= maximum;
}

export const numberField = (slot: NumberSlot, expected: string, bounds: Bounds): Field => ({
	schema: bounds,
	plain: {form: 'number', slot, bounds},
	read(value, row) {
		if (typeof value !== 'number' || !fits(bounds, value)) {
			throw new FieldMistake(expected);
		}

		row[slot] = value;
	},
	write: (row) => row[slot],
});

const pids: Bounds = {type: 'integer', minimum: 1, maximum: 2 ** 31 - 1};
const counts: Bounds = {type: 'integer', minimum: 0, maximum: 2 ** 31 - 1};

export const pidField = (slot: NumberSlot): Field => numberField(slot, 'a pid, a whole number from 1', pids);
export const countField = (slot: NumberSlot): Field => numberField(slot, 'a whole number from 0', counts);
/** Thirty years: of so long times sums stay numbers. */
const microsMax = 1e15;
export const microsField = (slot: NumberSlot): Field =>
	numberField(slot, 'microseconds, a number from 0 to 1e15', {
		type: 'number',
		minimum: 0,
		maximum: microsMax,
	});

/** When an op was done; every op takes it, as "t". */
export const timeField = microsField('time');

export const sizeField = (
	slot: NumberSlot,
	shown: (value: number) => string | number = (value) => value,
): Field => ({
	schema: sizeSchema,
	plain: {form: 'size', slot},
	read(value, row) {
		const bytes = parseSize(value);
		if (bytes === undefined) {
			throw new FieldMistake('a size or address: a number, or text such as "0x1000", "64K" or "4M"');
		}

		row[slot] = bytes;
	},
	write: (row) => (row[slot] === undefined ? undefined : shown(row[slot])),
});

export const textField = (slot: TextSlot): Field => ({
	schema: {type: 'string', maxLength: nameLengthMax},
	plain: {form: 'text', slot},
	read(value, row) {
		if (typeof value !== 'string' || value.length > nameLengthMax) {
			throw new FieldMistake(`text of at most ${nameLengthMax} characters`);
		}

		row[slot] = value;
	},
	write: (row) => row[slot],
});

const allBits = ~0;

/** A field with one of some words, which tells something of the number in a slot. */
export function wordField(
	slot: 'flags' | 'advice' | 'fault',
	words: Words,
	expected: string,
	shown: Pick<Field, 'schema' | 'write'>,
): Field {
	return {
		...shown,
		plain: {form: 'word', slot, words},
		read(value, row) {
			const told = words.get(value);
			if (told === undefined) {
				throw new FieldMistake(expected);
			}

			row[slot] = ((row[slot] ?? 0) & told.kept) | told.set;
		},
	};
}

/** A bit of the flags that one word clears and another sets. */
export const eitherField = (
	bit: number,
	[clears, sets]: readonly [unknown, unknown],
	expected: string,
	shown: Pick<Field, 'schema' | 'write'>,
): Field => {
	const words = [
		[clears, {kept: ~bit, set: 0}],
		[sets, {kept: allBits, set: bit}],
	] as const;
	return wordField('flags', new Map(words), expected, shown);
};

const rightsWords = Array.from({length: 8}, (_, bits) => {
	const set = (bits & 1 ? opFlags.read : 0) | (bits & 2 ? opFlags.write : 0) | (bits & 4 ? opFlags.exec : 0);
	return [rightsText(set), {kept: allBits, set}] as const;
});

export const rightsField = wordField('flags', new Map(rightsWords), 'rights such as "rw-" or "r-x"', {
	schema: {type: 'string', pattern: '^[r-][w-][x-]$'},
	write: (row) => rightsText(row.flags ?? 0),
});

export const shareField = eitherField(opFlags.shared, ['private', 'shared'], '"private" or "shared"', {
	schema: {enum: ['private', 'shared']},
	write: (row) => (((row.flags ?? 0) & opFlags.shared) === 0 ? 'private' : 'shared'),
});

export const bitField = (bit: number): Field =>
	eitherField(bit, [false, true], 'true or false', {
		schema: {type: 'boolean'},
		write: (row) => (((row.flags ?? 0) & bit) === 0 ? undefined : true),
	});

/** Text that stands for a number of a table. */
export const choiceField = (slot: 'advice' | 'fault', choices: Readonly<Record<string, number>>): Field => {
	const names = Object.keys(choices);
	const words = new Map(names.map((name) => [name, {kept: 0, set: choices[name]}]));
	return wordField(slot, words, `one of ${names.join(', ')}`, {
		schema: {enum: names},
		write: (row) => names.find((name) => choices[name] === row[slot]),
	});
};

export const argvField: Field = {
	schema: {type: 'array', items: {type: 'string', maxLength: wordLengthMax}},
	read(value, row) {
		if (
			!Array.isArray(value) ||
			value.some((word) => typeof word !== 'string' || word.length > wordLengthMax)
		) {
			throw new FieldMistake(`a list of texts of at most ${wordLengthMax} characters`);
		}

		row.argv = value as string[];
	},
	write: (row) => row.argv,
};

export const hexField = (slot: NumberSlot): Field => sizeField(slot, addressText);

/** Text that may be empty, but must be there. */
export const givenText = (slot: OwnText): Field => ({
	...textField(slot),
	write: ({[slot]: text = ''}) => text,
});

/** The byte range of an op that has one. */
export const rangeFields = {addr: hexField('address'), len: sizeField('length')};
export const rangeRequired = Object.keys(rangeFields);

/** A list of names, each of which sets a bit of the row's flags. */
export const flagsField = (bits: Readonly<Record<string, number>>): Field => {
	const names = Object.keys(bits);
	const words = new Map(names.map((name) => [name, {kept: allBits, set: bits[name]}]));
	return {
		schema: {type: 'array', items: {enum: names}},
		plain: {form: 'words', slot: 'flags', words},
		read(value, row) {
			if (!Array.isArray(value) || !value.every((name) => words.has(name))) {
				throw new FieldMistake(`a list of ${names.join(', ')}`);
			}

			row.flags = (value as string[]).reduce((flags, name) => flags | bits[name], row.flags ?? 0);
		},
		write: (row) => names.filter((name) => ((row.flags ?? 0) & bits[name]) !== 0),
	};
};
