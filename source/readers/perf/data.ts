/** perf.data, what perf record writes: its layout changes with every version, so perf itself makes text of it. */
import {spawn, spawnSync} from 'node:child_process';
import {createWriteStream, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {UserError} from '../../machine/user-error.ts';
import type {ByteFormat, ByteSource} from '../format.ts';

/** Of files, and of what perf record writes to a pipe: PERFILE2 in either byte order. */
const magics = ['PERFILE2', '2ELIFREP'];

/** The flags that make perf script print what the reader needs. */
export const scriptFlags = ['--show-mmap-events', '--show-task-events', '--show-lost-events'] as const;

export const perfDataFormat: ByteFormat = {
	takes: 'bytes',
	id: 'perf.data',
	title: 'perf.data, where perf is installed',
	sniff: (head) => magics.includes(Buffer.from(head.subarray(0, 8)).toString('latin1')),
	text,
};

async function text({name, path: file, bytes, env}: ByteSource): Promise<AsyncIterable<Buffer>> {
	const tools = {...process.env, ...env};
	if (spawnSync('perf', ['--version'], {stdio: 'ignore', env: tools}).error !== undefined) {
		throw new UserError(`${name} is what perf record writes, and perf is not installed here`, {
			expected: `its text, made where perf is: perf script ${scriptFlags.join(' ')} -i ${name}`,
		});
	}

	const folder = file === undefined ? mkdtempSync(path.join(tmpdir(), 'forkscope-')) : undefined;
	const data = file ?? path.join(folder ?? '', 'perf.data');
	if (file === undefined) {
		await pipeline(Readable.from(bytes), createWriteStream(data));
	}

	return printed(name, scriptWords(data, tools), tools, () => {
		if (folder !== undefined) {
			rmSync(folder, {recursive: true, force: true});
		}
	});
}

/** Samples of software events say where they faulted only when they are asked; those of tracepoints in their payload. */
function scriptWords(data: string, env: NodeJS.ProcessEnv): readonly string[] {
	const events = spawnSync('perf', ['evlist', '-v', '-i', data], {encoding: 'utf8', env}).stdout ?? '';
	const hasAddresses = /^(?:page-|minor-|major-)?faults\b.*\bADDR\b/m.test(events);
	return ['script', '-i', data, ...scriptFlags, ...(hasAddresses ? ['-F', '+addr'] : [])];
}

/** What perf prints, as it comes. Throws a UserError when it fails. */
async function* printed(
	name: string,
	words: readonly string[],
	env: NodeJS.ProcessEnv,
	end: () => void,
): AsyncGenerator<Buffer> {
	const script = spawn('perf', words, {stdio: ['ignore', 'pipe', 'pipe'], env});
	const complaints: Buffer[] = [];
	script.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
	const code = new Promise<number>((resolve) => {
		script.on('error', () => resolve(1));
		script.on('close', (exitCode) => resolve(exitCode ?? 1));
	});
	try {
		yield* script.stdout as AsyncIterable<Buffer>;
		if ((await code) !== 0) {
			const [why = 'perf script failed'] = Buffer.concat(complaints).toString('utf8').trim().split('\n');
			throw new UserError(`${name} cannot be read by perf`, {expected: `data of this perf (${why})`});
		}
	} finally {
		script.kill();
		end();
	}
}
