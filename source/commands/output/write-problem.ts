/** What keeps an answer from being written, in words: a disk that is full is no bug of the program's. */

const words: Readonly<Record<string, string>> = {
	ENOSPC: 'no space is left there',
	EDQUOT: 'the quota of disk space is used up',
	EFBIG: 'the file would become too large',
	EIO: 'the device fails',
};

/** The end of a sentence; undefined for errors that are about something else. */
export function writeProblem(error: unknown): string | undefined {
	const {code = ''} = (error ?? {}) as NodeJS.ErrnoException;
	return Object.hasOwn(words, code) ? `${words[code]} (${code})` : undefined;
}
