/** Random messages on a real session: `update` never throws, nothing is drawn outside, the selection is always seen. */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {cellWidth} from '../../source/analysis/words/cells.ts';
import {designs} from '../../source/designs/index.ts';
import {panes} from '../../source/ui/panes/index.ts';
import {createScreen, frameOf, plainText} from '../../source/ui/screen/print.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {headingLines} from '../../source/ui/state/facts.ts';
import {bindingsOf} from '../../source/ui/state/keys/table.ts';
import {innerSize, layoutOf, slotOf} from '../../source/ui/state/layout.ts';
import type {Message} from '../../source/ui/state/message.ts';
import type {Session} from '../../source/ui/state/session.ts';
import {sessionOf} from '../frames/screens.ts';
import {holds} from '../helpers/property.ts';

const bindings = bindingsOf(panes);
const keys = [...new Set(bindings.flatMap((binding) => binding.keys.flatMap((key) => key.split(' '))))];
const typed = fc.constantFrom(...keys, 'a', 'x', '世', 'backspace', 'delete', 'ctrl-w');
const place = {column: fc.integer({min: 0, max: 220}), row: fc.integer({min: 0, max: 70})};

const message: fc.Arbitrary<Message> = fc.oneof(
	fc.constantFrom(...bindings.map((binding) => binding.message)),
	fc.record({type: fc.constant('tick'), elapsedMs: fc.integer({min: 0, max: 500})}),
	fc.record({
		type: fc.constant('resize'),
		columns: fc.integer({min: 1, max: 210}),
		rows: fc.integer({min: 1, max: 65}),
	}),
	fc.record({type: fc.constant('press'), ...place}),
	fc.record({type: fc.constant('drag'), ...place}),
	fc.record({type: fc.constant('wheel'), ...place, by: fc.constantFrom(-3, 3)}),
	fc.record({type: fc.constant('design'), kernel: fc.constantFrom(...designs.map(({id}) => id))}),
	fc.record({type: fc.constant('paste'), text: fc.string()}),
	fc.record({
		type: fc.constant('goto'),
		target: fc.oneof(
			fc.string(),
			fc.constantFrom(
				'50%',
				'#7',
				'pid 5',
				'end',
				'-3',
				'next fork',
				'previous frame 40',
				'until any rss > 1M',
			),
		),
	}),
	fc
		.tuple(fc.constantFrom('promptKey', 'overlayKey'), typed)
		.map(
			([type, key]) => ({type, input: {type: 'key', key, text: [...key].length === 1 ? key : ''}}) as Message,
		),
) as fc.Arbitrary<Message>;

function checkScreen({model, session}: Store): void {
	const {size, cursors, overlay} = model();
	const lines = frameOf({model, session} as Store).map(plainText);
	expect(lines.length).toBeLessThanOrEqual(size.rows);
	for (const line of lines) {
		expect(cellWidth(line)).toBeLessThanOrEqual(size.columns);
	}

	const layout = layoutOf(model(), session.panes);
	for (const {id} of overlay === undefined ? session.panes : []) {
		const slot = slotOf(layout, id);
		const {count} = session.rows(id, model());
		if (slot !== undefined && count > 0) {
			const {row, first} = cursors[id];
			const height = Math.max(1, innerSize(slot).rows - headingLines(session.panes, id));
			expect(row).toBeGreaterThanOrEqual(first);
			expect(row).toBeLessThan(Math.min(count, first + height));
		}
	}
}

let session: Session | undefined;

test.each(['build', 'zombies-and-orphans', 'threads'])('random messages on %s', (workload) => {
	session = sessionOf(workload, '40%');
	const store = (columns: number, rows: number) => createScreen(session as Session, {columns, rows});
	holds(
		fc.property(
			fc.constantFrom([80, 24], [120, 40], [200, 60], [40, 12], [20, 5]),
			fc.array(message, {maxLength: 30}),
			([columns, rows], messages) => {
				const screen = store(columns, rows);
				for (const next of messages) {
					screen.send(next);
					checkScreen(screen);
				}
			},
		),
		60,
	);
});
