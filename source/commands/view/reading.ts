/**
 * Opening a large recording: the screen shows what is read so far, while a thread reads the whole. The beginning is read here too,
 * as what comes live is, and no further than the screen has use for.
 */
import {statSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import type {GrowingProgram} from '../../machine/growing-program.ts';
import type {Program} from '../../machine/program.ts';
import {UserError} from '../../machine/user-error.ts';
import {readAside} from '../../readers/aside.ts';
import {isDamage} from '../../readers/bytes.ts';
import {countedBytes, textOf} from '../../readers/file-text.ts';
import {type Following, followRecording} from '../../readers/follow.ts';
import type {Recording} from '../../readers/format.ts';
import {recordingName} from '../../readers/name.ts';
import type {Streams} from '../command.ts';
import {createNews, type News} from '../live/news.ts';

export type Reading = {
	/** The beginning, which grows. */
	readonly program: Program;
	/** All of it. Rejects with a UserError where something in it cannot be read. */
	readonly whole: Promise<Recording>;
	readonly subscribe: News['subscribe'];
	/** Tells how many ops have been carried out: so far ahead of that it reads and no further. */
	keepUpWith(done: () => number): void;
	/** Reads no further. */
	close(): Promise<unknown>;
};

/** What is smaller is read before a screen is drawn; packed text is some ten times as long. */
const longBytes = 2 ** 23;
const longPackedBytes = 2 ** 20;

/** Whether it takes a while to read what the words name: one file that is there to be read twice. */
export function isLong([file, ...others]: readonly string[]): boolean {
	const stat = others.length > 0 ? undefined : statSync(file, {throwIfNoEntry: false});
	return stat?.isFile() === true && stat.size >= (/\.(?:gz|zst)$/.test(file) ? longPackedBytes : longBytes);
}

/** Begins with a file; undefined where a recording of that kind means nothing until its end is known, or nothing at all. */
export async function beginReading(file: string, env: Streams['env']): Promise<Reading | undefined> {
	const beginning = await readBeginning(file, env);
	if (beginning === undefined) {
		return undefined;
	}

	const news = createNews({share: 0});
	const whole = readAside({paths: [file], env: {...env}}, (share) => news.tell({share}));
	const isOver = () => news.tell({isOpen: false});
	whole.recording.then(isOver, () => {
		isOver();
		return beginning.goToEnd().then(isOver);
	});
	return {
		program: beginning.program,
		whole: whole.recording,
		subscribe: news.subscribe,
		keepUpWith: beginning.keepUpWith,
		close() {
			beginning.close();
			return whole.close();
		},
	};
}

/** Bytes that are read between two looks at the keyboard. */
const pieceBytes = 2 ** 16;
/** Ops that are read ahead of what has been carried out, and at all as long as the whole is still to come. */
const aheadOps = 20_000;
const mostOps = 300_000;

type Beginning = {
	readonly program: Program;
	readonly keepUpWith: Reading['keepUpWith'];
	/** Reads what there is to be read, and closes the program: nobody else will read the whole. */
	goToEnd(): Promise<void>;
	close(): void;
};

/** Reads until there is something to show, and goes on; undefined where nothing can be shown before all is read. */
async function readBeginning(file: string, env: Streams['env']): Promise<Beginning | undefined> {
	let growing: GrowingProgram | undefined;
	const following = followRecording(recordingName(file), {
		isPartial: true,
		onProgram(made) {
			growing = made;
		},
	});
	const pieces = piecesOf(file, env);
	await orMistake(async () => {
		while (growing === undefined) {
			const {value, done} = await pieces.next();
			following.take(value ?? undefined);
			if (done === true) {
				return;
			}
		}
	});
	if (growing === undefined) {
		await pieces.return(undefined);
		return undefined;
	}

	return goOn(growing, following, pieces);
}

function goOn(
	{program, close}: GrowingProgram,
	following: Following,
	pieces: AsyncGenerator<Buffer>,
): Beginning {
	let done = () => 0;
	let isClosed = false;
	let isAllWanted = false;
	const isWanted = () => isClosed || isAllWanted || program.count < Math.min(mostOps, done() + aheadOps);
	const isOver = orMistake(async () => {
		for await (const piece of pieces) {
			await until(isWanted);
			if (isClosed) {
				return;
			}

			following.take(piece);
		}

		following.take(undefined);
	});
	return {
		program,
		keepUpWith(progress) {
			done = progress;
		},
		async goToEnd() {
			isAllWanted = true;
			await isOver;
			close();
		},
		close() {
			isClosed = true;
		},
	};
}

/** What is wrong with a recording is told by who reads its whole; here it ends where that is. */
async function orMistake(read: () => Promise<void>): Promise<void> {
	try {
		await read();
	} catch (error) {
		if (!(error instanceof UserError || isDamage(error))) {
			throw error;
		}
	}
}

async function* piecesOf(file: string, env: Streams['env']): AsyncGenerator<Buffer> {
	const {bytes} = await textOf(file, file, countedBytes(file, [file], {})(file), env);
	for await (const chunk of bytes) {
		for (let at = 0; at < chunk.length; at += pieceBytes) {
			yield chunk.subarray(at, at + pieceBytes);
		}
	}
}

/** Other work gets a turn in any case. */
async function until(test: () => boolean): Promise<void> {
	do {
		await sleep(test() ? 0 : 20);
	} while (!test());
}
