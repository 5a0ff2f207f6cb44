/**
 * Kinds of fields of workload format 1: how each is read from JSON into a program's row and written back, and how an
 * object with such fields is read as a whole. Which op has which is in its own file.
 */
import {opFlags} from '../op.ts';
import {
	nameLengthMax,
	type OwnNumber,
	type OwnText,
	type RowFields,
	rightsText,
	wordLengthMax,
} from '../program.ts';
import {addressText, parseSize, sizeSchema} from './size.ts';

/** A row while it is being read. */
export type RowDraft = {-readonly [Name in keyof RowFields]: RowFields[Name]};

/** Says what was expected where a value does not fit. */
export class FieldMistake {
	readonly expected: string;
	constructor(expected: string) {
		this.expected = expected;
	}
}

/** A schema as json-schema.org has them, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export type Field = {
	/** What `read` takes, as far as a schema can say it. */
	readonly schema: JsonSchema;
	/** How it may stand on a line, for who reads bytes; absent where it is no single value. */
	readonly plain?: PlainValue;
	/** Puts a JSON value into the row; throws FieldMistake. */
	read(value: unknown, row: RowDraft): void;
	/** The JSON value, undefined where the row has none. */
	write(row: RowFields): unknown;
};

export type Fields = Readonly<Record<string, Field>>;

export type NumberSlot =
	| 'pid'
	| 'child'
	| 'address'
	| 'length'
	| 'uid'
	| 'pgid'
	| 'time'
	| 'fault'
	| 'flags'
	| OwnNumber;
export type TextSlot = 'name' | OwnText;

/**
 * What a value comes to in a row: a number or a text in a slot, or what one of some words does to a number. A list of words does
 * what each does, one after the other; in a list of whole numbers each is a bit of a number, `first` the lowest.
 */
export type PlainValue =
	| {readonly form: 'number'; readonly slot: NumberSlot; readonly bounds: Bounds}
	| {readonly form: 'size'; readonly slot: NumberSlot}
	| {readonly form: 'text'; readonly slot: TextSlot}
	| {readonly form: 'word'; readonly slot: NumberSlot; readonly words: Words}
	| {readonly form: 'words'; readonly slot: NumberSlot; readonly words: Words}
	| {readonly form: 'bits'; readonly slot: NumberSlot; readonly first: number; readonly last: number};

/** Texts, true and false, with the bits of the number that are kept with each and those that it sets. */
export type Words = ReadonlyMap<unknown, {readonly kept: number; readonly set: number}>;

export type Bounds = {
	readonly type: 'integer' | 'number';
	readonly minimum: number;
	readonly maximum: number;
};

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

/** What `readFields` takes; other fields stand beside those of the row. */
export function fieldsSchema(
	fields: Fields,
	required: readonly string[],
	others: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
	const own = Object.entries(fields).map(([name, {schema}]) => [name, schema]);
	return {
		type: 'object',
		properties: {...others, ...Object.fromEntries(own)},
		required,
		additionalProperties: false,
	};
}

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
export function writeFields(row: RowFields, fields: Fields): Record<string, unknown> {
	const written: Record<string, unknown> = {};
	for (const [name, field] of Object.entries(fields)) {
		const value = field.write(row);
		if (value !== undefined) {
			written[name] = value;
		}
	}

	return written;
}
