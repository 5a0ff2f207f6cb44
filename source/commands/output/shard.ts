/** Parts of a study: which of its pieces a part has, and the file in which a part is kept until all are merged. */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {jsonText} from '../../machine/printable.ts';
import {UserError} from '../../machine/user-error.ts';
import {readPackage} from '../package.ts';
import {printForm} from './print.ts';

/** Part `part` of `of`, counted from 1. */
export type Shard = {readonly part: number; readonly of: number};

/** Dealt one by one, so that parts take about as long as each other; all of them where there is no part. */
export function ofShard<Piece>(pieces: readonly Piece[], shard: Shard | undefined): readonly Piece[] {
	return shard === undefined ? pieces : pieces.filter((_, i) => i % shard.of === shard.part - 1);
}

export type Part = {
	/** The command. */
	readonly of: 'compare' | 'sweep';
	readonly shard: Shard;
	/** The words that were typed behind the command. */
	readonly line: readonly string[];
	readonly part: Readonly<Record<string, unknown>>;
};

/** Words in which parts of one study differ, or which change nothing of the answer; each has a value. */
const ownFlags = /^(?:--(?:shard|output|parallel)|-o)(?:=|$)/;

/** What all parts of a study have in common of their lines. */
function commonWords(line: readonly string[]): string[] {
	return line.filter((word, i) => {
		const before = line[i - 1] ?? '';
		return !ownFlags.test(word) && !(ownFlags.test(before) && !before.includes('='));
	});
}

/** Of all that merging relies on: a part that was cut or changed is told by it. */
function sumOf(fields: unknown): string {
	return createHash('sha256').update(jsonText(fields)).digest('hex');
}

export async function printShard(stdout: NodeJS.WriteStream, {of, shard, line, part}: Part): Promise<number> {
	const fields = {shard, line: commonWords(line), version: readPackage().version, part};
	// Numbers to their last digit: an answer rounds them when it is made of all parts.
	await printForm(stdout, [
		`${jsonText({schema: `forkscope/${of}-part@1`, sum: sumOf(fields), ...fields})}\n`,
	]);
	return 0;
}

export type ReadPart = Part & {readonly file: string; readonly version: string};

/** A part as it was printed. Throws a UserError where the file is none, or is not as it was. */
export function readPart(file: string): ReadPart {
	const {schema, sum, ...fields} = objectIn(file);
	const of = /^forkscope\/(compare|sweep)-part@1$/.exec(String(schema))?.[1];
	if (of === undefined) {
		throw new UserError('This is no part of a study.', {
			file,
			expected: 'what compare or sweep wrote with --shard',
		});
	}

	if (sumOf(fields) !== sum) {
		throw new UserError('This part was changed or cut after it was written.', {file});
	}

	return {...(fields as Omit<ReadPart, 'of' | 'file'>), of: of as Part['of'], file};
}

function objectIn(file: string): Record<string, unknown> {
	const value = jsonIn(file);
	if (typeof value !== 'object' || value === null) {
		throw new UserError('This is no part of a study.', {file, expected: 'a JSON object'});
	}

	return value as Record<string, unknown>;
}

function jsonIn(file: string): unknown {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		throw new UserError(
			code === undefined ? 'This is no JSON, or not all of it.' : `It cannot be read: ${code}.`,
			{
				file,
				cause: error,
			},
		);
	}
}
