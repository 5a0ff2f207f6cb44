/** Processes that run now, by the names that /proc has of them; none where there is no /proc. */
import {readdirSync, readFileSync} from 'node:fs';

export function runningProcesses(): readonly {readonly pid: number; readonly name: string}[] {
	const pids = listed('/proc').filter((name) => /^\d+$/.test(name));
	return pids.flatMap((pid) => {
		const name = nameOf(pid);
		return name === undefined ? [] : {pid: Number(pid), name};
	});
}

/** One that has gone meanwhile has no name. */
function nameOf(pid: string): string | undefined {
	try {
		return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
	} catch {
		return undefined;
	}
}

function listed(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

/** Names of what a shell would find to run. */
export function commandsOnPath(folders = ''): readonly {readonly value: string}[] {
	const names = folders
		.split(':')
		.filter((folder) => folder !== '')
		.flatMap(listed);
	return [...new Set(names)].map((value) => ({value}));
}
