/** The documents of the project, as tests read them. */
import {readdirSync, readFileSync} from 'node:fs';

const root = new URL('../..', import.meta.url);

/** Paths from the top of the project: the README, and every page of `docs/` and its folder of designs. */
export const documents: readonly string[] = [
	'README.md',
	...['docs/', 'docs/designs/'].flatMap((folder) =>
		readdirSync(new URL(folder, root))
			.filter((file) => file.endsWith('.md'))
			.map((file) => `${folder}${file}`),
	),
];

export function readDocument(document: string): string {
	return readFileSync(new URL(document, root), 'utf8');
}
