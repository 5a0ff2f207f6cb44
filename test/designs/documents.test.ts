/** The pages about designs quote the Log of one small life: each quotation must be what one design says, in order. */
import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {designs} from '../../source/designs/index.ts';
import {eventAt, eventText} from '../../source/inquiry/history/event.ts';
import {openRun} from '../../source/inquiry/run.ts';
import {lengthOf} from '../../source/timeline/explore.ts';
import {readText} from '../helpers/read-text.ts';

const folder = new URL('../../docs/designs/', import.meta.url);
const pages = readdirSync(folder).filter((file) => file.endsWith('.md'));

/** Runs of sentences of the Log in a page; a line that is indented further goes on with the one before. */
function quotedRuns(page: string): readonly (readonly string[])[] {
	const text = readFileSync(new URL(page, folder), 'utf8').replaceAll(/\n {6,}(?=\S)/g, ' ');
	const runs = text.matchAll(/(?:^ {4}(?:mmap 1|write 1|write 2|fork 1|exit 2)\b.*\n)+/gm);
	return [...runs].map(([run]) =>
		run
			.trimEnd()
			.split('\n')
			.map((line) => line.trim()),
	);
}

/** What each design says about the life, event by event. */
async function toldByDesign(): Promise<readonly (readonly string[])[]> {
	const {program} = await readText(readFileSync(new URL('life.ndjson', folder)));
	return designs.map((design) => {
		const {timeline} = openRun(program, {design});
		return Array.from({length: lengthOf(timeline)}, (_, i) => {
			const event = eventAt(timeline, i + 1);
			return event === undefined ? '' : eventText(event);
		});
	});
}

/** Whether all of a run is said, in that order; other events may stand between. */
function isSaid(run: readonly string[], told: readonly string[]): boolean {
	let at = 0;
	for (const event of told) {
		at += event === run[at] ? 1 : 0;
	}

	return at === run.length;
}

test('the pages quote something', () => {
	expect(pages.flatMap(quotedRuns).length).toBeGreaterThan(10);
});

test.each(pages)('%s quotes what one design says, line after line', async (page) => {
	const told = await toldByDesign();
	const strange = quotedRuns(page).filter((run) => !told.some((each) => isSaid(run, each)));
	expect(strange).toEqual([]);
});

test.each(designs)('$id says in a line what it does at fork', ({atFork}) => {
	expect(atFork).toMatch(/^\P{Lu}.{10,59}[^.]$/u);
});
