/** Opening workloads: built-in ones by name, files of every format that forkscope reads, and text. */
import process from 'node:process';
import {Readable} from 'node:stream';
import {openWorkload} from '../readers/open.ts';
import {findWorkload} from '../workloads/index.ts';
import {workloadOf} from './programs.ts';
import type {Workload} from './workload.ts';

/** Lines of a recording that could not be used: the first of a kind, and how many there are. */
export type Problem = {readonly line: number; readonly message: string; readonly count: number};

export type OpenedWorkload = Workload & {readonly problems: readonly Problem[]};

/**
 * A built-in workload, with its parameters; or a file, or a folder of files of one recording, packed or not. Throws a UserError
 * where there is none, or it is of no known format.
 */
export async function open(
	name: string,
	parameters: Readonly<Record<string, number | boolean>> = {},
): Promise<OpenedWorkload> {
	const builtIn = findWorkload(name)?.build(parameters);
	return builtIn === undefined
		? opened(await openWorkload(name, process.stdin))
		: opened({program: builtIn, problems: []});
}

/** A workload or recording that is there as text. */
export async function read(text: string | Uint8Array): Promise<OpenedWorkload> {
	return opened(await openWorkload('-', Readable.from([Buffer.from(text)])));
}

function opened({program, problems}: Awaited<ReturnType<typeof openWorkload>>): OpenedWorkload {
	const workload = workloadOf(program);
	return Object.assign(workload, {
		problems: problems.map(({line, message, count}) => ({line, message, count})),
	});
}
