/**
 * What a field of workload format 1 is, and how an object with such fields is read into a program's row and written back. The kinds
 * that there are stand in fields.ts; which op has which is in its own file.
 */
import type {OwnNumber, OwnText, RowFields} from '../program.ts';

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
