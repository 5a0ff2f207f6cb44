/** Nothing is nameless: on every screen names are whole, heads are not cut, and notes stand behind what they are about. */
import process from 'node:process';
import {describe, expect, test} from 'vitest';
import {cellWidth} from '../../../source/analysis/words/cells.ts';
import {openRun} from '../../../source/inquiry/run.ts';
import {openWorkload} from '../../../source/readers/open.ts';
import {panes} from '../../../source/ui/panes/index.ts';
import {createScreen, frameOf, plainText, pressKeys} from '../../../source/ui/screen/print.ts';
import {createSession} from '../../../source/ui/screen/session.ts';
import {paintFor} from '../../../source/ui/screen/state.ts';
import type {Store} from '../../../source/ui/screen/store.ts';
import {innerSize, layoutOf, slotOf} from '../../../source/ui/state/layout.ts';
import type {Session} from '../../../source/ui/state/session.ts';
import {paintLine, spansWidth} from '../../../source/ui/text/line.ts';
import {findWorkload} from '../../../source/workloads/index.ts';
import {screenOf, sessionAt, sessionOf} from '../../frames/screens.ts';

const sizes = [
	{columns: 80, rows: 24},
	{columns: 120, rows: 40},
	{columns: 200, rows: 60},
] as const;

function textOf(store: Store): string {
	return frameOf(store).map(plainText).join('\n');
}

test.each(sizes)('forty generations of a chain all have their names at $columns×$rows', (size) => {
	const program = findWorkload('deep-chain')?.build({depth: 40, pages: 64});
	if (program === undefined) {
		throw new Error('There is no workload deep-chain');
	}

	const session = createSession(openRun(program));
	session.lookAhead(Number.POSITIVE_INFINITY);
	session.run({type: 'goto', target: 'mark:generation 40'});
	const store = createScreen(session, size);
	pressKeys(store, 'home');
	for (let pid = 1; pid <= 41; pid += 1) {
		expect(textOf(store), `generation ${pid} at ${size.columns}`).toMatch(new RegExp(`[┃│] +${pid} .*chain`));
		pressKeys(store, 'down');
	}
});

const recording = 'fixtures/recordings/apache-prefork.perf.txt.gz';
const {program: recorded} = await openWorkload(recording, process.stdin);

const scenes = [
	['build', 'mark:all jobs busy', 'end', () => sessionOf('build', 'mark:all jobs busy')],
	['snapshot', '60%', 'end', () => sessionOf('snapshot', '60%')],
	['prefork', 'mark:180 requests', 'end', () => sessionOf('prefork', 'mark:180 requests')],
	['a recorded apache', '50%', 'end', () => sessionAt(openRun(recorded), '50%')],
] as const;

/** Whether a text that was cut to `shown` ends behind a whole word, and a number is not without what it counts. */
function isCutWhole(full: string, shown: string): boolean {
	const kept = shown.trimEnd().replace(/…$/, '');
	const isWhole = /^[ ,…]/.test(full.slice(kept.length)) || kept.endsWith(' ') || kept === '';
	const isLongWord = (kept.match(/\S+$/)?.[0].length ?? 0) * 3 > kept.trimStart().length;
	const lacksUnit = / \d+$/.test(kept) && /^ [a-z]/i.test(full.slice(kept.length));
	return full.startsWith(kept) && (isLongWord || (isWhole && !lacksUnit));
}

describe.each(scenes)('%s at %s, %s', (_name, _at, keys, open) => {
	// One for all sizes: what the panes work out is kept.
	let session: Session | undefined;

	test.each(sizes)('no row is cut within a word, and no head at all, at $columns×$rows', (size) => {
		session ??= open();
		const store = createScreen(session, size);
		pressKeys(store, keys);
		const wrong: string[] = [];
		for (const {id} of panes) {
			store.send({type: 'focus', pane: id});
			pressKeys(store, '');
			wrong.push(...[...cutLines(store, id), ...cutHead(store, id)].map((text) => `${id}: ${text}`));
		}

		expect(wrong).toEqual([]);
	});
});

/** The heads of a pane's columns, if they are wider than it. */
function cutHead(store: Store, id: string): string[] {
	const model = store.model();
	const slot = slotOf(layoutOf(model, store.session.panes), id);
	const {heading} = store.session.rows(id, model);
	if (slot === undefined || heading === undefined) {
		return [];
	}

	const {columns, rows: height} = innerSize(slot);
	const spans = heading({model, paint: paintFor(model), columns, height});
	return spansWidth(spans) > columns ? [spans.map(([text]) => text).join('')] : [];
}

/** Of the rows on the screen of a pane those that are cut within a word. */
function cutLines(store: Store, id: string): string[] {
	const model = store.model();
	const slot = slotOf(layoutOf(model, store.session.panes), id);
	const rows = store.session.rows(id, model);
	if (slot === undefined) {
		return [];
	}

	const {columns, rows: height} = innerSize(slot);
	const paint = paintFor(model);
	const look = {model, paint, columns, height};
	const {first} = model.cursors[id];
	return Array.from({length: Math.min(rows.count - first, height)}, (_, i) => rows.draw(look, first + i))
		.map((spans) => [spans.map(([text]) => text).join(''), plainText(paintLine(paint, columns, spans))])
		.filter(([full, shown]) => cellWidth(full.trimEnd()) > columns && !isCutWhole(full, shown))
		.map(([full, shown]) => `${shown} of ${full}`);
}

test('command lines keep their beginning and their end', () => {
	const text = textOf(screenOf('build', 'mark:all jobs busy', {columns: 80, rows: 24}, 'end'));
	expect(text).toMatch(/cc1 -quiet.*…\w*types\.s/);
});

test('what is reported stands at the right of its row, or in the lower edge where there is no room', () => {
	const open = (columns: number) => {
		const store = screenOf('prefork', '60%', {columns, rows: 40});
		store.send({type: 'design', kernel: 'shared-pt'});
		pressKeys(store, 'end z');
		return textOf(store);
	};
	const wide = open(200);
	expect(wide).toMatch(/apache2 -k start +reported \S+ \S+[^\n]*┃/);
	expect(open(70)).toMatch(/┗━ reported \S+/);
});
