/** Opens workload files of every format: a path, or "-" for standard input; the content says which format it is. */
import {createReadStream, statSync} from 'node:fs';
import type {Readable} from 'node:stream';
import {UserError} from '../machine/user-error.ts';
import type {LineReader, ReadOptions, Recording} from './format.ts';
import {traceFormats} from './index.ts';
import {readLines} from './lines.ts';

/** Lines that a format may look at before it must know itself; recordings begin with notes of their tools. */
const sniffLines = 64;

/** Reads a whole workload. `stdin` is read for "-". Throws UserError for a file that is missing or
 * of no known format. `onRead` is told now and then which share of a file has been read. */
export async function openWorkload(
	path: string,
	stdin: Readable,
	options: ReadOptions = {},
	onRead: (share: number) => void = () => {},
): Promise<Recording> {
	const name = path === '-' ? 'standard input' : path;
	const input = path === '-' ? stdin : createReadStream(path, {highWaterMark: 2 ** 18});
	const collector = createCollector(name, options);
	const report = path === '-' ? () => {} : reporter(path, onRead);
	try {
		const end = await readLines(input, (line) => {
			collector.take(line);
			report(line.length + 1);
		});
		return collector.finish(end);
	} catch (error) {
		throw error instanceof UserError
			? error
			: new UserError(openProblem(error as NodeJS.ErrnoException, name));
	}
}

/** Bytes between two reports; whoever waits for a smaller file does not wait. */
const reportBytes = 2 ** 20;

/** Counts characters, which are bytes near enough. */
function reporter(path: string, onRead: (share: number) => void): (characters: number) => void {
	const size = statSync(path, {throwIfNoEntry: false})?.size ?? 0;
	let read = 0;
	let reported = 0;
	return (characters) => {
		read += characters;
		if (read - reported >= reportBytes) {
			reported = read;
			onRead(Math.min(1, read / Math.max(1, size)));
		}
	};
}

function openProblem(error: NodeJS.ErrnoException, name: string): string {
	switch (error.code) {
		case 'ENOENT':
			return `There is no file ${name}.`;
		case 'EISDIR':
			return `${name} is a directory, not a workload file.`;
		case 'EACCES':
			return `${name} may not be read.`;
		default:
			throw error;
	}
}

/** Keeps the first lines until a format recognises itself in them, then passes everything on. */
function createCollector(name: string, options: ReadOptions) {
	let held: string[] = [];
	let reader: LineReader | undefined;
	let count = 0;
	const choose = (): LineReader => {
		const format = traceFormats.find(({sniff}) => sniff(held));
		if (format === undefined) {
			throw unknownFormat(name, held);
		}

		const chosen = format.createReader(name, options);
		for (const [i, line] of held.entries()) {
			chosen.line(line, i + 1);
		}

		held = [];
		return chosen;
	};

	return {
		take(line: string): void {
			count += 1;
			if (reader !== undefined) {
				reader.line(line, count);
				return;
			}

			held.push(line);
			if (held.length === sniffLines) {
				reader = choose();
			}
		},
		finish(end: string | undefined): Recording {
			reader ??= choose();
			if (end === undefined) {
				return reader.finish();
			}

			const recording = reader.finish();
			return {
				...recording,
				problems: [...recording.problems, {line: count, message: `${end} after this line`}],
			};
		},
	};
}

/** What perf record writes begins so; `perf script` makes text of it. */
const perfMagic = 'PERFILE2';

function unknownFormat(name: string, lines: readonly string[]): UserError {
	const known = traceFormats.map(({title}) => title).join('; ');
	if (lines[0]?.startsWith(perfMagic)) {
		const script = `perf script --show-mmap-events --show-task-events -i ${name}`;
		return new UserError(`${name} is what perf record writes`, {expected: `its text, from: ${script}`});
	}

	if (lines.some((line) => line.includes('\u0000'))) {
		return new UserError(`${name} is no text`, {expected: known});
	}

	if (lines.every((line) => line.trim() === '')) {
		return new UserError(`${name} is empty`, {expected: known});
	}

	return new UserError('This is no workload and no recording that can be read', {
		file: name,
		line: 1,
		expected: known,
		source: lines[0],
	});
}
