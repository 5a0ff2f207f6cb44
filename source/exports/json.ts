/** JSON: one object with a header that says which shape it has and what it is about. */

import {jsonText} from '../machine/printable.ts';
import type {Content, Data, Form} from './form.ts';

export const json: Form<'json'> = {
	id: 'json',
	title: 'data (JSON)',
	takes: 'data',
	*write({data}: Content) {
		const answer = data?.();
		if (answer?.isIndented) {
			yield `${recordText(headed(answer), 2)}\n`;
		} else if (answer !== undefined) {
			yield* jsonLines(headed(answer));
		}
	},
};

/** A value as JSON, with its numbers rounded. */
export function recordText(value: unknown, indent?: number): string {
	return jsonText(value, indent, rounded);
}

/** Three decimals and, of what is below 1, four digits: a nanosecond of a time, and no noise of sums. */
function rounded(_: string, value: unknown): unknown {
	if (typeof value !== 'number' || Number.isInteger(value)) {
		return value;
	}

	return Math.abs(value) < 1 ? Number(value.toPrecision(4)) : Math.round(value * 1000) / 1000;
}

/** The header is what every object begins with; its fields stand there in this order. `trust` is there where something limits it. */
export function headed({name, of, fields}: Data): Readonly<Record<string, unknown>> {
	const header = {
		schema: `forkscope/${name}@1`,
		workload: of?.machine.program.header.name,
		kernel: of?.machine.design.id,
	};
	const isLimited = of !== undefined && of.trust.length > 0;
	return {...header, ...(isLimited ? {trust: of.trust} : {}), ...fields};
}

/**
 * An object as lines of JSON: each of its fields on one, and each element of a list or of an object of objects, so that
 * it can be read, compared and searched line by line.
 */
function* jsonLines(object: Readonly<Record<string, unknown>>): Generator<string> {
	let before = '{\n';
	for (const [name, value] of Object.entries(object).filter(([, each]) => each !== undefined)) {
		yield `${before}"${name}": `;
		before = ',\n';
		if (Array.isArray(value)) {
			yield* listLines(
				'[',
				value.map((element) => recordText(element)),
				']',
			);
		} else if (isObjectOfObjects(value)) {
			const fields = Object.entries(value);
			yield* listLines(
				'{',
				fields.map(([key, field]) => `${recordText(key)}: ${recordText(field)}`),
				'}',
			);
		} else {
			yield recordText(value);
		}
	}

	yield '\n}\n';
}

function isObjectOfObjects(value: unknown): value is Readonly<Record<string, object>> {
	const isObject = (each: unknown) => typeof each === 'object' && each !== null;
	return isObject(value) && Object.values(value as object).every(isObject);
}

function* listLines(open: string, lines: readonly string[], close: string): Generator<string> {
	yield open;
	for (const [i, line] of lines.entries()) {
		yield `${i === 0 ? '' : ','}\n${line}`;
	}

	yield lines.length === 0 ? close : `\n${close}`;
}
