/** Parts of a study: which of its pieces a part has, and the file in which a part is kept until all are merged. */
import {printJson} from './print-json.ts';

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
const ownFlags = /^(?:--(?:shard|output|threads)|-o)(?:=|$)/;

/** What all parts of a study have in common of their lines. */
function commonWords(line: readonly string[]): string[] {
	return line.filter((word, i) => {
		const before = line[i - 1] ?? '';
		return !ownFlags.test(word) && !(ownFlags.test(before) && !before.includes('='));
	});
}

export async function printShard(stdout: NodeJS.WriteStream, {of, shard, line, part}: Part): Promise<number> {
	const fields = {shard, line: commonWords(line), ...part};
	await printJson(stdout, {name: `${of}-part`, fields});
	return 0;
}
