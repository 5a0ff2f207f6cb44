/** The pages about designs quote the Log of one small life: what they quote must be what some design says. */
import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {designs} from '../../source/designs/index.ts';
import {eventAt, eventText} from '../../source/inquiry/history/event.ts';
import {openRun} from '../../source/inquiry/run.ts';
import {lengthOf} from '../../source/timeline/timeline.ts';
import {readText} from '../helpers/read-text.ts';

const folder = new URL('../../docs/designs/', import.meta.url);
const pages = readdirSync(folder).filter((file) => file.endsWith('.md'));

/** Sentences of the Log in a page; a line that is indented further goes on with the one before. */
function quotedEvents(page: string): readonly string[] {
	const text = readFileSync(new URL(page, folder), 'utf8').replaceAll(/\n {6,}(?=\S)/g, ' ');
	const events = text.matchAll(/^ {4}((?:mmap 1|write 1|write 2|fork 1|exit 2)\b.*)$/gm);
	return [...events].map(([, event]) => event);
}

/** Everything that any design says about the life, word by word. */
async function toldEvents(): Promise<ReadonlySet<string>> {
	const {program} = await readText(readFileSync(new URL('life.ndjson', folder)));
	const told = new Set<string>();
	for (const design of designs) {
		const {timeline} = openRun(program, {design});
		for (let position = lengthOf(timeline); position > 0; position -= 1) {
			const event = eventAt(timeline, position);
			told.add(event === undefined ? '' : eventText(event));
		}
	}

	return told;
}

test('the pages quote something', () => {
	expect(pages.flatMap(quotedEvents).length).toBeGreaterThan(20);
});

test.each(pages)('%s quotes what is said', async (page) => {
	const told = await toldEvents();
	expect(quotedEvents(page).filter((event) => !told.has(event))).toEqual([]);
});
