/** The recording that benchmarks run: a build of Lua. */
import path from 'node:path';
import process from 'node:process';
import type {Program} from '../../source/machine/program.ts';
import {openWorkload} from '../../source/readers/open.ts';

export const recordingFile = path.join('fixtures', 'recordings', 'lua-make.perf.txt.gz');

export async function readRecording(): Promise<Program> {
	const {program} = await openWorkload(recordingFile, process.stdin);
	return program;
}
