/** Whether parts make a whole: of one study, each of them once, none missing. */
import {UserError} from '../../machine/user-error.ts';
import type {Part, ReadPart} from '../output/shard.ts';

export type Whole = {
	readonly of: Part['of'];
	readonly parts: readonly Part['part'][];
};

/** In the order of their numbers. Throws a UserError that names the file which does not fit, or the parts that are missing. */
export function wholeOf(read: readonly ReadPart[]): Whole {
	const [first, ...others] = read;
	for (const other of others) {
		refuseStranger(first, other);
	}

	const parts = read.toSorted((left, right) => left.shard.part - right.shard.part);
	for (const [i, part] of parts.slice(1).entries()) {
		if (part.shard.part === parts[i].shard.part) {
			throw new UserError(`Part ${part.shard.part} comes twice: ${parts[i].file} and ${part.file}.`);
		}
	}

	const there = new Set(parts.map(({shard}) => shard.part));
	const missing = Array.from({length: first.shard.of}, (_, i) => i + 1).filter((part) => !there.has(part));
	if (missing.length > 0) {
		throw new UserError(`Of ${first.shard.of} parts these are missing: ${listed(missing)}.`);
	}

	return {of: first.of, parts: parts.map(({part}) => part)};
}

const listedMax = 20;

function listed(numbers: readonly number[]): string {
	const more = numbers.length > listedMax ? ` and ${numbers.length - listedMax} more` : '';
	return `${numbers.slice(0, listedMax).join(', ')}${more}`;
}

function refuseStranger(first: ReadPart, other: ReadPart): void {
	const [ours, theirs] = [first, other].map(({of, line}) => [of, ...line].join(' '));
	if (ours !== theirs) {
		throw new UserError(`This is a part of another study: ${theirs}`, {file: other.file, expected: ours});
	}

	if (first.shard.of !== other.shard.of) {
		throw new UserError(`This is one of ${other.shard.of} parts`, {
			file: other.file,
			expected: `one of ${first.shard.of}`,
		});
	}

	if (first.version !== other.version) {
		throw new UserError(`This was made by version ${other.version}`, {
			file: other.file,
			expected: `version ${first.version}`,
		});
	}
}
