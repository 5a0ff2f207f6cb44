/**
 * Nothing stale is drawn: rows, places, sums and figures are kept while what they depend on stays, and after any
 * messages the frame is the one that a session without a past draws of the same model at the same moment.
 */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {openRun} from '../../source/inquiry/run.ts';
import type {MachineOptions} from '../../source/machine/machine.ts';
import {toTree} from '../../source/ui/panes/tree/state.ts';
import {createScreen, frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {createStore, type Store} from '../../source/ui/screen/store.ts';
import type {Message} from '../../source/ui/state/message.ts';
import type {Session} from '../../source/ui/state/session.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {holds} from '../helpers/property.ts';

const size = {columns: 200, rows: 60};

/** Small enough to be played again and again. */
const sizes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
	build: {units: 4, jobs: 3},
};

function openSession(workload: string, options: Pick<MachineOptions, 'design' | 'costs'> = {}): Session {
	const program = findWorkload(workload)?.build(sizes[workload]);
	if (program === undefined) {
		throw new Error(`There is no workload ${workload}`);
	}

	const session = createSession(openRun(program, options));
	session.lookAhead(Number.POSITIVE_INFINITY);
	return session;
}

/** The frame of the same model at the same moment, by a session that was never anywhere else. */
function freshFrame({session, model}: Store, workload: string): string[] {
	const {design, costs} = session.machine;
	const fresh = openSession(workload, {design, costs});
	fresh.run({type: 'seek', position: session.position});
	return settledFrame(createStore(fresh, model()));
}

/** The frame when all that takes a while has been found out. */
function settledFrame(store: Store): string[] {
	pressKeys(store, '');
	return frameOf(store);
}

const message: fc.Arbitrary<Message> = fc.oneof(
	fc.record({type: fc.constant('step'), by: fc.constantFrom(1, -1, 10, -10)}),
	fc.record({type: fc.constant('goto'), target: fc.constantFrom('10%', '50%', '90%', 'end', '#0', '-3')}),
	fc.record({type: fc.constant('tick'), elapsedMs: fc.integer({min: 0, max: 500})}),
	fc.record({
		type: fc.constant('design'),
		kernel: fc.constantFrom('linux-6', 'shared-pt', 'linux-2.4', 'uvm'),
	}),
	fc.record({type: fc.constant('move'), by: fc.integer({min: -9, max: 9})}),
	fc.record({type: fc.constant('moveTo'), end: fc.constantFrom('first', 'last')}),
	fc.constantFrom('folded', 'open', 'other').map((to) => toTree({type: 'fold', to})),
	fc.constantFrom('', 'pid', 'name', 'rss').map((by) => toTree({type: 'sort', by})),
	fc.record({type: fc.constant('focusNumber'), number: fc.integer({min: 1, max: 6})}),
	fc
		.constantFrom('c', '1', 'sh')
		.chain((text) => fc.constantFrom<Message>({type: 'prompt', kind: 'filter'}, {type: 'paste', text})),
	fc.constantFrom<Message>(
		{type: 'play'},
		{type: 'promptKey', input: {type: 'key', key: 'enter', text: ''}},
		toTree({type: 'foldAll'}),
		toTree({type: 'compact'}),
		toTree({type: 'mode'}),
		toTree({type: 'invert'}),
		{type: 'follow'},
		{type: 'cancel'},
	),
) as fc.Arbitrary<Message>;

test.each(['build', 'zombies-and-orphans', 'threads', 'prefork'])('%s', (workload) => {
	holds(
		fc.property(fc.array(message, {minLength: 1, maxLength: 12}), (messages) => {
			const store = createScreen(openSession(workload), size);
			for (const next of messages) {
				store.send(next);
				frameOf(store);
			}

			const frame = settledFrame(createStore(store.session, store.model())).map(plainText);
			expect(frame).toEqual(freshFrame(store, workload).map(plainText));
		}),
		25,
	);
});
