import {expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {processMemory} from '../../../source/analysis/memory/process-memory.ts';
import {sizeText} from '../../../source/analysis/words/text.ts';
import {designs} from '../../../source/designs/index.ts';
import {figuresOf} from '../../../source/inquiry/compare/across-figures.ts';
import {processOfKey} from '../../../source/inquiry/keys.ts';
import {openRun} from '../../../source/inquiry/run.ts';
import {seek} from '../../../source/timeline/seek.ts';
import {thingAtHand} from '../../../source/ui/panes/kernels/thing.ts';
import {createScreen, frameOf, plainText, pressKeys, strikeKeys} from '../../../source/ui/screen/print.ts';
import {createSession} from '../../../source/ui/screen/session.ts';
import {cow} from '../../../source/workloads/cow.ts';
import {sessionOf, textOf} from '../../frames/screens.ts';

function open(at: number, columns = 120, rows = 40) {
	const store = createScreen(createSession(openRun(cow.build())), {columns, rows});
	store.session.lookAhead(Number.POSITIVE_INFINITY);
	store.send({type: 'goto', target: String(at)});
	return store;
}

test.each([10, 4, 16])('each kernel has what a run of its own comes to at position %d', (at) => {
	const store = open(at);
	pressKeys(store, 'A');
	const {answer, isOver, process} = store.session.across(store.model().cursors.tree.key ?? '');
	expect(isOver).toBe(true);
	for (const [i, design] of designs.entries()) {
		const {timeline} = openRun(cow.build(), {design});
		seek(timeline, at);
		const memory = processMemory(
			viewMemory(timeline.machine),
			processOfKey(timeline.machine.kernel, process),
		);
		expect(answer[i].figures, design.id).toMatchObject({
			rssBytes: memory?.rssBytes,
			tables: memory?.tablePages,
			sharedTables: memory?.sharedTablePages,
		});
		const line =
			frameOf(store)
				.map(plainText)
				.find((each) => each.startsWith(`┃${design.id} `)) ?? '';
		expect(line).toContain(sizeText(memory?.rssBytes ?? -1));
	}
});

test.each([
	['2', 'mapping'],
	['3 end', 'table'],
	['4', 'page'],
	['4 6', 'page'],
	['1', 'process'],
])('after %s it is about a %s, as each kernel has it in a run of its own', (keys, kind) => {
	const store = open(8);
	pressKeys(store, `${keys} A`);
	const {answer, process, thing} = store.session.across(
		store.model().cursors.tree.key ?? '',
		thingAtHand(store.session, store.model()),
	);
	expect(thing.kind).toBe(kind);
	for (const [i, design] of designs.entries()) {
		const {timeline} = openRun(cow.build(), {design});
		seek(timeline, 8);
		expect(answer[i].figures, design.id).toEqual(figuresOf(timeline, process, thing, 8));
	}

	const differing = new Set(answer.map(({figures}) => JSON.stringify({...figures, frames: 0})));
	expect(differing.size).toBeGreaterThan(1);
});

test('what is not there on a kernel is told in a sentence', () => {
	const {timeline} = openRun(cow.build());
	seek(timeline, 8);
	const key = '1@1';
	expect(figuresOf(timeline, key, {kind: 'page', address: 4096}, 8)).toBe('No page is mapped at 1000.');
	expect(figuresOf(timeline, key, {kind: 'mapping', address: 4096}, 8)).toBe('Nothing is mapped at 1000.');
	expect(figuresOf(timeline, key, {kind: 'table', level: 1, start: 0}, 8)).toBe('It has no such table at 0.');
});

test('A opens it over the whole screen and closes it; Enter puts a kernel beside', () => {
	const store = open(10);
	const before = store.model().recent[0];
	pressKeys(store, 'A');
	expect(store.model()).toMatchObject({isZoomed: true, recent: expect.arrayContaining(['kernels'])});
	expect(plainText(frameOf(store)[3])).toContain('[12 Kernels]');
	pressKeys(store, 'A');
	expect(store.model()).toMatchObject({isZoomed: false});
	expect(store.model().recent[0]).toBe(before);
	pressKeys(store, 'A home enter');
	expect(store.session.besideKernel).toBe('v7');
});

test('it is worked out in slices, kernel by kernel, and says how far it has come', () => {
	const store = open(10);
	strikeKeys(store, 'A');
	expect(frameOf(store).map(plainText).join('\n')).toContain(`0 of ${designs.length} kernels so far`);
	expect(store.session.isLooking).toBe(true);
	const across = store.session.across(store.model().cursors.tree.key ?? '');
	while (across.share < 0.25) {
		store.session.lookAhead(1);
	}

	store.send({type: 'redraw'});
	const done = Math.round(across.share * designs.length);
	const told = across.isOver ? '! another figure' : `${done} of ${designs.length} kernels so far`;
	expect(frameOf(store).map(plainText).join('\n')).toContain(told);
	store.send({type: 'step', by: 1});
	expect(store.session.across(across.process)).not.toBe(across);
});

test('where the process is not there it says so', () => {
	const {session} = open(10);
	const across = session.across('9999@1');
	session.lookAhead(Number.POSITIVE_INFINITY);
	expect(new Set(across.answer.map(({reason}) => reason))).toEqual(
		new Set(['Process 9999 is not there, or has no memory.']),
	);
});

test('the parent of a snapshot on all kernels at three sizes', async () => {
	const session = sessionOf('snapshot', '60%');
	for (const size of ['80x24', '120x40', '200x60']) {
		const [columns, rows] = size.split('x').map(Number);
		const store = createScreen(session, {columns, rows});
		pressKeys(store, 'end A');
		await expect(textOf(store), size).toMatchFileSnapshot(`../../../fixtures/frames/kernels-${size}.txt`);
	}
});
