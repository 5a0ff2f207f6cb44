/** Following a recording while it is written: its pieces in, a program that grows out. */
import {createGrowingProgram, type GrowingProgram} from '../machine/growing-program.ts';
import type {Header} from '../machine/program.ts';
import type {OpRow} from '../machine/program-builder.ts';
import {UserError} from '../machine/user-error.ts';
import {chooseFormat, sniffLines, unknownFormat} from './collect.ts';
import type {Follower, ReadOptions} from './format.ts';
import {geometryOf} from './geometry.ts';
import {createLineSplitter} from './lines.ts';

export type Following = {
	/** Takes what has come; undefined where nothing has come for a while. Answers how many ops were added. */
	take(piece: Buffer | undefined): number;
	/** Says that nothing more will come. */
	end(): number;
};

export type FollowOptions = ReadOptions & {
	/** Where the recording is whole and is only being read. */
	readonly isPartial?: boolean;
	/** Called with the program as soon as it has ops. */
	readonly onProgram: (program: GrowingProgram) => void;
};

/** Throws a UserError from `take` and `end` where the text is of no format that can be followed. */
export function followRecording(name: string, options: FollowOptions): Following {
	const {isPartial = false} = options;
	const held: string[] = [];
	let follower: Follower | undefined;
	let growing: GrowingProgram | undefined;
	let number = 0;
	const splitter = createLineSplitter((line) => {
		number += 1;
		if (follower !== undefined) {
			follower.line(line, number);
			return;
		}

		held.push(line);
		if (held.length >= sniffLines || chooseFormat(held) !== undefined) {
			follower = begin(name, held, options);
		}
	});

	const tell = (): number => {
		const rows = follower?.take() ?? [];
		if (rows.length > 0) {
			growing ??= start(name, rows, follower?.machine() ?? {}, options);
			growing.add(rows);
			growing.limit([
				...(follower?.limits() ?? []),
				{kind: isPartial ? 'partly-read' : 'followed', count: 1},
			]);
		}

		return rows.length;
	};

	return {
		take(piece) {
			if (piece === undefined) {
				follower?.rest();
			} else {
				splitter.write(piece);
			}

			return tell();
		},
		end() {
			splitter.end();
			follower ??= begin(name, held, options);
			follower.end();
			const count = tell();
			growing?.close();
			return count;
		},
	};
}

function begin(name: string, lines: readonly string[], options: ReadOptions): Follower {
	const format = chooseFormat(lines);
	if (format === undefined) {
		throw unknownFormat(name, lines);
	}

	if (format.createFollower === undefined) {
		throw new UserError(`${name} cannot be followed while it comes: ${format.title}`, {
			expected: 'text of perf script; what is whole can be looked at with: forkscope -',
		});
	}

	const follower = format.createFollower(name, options);
	for (const [i, line] of lines.entries()) {
		follower.line(line, i + 1);
	}

	return follower;
}

/** What a recording does not say of its machine is told from the first ops. */
function start(
	name: string,
	rows: readonly OpRow[],
	machine: Partial<Header>,
	{onProgram, isPartial}: FollowOptions,
): GrowingProgram {
	const header = {name, swapBytes: 0, geometry: geometryOf(rows), ...machine};
	const growing = createGrowingProgram(header, isPartial);
	onProgram(growing);
	return growing;
}
