/** Cost tables in files: JSON as `forkscope calibrate` writes it, or as it is written by hand. */
import {readFileSync, statSync} from 'node:fs';
import {didYouMean} from '../../analysis/words/suggest.ts';
import type {CostTable} from '../../designs/costs/cost-table.ts';
import {costTables} from '../../designs/costs/index.ts';
import {type WorkUnit, workUnitNames} from '../../kernel/state/work.ts';
import {UserError} from '../../machine/user-error.ts';

export const costSchema = 'forkscope/costs@1';

/** No table is nearly as large; what is larger is another file. */
const bytesMax = 2 ** 20;
const wordsMax = 64;

/** A year is more than any unit of work can take, in microseconds. */
const microsMax = 1e13;

/** Throws a UserError that names the file where it cannot be read or is no cost table. */
export function readCostFile(file: string): CostTable {
	return parseCostTable(readSmall(file), file);
}

function readSmall(file: string): string {
	try {
		const found = statSync(file);
		if (found.isFile() && found.size > bytesMax) {
			throw new UserError('This is too large for a cost table.', {file});
		}

		return readFileSync(file, 'utf8');
	} catch (error) {
		if (error instanceof UserError) {
			throw error;
		}

		const {code = ''} = error as NodeJS.ErrnoException;
		throw new UserError(`The cost table cannot be read: ${code}.`, {file, cause: error});
	}
}

/** Throws a UserError that says what is wrong and what is expected. `file` is named in it. */
export function parseCostTable(text: string, file: string): CostTable {
	const fail = (what: string, expected: string): never => {
		throw new UserError(what, {file, expected});
	};
	const table =
		objectOf(text) ?? fail('This is no cost table.', `a JSON object with "schema": "${costSchema}"`);
	const {schema, id, title = '', source = '', micros, limits = []} = table;
	if (schema !== costSchema) {
		fail('This is no cost table.', `"schema": "${costSchema}"`);
	}

	const name = isText(id) && /^[\w.+-]+$/.test(id) && id.length <= wordsMax ? id : undefined;
	if (name === undefined || costTables.some((known) => known.id === name)) {
		fail('Its id cannot be used.', `a word of its own of at most ${wordsMax} letters`);
	}

	if (!isText(title) || !isText(source) || !Array.isArray(limits) || !limits.every(isText)) {
		return fail(
			'Its words cannot be read.',
			'"title" and "source" with text, "limits" with a list of sentences',
		);
	}

	const prices = typeof micros === 'object' && micros !== null ? Object.entries(micros) : [];
	if (prices.length === 0) {
		fail('It has no prices.', '"micros" with microseconds by unit of work');
	}

	for (const [unit, price] of prices) {
		if (!workUnitNames.some((known) => known === unit)) {
			fail(
				`There is no unit of work "${unit}".${didYouMean(unit, workUnitNames)}`,
				'names as in `list costs --json`',
			);
		}

		if (typeof price !== 'number' || !(price >= 0 && price <= microsMax)) {
			fail(`The price of ${unit} cannot be used.`, 'microseconds, a number from 0');
		}
	}

	return {
		id: String(name),
		title,
		source,
		micros: Object.fromEntries(prices) as Partial<Record<WorkUnit, number>>,
		...(limits.length === 0 ? {} : {limits}),
	};
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}
