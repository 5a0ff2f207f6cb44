import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {openRun} from '../../source/inquiry/run.ts';
import {createScreen, frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {cow} from '../../source/workloads/cow.ts';

/** Before the event in which the child writes a page that it shares. */
const beforeWrite = 9;

function open(kernel: string, columns = 120, rows = 40): Store {
	const session = createSession(openRun(cow.build()));
	session.lookAhead(Number.POSITIVE_INFINITY);
	const store = createScreen(session, {columns, rows});
	store.send({type: 'design', kernel}, {type: 'goto', target: String(beforeWrite)});
	return store;
}

function sentence(store: Store): string {
	return plainText(frameOf(store).at(-2) ?? '').trim();
}

test('; goes into the next event, , back and . to its end', () => {
	const store = open('shared-pt-dir');
	const before = frameOf(store);
	pressKeys(store, ';');
	expect(sentence(store)).toMatch(/^Stage 1\/7: write 2 4K at \w+: the PMD entry lets no write through$/);
	expect(plainText(frameOf(store)[0])).toContain('at 9/22 stage 1/7');
	pressKeys(store, '; ; ;');
	expect(sentence(store)).toMatch(/^Stage 4\/7: 1 page table split, .*PMD: table #\d+ ro → table #\d+ rw$/);
	pressKeys(store, ',');
	expect(sentence(store)).toMatch(/^Stage 3\/7/);
	expect(store.session.position).toBe(beforeWrite);
	pressKeys(store, 'esc');
	expect(store.session.stage).toBeUndefined();
	expect(frameOf(store)[1]).toBe(before[1]);
	pressKeys(store, '; ; .');
	expect([store.session.position, store.session.stage]).toEqual([beforeWrite + 1, undefined]);
	expect(sentence(store)).toContain('1 page table split');
});

test('beyond the last stage the event has happened, and the next one begins', () => {
	const store = open('linux-6');
	pressKeys(store, '; ; ; ; ;');
	expect([store.session.position, store.session.stage]).toEqual([beforeWrite + 1, undefined]);
	pressKeys(store, ';');
	expect(sentence(store)).toMatch(/^Stage 1\/2: mark /);
	store.send({type: 'goto', target: 'end'});
	pressKeys(store, ';');
	expect(sentence(store)).toBe('This is the end: no event comes next.');
});

test('the process that acts is selected, and what a stage has changed is lit in every pane that shows it', () => {
	const store = open('shared-pt-dir', 200, 60);
	pressKeys(store, '; ; ; ;');
	const lines = frameOf(store).map(plainText);
	expect(lines.find((line) => line.includes('Maps'))).toContain('2 parent');
	expect(lines.find((line) => line.includes('PTE #8'))).toMatch(/1!\s*7effffe00000/);
	pressKeys(store, '; ;');
	const later = frameOf(store).map(plainText);
	expect(later.find((line) => /7effffff8000\s+#16/.test(line))).toMatch(/#16!.*yes!/);
	store.send({type: 'flash'});
	expect(frameOf(store).map(plainText).join('\n')).not.toMatch(/#16!/);
});

test('two kernels go through their own stages together', () => {
	const store = open('linux-6', 241, 50);
	store.send({type: 'beside', kernel: 'shared-pt-dir'});
	pressKeys(store, '; ; ; ; ;');
	expect(store.session.stage).toMatchObject({index: 3, count: 4});
	expect(store.session.beside?.stage).toMatchObject({index: 4, count: 7});
	pressKeys(store, '; ; ;');
	expect([store.session.position, store.session.beside?.position]).toEqual([
		beforeWrite + 1,
		beforeWrite + 1,
	]);
	expect(store.session.beside?.stage).toBeUndefined();
});

/** One of each way to record and to share memory. */
const families = [
	'v7',
	'svr4',
	'4.4bsd',
	'segment-cow',
	'uvm',
	'shared-pt-dir',
	'mccracken',
	'async-fork',
	'linux-6',
];

test.each(families)('every stage on %s can be looked at in every pane', (kernel) => {
	const store = open(kernel, 80, 24);
	store.send({type: 'goto', target: 'start'});
	const ids = store.session.panes.map(({id}) => id);
	for (let presses = 0; store.session.position < store.session.end; presses += 1) {
		store.send({type: 'stage', by: 1}, {type: 'focus', pane: ids[presses % ids.length]});
		const widths = frameOf(store).map((line) => stringWidth(line));
		expect(Math.max(...widths)).toBeLessThanOrEqual(80);
	}
});
