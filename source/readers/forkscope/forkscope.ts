/** Reads workload files of format 1: a header line, then one op a line. The first mistake ends it, with its line shown. */

import * as v from 'valibot';
import {geometries} from '../../kernel/state/geometry.ts';
import {hugePageModes} from '../../kernel/state/limits.ts';
import {limitKinds} from '../../machine/limits.ts';
import type {RowDraft} from '../../machine/ops/field.ts';
import {FieldMistake, readFields} from '../../machine/ops/field.ts';
import {timeField} from '../../machine/ops/fields.ts';
import type {OpName} from '../../machine/ops/index.ts';
import {opNames, ops} from '../../machine/ops/index.ts';
import {parseSize} from '../../machine/ops/size.ts';
import {createPlainRow} from '../../machine/plain-row.ts';
import {type Header, nameLengthMax} from '../../machine/program.ts';
import {createProgramBuilder, type OpRow} from '../../machine/program-builder.ts';
import {UserError} from '../../machine/user-error.ts';
import type {Follower, LineReader, TextFormat} from '../format.ts';
import {createPlainLines} from './plain-line.ts';

export const size = v.pipe(
	v.unknown(),
	v.check((value) => parseSize(value) !== undefined, 'a size such as 268435456 or "256M"'),
	v.transform((value) => parseSize(value) ?? 0),
);

function wholeNumber(least: number, most: number) {
	const expected = `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}`;
	return v.pipe(
		v.number(expected),
		v.integer(expected),
		v.minValue(least, expected),
		v.maxValue(most, expected),
	);
}

const limits = v.array(
	v.strictObject({
		kind: v.picklist(limitKinds, `one of ${limitKinds.join(', ')}`),
		count: wholeNumber(0, Number.MAX_SAFE_INTEGER),
		names: v.optional(v.record(v.string(), v.number())),
	}),
	'a list of limits',
);

export const headerSchema = v.strictObject({
	forkscope: v.literal(1, 'format version 1'),
	name: v.pipe(v.string('text'), v.maxLength(nameLengthMax, `at most ${nameLengthMax} characters`)),
	description: v.optional(v.string('text')),
	cpus: v.optional(wholeNumber(1, 1024), 1),
	memory: v.optional(size),
	swap: v.optional(size),
	overcommit: v.optional(v.picklist([0, 1, 2], '0, 1 or 2')),
	overcommitRatio: v.optional(
		v.pipe(v.number('a percentage, a whole number from 0'), v.integer(), v.minValue(0)),
	),
	geometry: v.optional(
		v.picklist(
			Object.values(geometries).map(({id}) => id),
			'"x86-64", "arm64" or "i386"',
		),
		'x86-64',
	),
	hugetlb: v.optional(wholeNumber(0, 2 ** 14)),
	thp: v.optional(v.picklist(hugePageModes, '"always", "madvise" or "never"')),
	limits: v.optional(limits, []),
});

const headerFields = Object.keys(headerSchema.entries).join(', ');

/** What is wrong with a header, as the end of "expected …". */
function headerExpectation(issue: v.BaseIssue<unknown>): string {
	const field = v.getDotPath(issue);
	if (issue.type === 'strict_object') {
		const isUnknown = issue.expected === 'never';
		return isUnknown ? `only the fields ${headerFields}, not "${field}"` : `the field "${field}"`;
	}

	return field === null ? `a header with the fields ${headerFields}` : `${issue.message} for "${field}"`;
}

/** Throws FieldMistake. */
export function readHeader(value: unknown): Header {
	const result = v.safeParse(headerSchema, value);
	if (!result.success) {
		throw new FieldMistake(headerExpectation(result.issues[0]));
	}

	const {name, description, cpus, memory, swap, geometry, thp, limits, overcommit, overcommitRatio, hugetlb} =
		result.output;
	return {
		name,
		...(description === undefined ? {} : {description}),
		cpus,
		...(memory === undefined ? {} : {memoryBytes: memory}),
		swapBytes: swap ?? 0,
		...(overcommit === undefined ? {} : {overcommit}),
		...(overcommitRatio === undefined ? {} : {overcommitRatio}),
		geometry,
		...(hugetlb === undefined ? {} : {hugetlbPages: hugetlb}),
		...(thp === undefined ? {} : {hugePages: thp}),
		...(limits.length === 0 ? {} : {limits}),
	};
}

/** One op; throws FieldMistake. */
export function readOp(value: Readonly<Record<string, unknown>>): OpRow {
	const {op: name, t, ...rest} = value;
	if (typeof name !== 'string' || !Object.hasOwn(ops, name)) {
		throw new FieldMistake(`"op" to be one of ${opNames.join(', ')}`);
	}

	const row: RowDraft & OpRow = {op: name as OpName};
	if (t !== undefined) {
		timeField.read(t, row);
	}

	const {fields, required} = ops[name as OpName];
	readFields(rest, fields, required, row);
	return row;
}

/** One line as a JSON object; throws FieldMistake. */
function parseObject(text: string): Record<string, unknown> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new FieldMistake(`one JSON object on the line (${(error as Error).message})`);
	}

	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new FieldMistake('one JSON object on the line');
	}

	return value as Record<string, unknown>;
}

function createReader(file: string): LineReader {
	const builder = createProgramBuilder();
	const lines = takeLines(file, builder.add);
	const parsePlain = createPlainLines();
	const row = createPlainRow();
	return {
		line: lines.take,
		bytes(bytes, from) {
			const next = parsePlain(bytes, from, row);
			if (next !== 0) {
				lines.header();
				builder.addPlain(row);
			}

			return next;
		},
		finish: () => ({program: builder.finish(lines.header()), problems: []}),
	};
}

/** The same op by op, of a workload whose ops go in the order of the file. */
function createFollower(file: string): Follower {
	let rows: OpRow[] = [];
	const lines = takeLines(file, (row) => rows.push(row));
	return {
		line(text, number) {
			lines.take(text, number);
			if (lines.header().cpus > 1) {
				throw new UserError(`${file} cannot be followed while it comes`, {expected: 'a workload on one CPU'});
			}
		},
		rest() {},
		end: () => void lines.header(),
		take() {
			const told = rows;
			rows = [];
			return told;
		},
		limits: () => lines.header().limits ?? [],
		machine: lines.header,
	};
}

/** Lines in, the header and ops out. Throws a UserError for the first line that is neither. */
function takeLines(file: string, add: (row: OpRow) => unknown) {
	let header: Header | undefined;
	return {
		take(text: string, number: number): void {
			if (text.trim() === '') {
				return;
			}

			try {
				const value = parseObject(text);
				if (header === undefined) {
					header = readHeader(value);
				} else {
					add(readOp(value));
				}
			} catch (error) {
				if (error instanceof FieldMistake) {
					const what = header === undefined ? 'This is no workload header' : 'This op cannot be read';
					throw new UserError(what, {file, line: number, expected: error.expected, source: text});
				}

				throw error;
			}
		},
		/** Throws a UserError where there was none. */
		header(): Header {
			if (header === undefined) {
				throw new UserError('The workload is empty', {
					file,
					expected: 'a header line such as {"forkscope":1,"name":"…"}',
				});
			}

			return header;
		},
	};
}

export const forkscopeFormat: TextFormat = {
	takes: 'lines',
	id: 'forkscope',
	title: 'forkscope workload, format 1',
	sniff: ([first = '']) => first.trimStart().startsWith('{') && first.includes('"forkscope"'),
	createReader,
	createFollower,
};
