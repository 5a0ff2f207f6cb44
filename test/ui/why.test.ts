/** The history of a thing, found backwards by stretches, is what somebody who watched from the beginning has seen. */
import {expect, test} from 'vitest';
import type {Subject} from '../../source/analysis/words/subject.ts';
import {designs} from '../../source/designs/index.ts';
import {watchSubject} from '../../source/inquiry/why/watch.ts';
import {createWhy} from '../../source/inquiry/why/why.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {refusalOf} from '../../source/machine/refusal.ts';
import {eventCount, type Machine} from '../../source/machine/state.ts';
import {seek} from '../../source/timeline/seek.ts';
import {createTimeline} from '../../source/timeline/timeline.ts';
import {pressKeys} from '../../source/ui/screen/print.ts';
import type {Session} from '../../source/ui/state/session.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {screenOf, sessionOf, textOf} from '../frames/screens.ts';

/** What watches see from the first event to `asOf`, each since its subject began last. */
function watched(machine: Machine, subjects: readonly Subject[], asOf: number): string[][] {
	const seen = subjects.map((subject) => ({watch: watchSubject(subject), changes: [] as string[]}));
	for (const {watch} of seen) {
		watch.begin(machine);
	}

	while (eventCount(machine) < asOf && stepMachine(machine)) {
		for (const {watch, changes} of seen) {
			const change = watch.see(machine);
			if (change !== undefined) {
				changes.splice(0, change.isOrigin ? changes.length : 0);
				changes.push(`${eventCount(machine)} ${change.what}`);
			}
		}
	}

	return seen.map(({changes}) => changes);
}

test.each(designs.map((design) => [design.id, design] as const))('on %s', (_id, design) => {
	for (const workload of ['cow', 'zombies-and-orphans']) {
		const program = findWorkload(workload)?.build();
		if (program === undefined || refusalOf(design, program) !== undefined) {
			continue;
		}

		const timeline = createTimeline(createMachine(program, {design}), {budgetBytes: 400_000});
		for (const asOf of [seek(timeline, Number.POSITIVE_INFINITY), 17]) {
			seek(timeline, asOf);
			const {frame, table} = timeline.machine.kernel;
			const subjects: Subject[] = [
				...Array.from({length: 12}, (_, i) => ({kind: 'frame', frame: 1 + i * (frame.count >> 4)}) as const),
				...Array.from({length: table.count - 1}, (_, i) => ({kind: 'table', table: i + 1}) as const),
			];
			const expected = watched(createMachine(program, {design}), subjects, asOf);
			for (const [i, subject] of subjects.entries()) {
				const why = createWhy(timeline, subject, asOf);
				why.advance(Number.POSITIVE_INFINITY);
				const told = why.answer.map(({event, what}) => `${event} ${what}`);
				expect(why.isOver).toBe(true);
				expect(told, JSON.stringify(subject)).toEqual(expected[i]);
			}
		}
	}
});

test('a mapping that came with a fork has the history of the parent before it', () => {
	const text = textOf(screenOf('pipeline', '#44', {columns: 120, rows: 40}, 'end 2 down down w z'));
	expect(text).toMatch(/came with the fork from \d+/);
	const [first] = text.split('\n').filter((line) => line.includes('mapped, '));
	expect(first).toMatch(/exec|mmap/);
});

test('Enter goes to the event of a line, w to what it was copied from, Esc back', () => {
	const store = screenOf('cow', 'end', {columns: 120, rows: 40}, 'end 4 w');
	expect(store.model().recent[0]).toBe('why');
	const before = store.session.position;
	const lines = store.session.why?.answer ?? [];
	expect(lines.length).toBeGreaterThan(0);
	store.send({type: 'moveTo', end: 'first'}, {type: 'enter'});
	expect(store.session.position).toBe(lines[0].event);
	expect(store.session.position).toBeLessThan(before);
	store.send({type: 'cancel'});
	expect(store.model().recent[0]).toBe('frames');
});

test('on a large screen the history of what is selected is told by itself, and stays while one goes back in it', () => {
	const store = screenOf('cow', 'mark:child wrote: one copy', {columns: 200, rows: 60});
	const told = () => ({subject: store.session.why?.subject, asOf: store.session.why?.asOf});
	expect(told()).toMatchObject({subject: {kind: 'process', pid: 1}, asOf: 11});
	pressKeys(store, 'down');
	expect(told()).toMatchObject({subject: {kind: 'process', pid: 2}});
	pressKeys(store, '4');
	const frame = store.session.why?.subject;
	expect(frame?.kind).toBe('frame');
	pressKeys(store, ',');
	expect(told()).toEqual({subject: frame, asOf: 11});
	pressKeys(store, '. . .');
	expect(told()).toEqual({subject: frame, asOf: 13});
	pressKeys(store, '2 w 6');
	expect(told()).toMatchObject({subject: {kind: 'mapping'}});
	expect(textOf(store)).not.toContain('press w');
});

test.each([
	['frame 455', /^\d+$/],
	['next frame 1', /./],
	['previous fork', /./],
	['next split', /There is no split after/],
	['previous table 99999', /Nothing happens to it before/],
	['frame 999999', /not handed out after/],
])('%s is a moment or a sentence', (target, expected) => {
	const session = sessionOf('build', '50%');
	expect(goTo(session, target) ?? String(session.position)).toMatch(expected);
});

test.each([1, 5, 40])('going from change to change of frame %d misses none, forwards and back', (frame) => {
	const session = sessionOf('cow');
	const watch = watchSubject({kind: 'frame', frame});
	const machine = createMachine(session.machine.program);
	watch.begin(machine);
	const changes: number[] = [];
	while (stepMachine(machine)) {
		changes.push(...(watch.see(machine) === undefined ? [] : [eventCount(machine)]));
	}

	const met: number[] = [];
	while (goTo(session, `next frame ${frame}`) === undefined) {
		met.push(session.position);
	}

	expect(met).toEqual(changes);
	goTo(session, 'end');
	const metBack: number[] = [];
	while (goTo(session, `previous frame ${frame}`) === undefined) {
		metBack.push(session.position);
	}

	expect(metBack).toEqual(changes.filter((event) => event < session.end).reverse());
});

/** Goes there however long it takes; the sentence that says why not, if there is one. */
function goTo(session: Session, target: string): string | undefined {
	for (;;) {
		const [answer] = session.run({type: 'goto', target});
		if (answer?.type !== 'looking') {
			return answer?.type === 'notice' ? answer.text : undefined;
		}
	}
}

test('asking for a history costs nothing before there is time to work on it', () => {
	const session = sessionOf('build', '50%');
	const why = createWhy(session.timeline, {kind: 'process', pid: 5, born: 1});
	expect([why.answer, why.share, why.isOver]).toEqual([[], 0, false]);
	why.advance(Number.POSITIVE_INFINITY);
	expect(why.isOver).toBe(true);
});
