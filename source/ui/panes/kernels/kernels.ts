/**
 * The pane of kernels: what the selected process, or the mapping, table or page that was selected last, comes to at this moment
 * on every one of them, worked out while it is looked at.
 */

import type {AcrossRow} from '../../../inquiry/compare/across.ts';
import type {AcrossThing} from '../../../inquiry/compare/across-figures.ts';
import {taskKey} from '../../../inquiry/keys.ts';
import {selectedKey} from '../../state/cursor.ts';
import type {Facts} from '../../state/facts.ts';
import type {Result} from '../../state/message.ts';
import type {Model} from '../../state/model.ts';
import {noRows, type RowKeys} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {reduceWith} from '../../state/slice.ts';
import {addressText} from '../../text/addresses.ts';
import {type Column, cellSpans, fittingColumns, headingSpans, wantedColumns} from '../../text/columns.ts';
import type {Span} from '../../text/line.ts';
import {definePane, type PaneView} from '../pane.ts';
import {processName, selectedTask, selectionParts} from '../selected.ts';
import {columnsOf} from './columns.ts';
import {thingAtHand} from './thing.ts';

type KernelRows = RowKeys & {
	readonly kernels: readonly AcrossRow[];
	readonly name: string;
	readonly thing: AcrossThing;
	/** How many kernels are done. */
	readonly done: number;
};
type View = PaneView<KernelRows>;
type KernelMessage = {readonly type: 'beside'};

const restCells = 2;

export const kernels = definePane<KernelRows>({
	facts: {
		id: 'kernels',
		place: 'sharing',
		title: 'Kernels',
		help: 'the selected process, or the mapping, table or page that was selected last, at this moment on every kernel; Enter puts one beside this one',
		offers: ['kernel'],
		hasOwnMarks: true,
		isAcross: true,
		columns: columnsOf.process,
		enter: {type: 'beside'},
		update: reduceWith<KernelMessage>({beside: runBeside}),
	},
	depends: (session, model) => [
		...selectionParts(session, model),
		model.isPlaying,
		JSON.stringify(thingAtHand(session, model)),
	],
	read,

	about: ({rows: {name, thing}}) => `${thingText(thing)}${name}`,

	note({rows: {kernels: all, done}, model}) {
		return model.isPlaying
			? 'worked out when it stands still'
			: done < all.length
				? `${done} of ${all.length} kernels so far`
				: '! another figure than on the kernel that runs';
	},

	heading: (view) => headingSpans(shownColumns(view), ''),
	record: ({rows: {kernels: all}}, row) => ({
		kernel: all[row].kernel,
		...all[row].figures,
		reason: all[row].reason,
	}),
	draw,
});

/** The selected kernel beside the one that runs. */
function runBeside(model: Model, _message: KernelMessage, facts: Facts): Result {
	const kernel = selectedKey(model, 'kernels', facts.rows('kernels', model));
	return kernel === '' ? [model, []] : [model, [{type: 'beside', kernel}]];
}

function read(session: Session, model: Model): KernelRows {
	const task = selectedTask(session, model);
	const thing = thingAtHand(session, model);
	const across =
		task === 0 || model.isPlaying ? undefined : session.across(taskKey(session.memory.kernel, task), thing);
	const all = across?.answer ?? [];
	return {
		...noRows,
		kernels: all,
		thing,
		name: processName(session, task),
		done: Math.round((across?.share ?? 0) * all.length),
		count: all.length,
		startRow: Math.max(
			0,
			all.findIndex(({kernel}) => kernel === session.kernel),
		),
		keyAt: (row) => all[row]?.kernel ?? '',
		rowOf: (key) => all.findIndex(({kernel}) => kernel === key),
		textAt: (row) => all[row]?.kernel ?? '',
	};
}

/** `table 7f0000000000 of `, before the name of the process. */
function thingText(thing: AcrossThing): string {
	return thing.kind === 'process'
		? ''
		: `${thing.kind} at ${addressText(thing.kind === 'table' ? thing.start : thing.address)} of `;
}

function shownColumns({model, columns: cells, rows: {thing}}: View): readonly Column<AcrossRow>[] {
	return fittingColumns(wantedColumns(columnsOf[thing.kind], model.hidden.kernels), cells, restCells);
}

/** What differs from the kernel that runs is lit, by a sign too. */
function draw(view: View, row: number): readonly Span[] {
	const {rows, session} = view;
	const shown = shownColumns(view);
	const each = rows.kernels[row];
	const own = rows.kernels.find(({kernel}) => kernel === session.kernel);
	const isOwn = each === own;
	const spans = cellSpans(shown, each).map(([text, meaning], i): Span => {
		const isOther =
			i > 0 &&
			each.figures !== undefined &&
			own?.figures !== undefined &&
			shown[i].text(own) !== shown[i].text(each);
		return isOther ? [`${text.slice(0, -1)}!`, 'changed'] : [text, isOwn ? 'strong' : meaning];
	});
	return [...spans, [isOwn ? '<' : ' ', 'mark'], [each.reason === undefined ? '' : ` ${each.reason}`, 'dim']];
}
