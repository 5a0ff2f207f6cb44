/** The pane of kernels: what the selected process has at this moment on every one of them, worked out while it is looked at. */
import {countText, shortTimeText, sizeText} from '../../../analysis/words/text.ts';
import type {AcrossFigures, AcrossRow} from '../../../inquiry/compare/across.ts';
import {taskKey} from '../../../inquiry/keys.ts';
import {selectedKey} from '../../state/cursor.ts';
import type {Facts} from '../../state/facts.ts';
import type {Result} from '../../state/message.ts';
import type {Model} from '../../state/model.ts';
import {noRows, type RowKeys} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {reduceWith} from '../../state/slice.ts';
import {type Column, cellSpans, fittingColumns, headingSpans, wantedColumns} from '../../text/columns.ts';
import type {Span} from '../../text/line.ts';
import {definePane, type PaneView} from '../pane.ts';
import {processName, selectedTask, selectionParts} from '../selected.ts';

type KernelRows = RowKeys & {
	readonly kernels: readonly AcrossRow[];
	readonly name: string;
	/** How many kernels are done. */
	readonly done: number;
};
type View = PaneView<KernelRows>;
type KernelMessage = {readonly type: 'beside'};

const figure = (
	title: string,
	width: number,
	order: number,
	text: (figures: AcrossFigures) => string,
): Column<AcrossRow> => ({
	title,
	width,
	order,
	isNumber: true,
	text: ({figures, reason}) => (figures === undefined ? (reason === undefined ? '…' : '-') : text(figures)),
});

const columns: readonly Column<AcrossRow>[] = [
	{title: 'KERNEL', width: 17, order: 0, text: ({kernel}) => kernel},
	figure('RSS', 6, 0, ({rssBytes}) => sizeText(rssBytes)),
	figure('PSS', 6, 1, ({pssBytes}) => sizeText(pssBytes)),
	figure('USS', 6, 3, ({ussBytes}) => sizeText(ussBytes)),
	figure('PT', 5, 0, ({tables}) => countText(tables)),
	figure('SH', 4, 1, ({sharedTables}) => (sharedTables === 0 ? '-' : `${countText(sharedTables)}*`)),
	figure('FORK', 6, 2, ({forkUs}) => (forkUs === undefined ? '.' : shortTimeText(forkUs))),
	figure('COPY', 5, 1, ({copied}) => (copied === 0 ? '.' : countText(copied))),
	figure('FRAMES', 6, 2, ({frames}) => countText(frames)),
];

const restCells = 2;

export const kernels = definePane<KernelRows>({
	facts: {
		id: 'kernels',
		place: 'sharing',
		title: 'Kernels',
		help: 'what the selected process has at this moment on every kernel; Enter puts one beside this one',
		offers: ['kernel'],
		hasOwnMarks: true,
		columns,
		enter: {type: 'beside'},
		update: reduceWith<KernelMessage>({beside: runBeside}),
	},
	depends: (session, model) => [...selectionParts(session, model), model.isPlaying],
	read,

	about: ({rows: {name}}) => name,

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
	const across =
		task === 0 || model.isPlaying ? undefined : session.across(taskKey(session.memory.kernel, task));
	const all = across?.answer ?? [];
	return {
		...noRows,
		kernels: all,
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

function shownColumns({model, columns: cells}: View): readonly Column<AcrossRow>[] {
	return fittingColumns(wantedColumns(columns, model.hidden.kernels), cells, restCells);
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
