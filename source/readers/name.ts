/** What recordings are called: as their files, without what only says how they were made. */
export function recordingName(file: string): string {
	return file
		.replace(/\/+$/, '')
		.replace(/^.*\//s, '')
		.replace(/\.(?:gz|zst)$/, '')
		.replace(/(?:\.perf)?\.(?:txt|data|recording|strace|log)$/, '');
}
