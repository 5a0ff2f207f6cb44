/** Programs that tests start, in a folder of the test's own: when it is over they are killed and the folder is gone. */
import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach} from 'vitest';

/** For all tests of a file. A program is in a group of its own, which is killed as a whole. */
export function startedPrograms() {
	const started: ChildProcess[] = [];
	const programs = {
		folder: '',
		/** In that folder; answers with its pid. */
		start([command, ...words]: readonly string[]): number {
			const child = spawn(command, words, {cwd: programs.folder, stdio: 'ignore', detached: true});
			started.push(child);
			return Number(child.pid);
		},
	};

	beforeEach(() => {
		programs.folder = mkdtempSync(path.join(tmpdir(), 'forkscope-'));
	});

	afterEach(async () => {
		for (const child of started.splice(0)) {
			const end = new Promise((resolve) => child.once('close', resolve));
			process.kill(-Number(child.pid), 'SIGKILL');
			await end;
		}

		rmSync(programs.folder, {recursive: true, force: true});
	});

	return programs;
}

export function statOf(pid: number): string {
	return readFileSync(`/proc/${pid}/stat`, 'utf8');
}

export function childrenOf(pid: number): number[] {
	return (readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? []).map(Number);
}
