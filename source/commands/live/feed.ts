/** The feed: what a source records goes to a file, and from there at its own pace into the program that the screen shows. */
import {setTimeout as sleep} from 'node:timers/promises';
import {plural} from '../../analysis/words/text.ts';
import type {GrowingProgram} from '../../machine/growing-program.ts';
import {UserError} from '../../machine/user-error.ts';
import {followRecording} from '../../readers/follow.ts';
import {createSpool, type Spool} from '../../readers/spool.ts';
import {createNews, type News} from './news.ts';
import type {Source} from './source.ts';

export type Feed = {
	/** The program, once there is something of it. Rejects with a UserError where nothing comes of the source. */
	readonly program: Promise<GrowingProgram['program']>;
	/** Resolves when all that the source has recorded is in the file. */
	readonly isRecorded: Promise<void>;
	/** Tells how many ops have been carried out: so far ahead of that it reads and no further. */
	keepUpWith(done: () => number): void;
	/** Why no more is shown, where that is so before the end. */
	readonly stopped: string | undefined;
	readonly subscribe: News['subscribe'];
	/** Resolves when no more will be shown. */
	readonly isOver: Promise<void>;
	/** Reads no further. */
	close(): void;
};

export type FeedOptions = {
	/** The file that the recording goes to. */
	readonly file: string;
	/** As many ops are shown. */
	readonly mostOps: number;
};

/** Nothing has come for so long: all that is there is shown. */
const pauseMs = 200;
/** Ops that are read ahead of what has been carried out. */
const aheadOps = 20_000;
/** News are told so often at most. */
const newsMs = 200;

export function startFeed(source: Source, {file, mostOps}: FeedOptions): Feed {
	const spool = createSpool(file);
	const news = createNews();
	let done = () => Number.POSITIVE_INFINITY;
	let toldAt = 0;
	const tell: News['tell'] = (told) => {
		toldAt = performance.now();
		news.tell({behindBytes: spool.behind, ...told});
	};

	let begin: (program: GrowingProgram['program']) => void = () => {};
	let fail: (error: unknown) => void = () => {};
	const program = new Promise<GrowingProgram['program']>((resolve, reject) => {
		begin = resolve;
		fail = reject;
	});
	let growing: GrowingProgram | undefined;
	const following = followRecording(source.name, {
		onProgram(made) {
			growing = made;
		},
	});

	const read = async (): Promise<void> => {
		for await (const piece of spool.pieces(pauseMs)) {
			following.take(piece);
			if (growing !== undefined) {
				begin(growing.program);
				await untilDone(growing.program, () => done());
			}

			if ((growing?.program.count ?? 0) >= mostOps) {
				tell({stopped: stoppedSentence(growing?.program.count ?? 0, file)});
				return;
			}

			if (performance.now() - toldAt >= newsMs) {
				tell({});
			}
		}

		if (spool.written > 0 || source.isGiven === true) {
			following.end();
		}

		if (growing === undefined) {
			throw new UserError('Nothing was recorded', {expected: 'a program that can be run, or a recording'});
		}

		begin(growing.program);
		tell({isOpen: false});
	};

	const isRecorded = record(source, spool);
	const isOver = read().catch((error) => {
		fail(error);
		growing?.close();
		tell({isOpen: false, stopped: error instanceof Error ? error.message.split('\n')[0] : String(error)});
	});
	isRecorded.catch(fail);
	return {
		program,
		isRecorded,
		isOver,
		get stopped() {
			return news.state.stopped;
		},
		keepUpWith(progress) {
			done = progress;
		},
		subscribe: news.subscribe,
		close: () => spool.close(),
	};
}

/** Everything that the source has goes to the file, however long the reading takes. */
async function record({text}: Source, spool: Spool): Promise<void> {
	try {
		for await (const chunk of text) {
			spool.write(chunk);
		}
	} finally {
		spool.end();
	}
}

async function untilDone({count}: {readonly count: number}, done: () => number): Promise<void> {
	while (count - done() > aheadOps) {
		await sleep(20);
	}
}

function stoppedSentence(count: number, file: string): string {
	return `${plural(count, 'op')} are shown, as many as are kept (--ops); the recording goes on in ${file}.`;
}
