/** Runs a command line inside the test's own process, and collects what it prints. */
import {PassThrough} from 'node:stream';
import {main} from '../../source/commands/main.ts';

export type Printed = {readonly code: number; readonly stdout: string; readonly stderr: string};

export type Surroundings = {
	readonly stdin?: string | Uint8Array;
	readonly env?: Readonly<Record<string, string>>;
	/** Width of a terminal on stdout; without it stdout is a pipe. */
	readonly columns?: number;
};

/** `line` is split at spaces unless it is a list already. */
export async function runCommand(
	line: string | readonly string[],
	around: Surroundings = {},
): Promise<Printed> {
	const words = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
	const stdout = collector(around.columns);
	const stderr = collector(undefined);
	const stdin = new PassThrough();
	stdin.end(around.stdin ?? '');
	const code = await main(words, {
		stdin: stdin as unknown as NodeJS.ReadStream,
		stdout: stdout.stream,
		stderr: stderr.stream,
		env: around.env ?? {},
	});
	return {code, stdout: stdout.text(), stderr: stderr.text()};
}

/** What is told beside an answer, without whose the prices are: that is said wherever times are printed. */
export function withoutPrices(stderr: string): string {
	return stderr.replace(/^Times are at the prices of .*\n/m, '');
}

function collector(columns: number | undefined): {stream: NodeJS.WriteStream; text: () => string} {
	const chunks: Buffer[] = [];
	const stream = new PassThrough();
	stream.on('data', (chunk: Buffer) => chunks.push(chunk));
	Object.assign(stream, {columns, isTTY: columns !== undefined});
	return {
		stream: stream as unknown as NodeJS.WriteStream,
		text: () => Buffer.concat(chunks).toString('utf8'),
	};
}
