/**
 * Spools: what a recorder writes goes to a file at once, and is read from there at the reader's own pace. So nothing is dropped
 * and nobody is held up: the recorder never waits, what has not been read yet takes no memory, and how much that is can be told.
 */
import {closeSync, openSync, readSync, writeSync} from 'node:fs';

export type Spool = {
	/** Bytes that were written. */
	readonly written: number;
	/** Those of them that have not been read yet. */
	readonly behind: number;
	/** Appends; throws what the disk says. */
	write(chunk: Buffer): void;
	/** Says that nothing more will be written. */
	end(): void;
	/**
	 * All pieces from the beginning, as they come; undefined where nothing has come for `pauseMs`, once until something does. Other
	 * work gets a turn after each.
	 */
	pieces(pauseMs: number): AsyncGenerator<Buffer | undefined>;
	/** Stops reading: the pieces end. What is written still goes to the file. */
	close(): void;
};

const pieceBytes = 2 ** 17;

/** Makes the file, which must not be there yet. Throws what the file system says. */
export function createSpool(file: string): Spool {
	const descriptor = openSync(file, 'wx+');
	let written = 0;
	let read = 0;
	let isOver = false;
	let isClosed = false;
	let wake = (): void => {};
	const letGo = (): void => {
		if (isOver && isClosed) {
			closeSync(descriptor);
		}
	};

	const next = (): Buffer => {
		const piece = Buffer.alloc(Math.min(pieceBytes, written - read));
		const bytes = readSync(descriptor, piece, 0, piece.length, read);
		read += bytes;
		return piece.subarray(0, bytes);
	};

	return {
		get written() {
			return written;
		},
		get behind() {
			return written - read;
		},
		write(chunk) {
			for (let at = 0; at < chunk.length; ) {
				at += writeSync(descriptor, chunk, at, chunk.length - at, written + at);
			}

			written += chunk.length;
			wake();
		},
		end() {
			if (!isOver) {
				isOver = true;
				letGo();
				wake();
			}
		},
		async *pieces(pauseMs) {
			let isPausing = false;
			while (!isClosed && (!isOver || read < written)) {
				if (read < written) {
					isPausing = false;
					yield next();
					await turn(0);
				} else if (isPausing) {
					await new Promise<void>((resolve) => {
						wake = resolve;
					});
				} else {
					await Promise.race([
						turn(pauseMs),
						new Promise<void>((resolve) => {
							wake = resolve;
						}),
					]);
					if (read === written && !isOver && !isClosed) {
						isPausing = true;
						yield undefined;
					}
				}
			}
		},
		close() {
			if (!isClosed) {
				isClosed = true;
				letGo();
				wake();
			}
		},
	};
}

function turn(milliseconds: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, milliseconds);
	});
}
