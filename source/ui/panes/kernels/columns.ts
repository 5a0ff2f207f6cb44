/** The columns of the pane of kernels, by what stands in its rows. */
import {countText, shortTimeText, sizeText} from '../../../analysis/words/text.ts';
import type {AcrossRow} from '../../../inquiry/compare/across.ts';
import type {AcrossFigures, AcrossThing} from '../../../inquiry/compare/across-figures.ts';
import type {Column} from '../../text/columns.ts';

const kernel: Column<AcrossRow> = {title: 'KERNEL', width: 17, order: 0, text: (row) => row.kernel};

/** `…` as long as it is not known, `-` where there is nothing to know. */
const figure = (
	title: string,
	width: number,
	order: number,
	text: (figures: AcrossFigures) => string | undefined,
	isNumber = true,
): Column<AcrossRow> => ({
	title,
	width,
	order,
	isNumber,
	text: ({figures, reason}) =>
		figures === undefined ? (reason === undefined ? '…' : '-') : (text(figures) ?? '.'),
});

const given = <Value>(value: Value | undefined, text: (value: Value) => string): string | undefined =>
	value === undefined ? undefined : text(value);
const dotted = (count = 0, text: (count: number) => string = countText) => (count === 0 ? '.' : text(count));

const frames = figure('FRAMES', 6, 2, (each) => countText(each.frames));
const memory = [
	figure('RSS', 6, 0, ({rssBytes}) => given(rssBytes, sizeText)),
	figure('PSS', 6, 1, ({pssBytes}) => given(pssBytes, sizeText)),
	figure('USS', 6, 3, ({ussBytes}) => given(ussBytes, sizeText)),
	figure('PT', 5, 0, ({tables}) => given(tables, countText)),
	figure('SH', 4, 1, ({sharedTables = 0}) => (sharedTables === 0 ? '-' : `${countText(sharedTables)}*`)),
];
const references = figure('RC', 4, 0, (each) => given(each.references, String));
const holders = figure('HELD BY', 14, 1, (each) => each.holders?.join(' '), false);

export const columnsOf: Readonly<Record<AcrossThing['kind'], readonly Column<AcrossRow>[]>> = {
	process: [
		kernel,
		...memory,
		figure('FORK', 6, 2, ({forkUs}) => given(forkUs, shortTimeText)),
		figure('COPY', 5, 1, ({copied}) => dotted(copied)),
		frames,
	],
	mapping: [kernel, ...memory, frames],
	table: [
		kernel,
		figure('RC', 4, 0, (each) => given(each.references, (count) => (count > 1 ? `${count}*` : `${count}`))),
		figure('USED', 4, 0, ({used}) => given(used, String)),
		figure('WR', 4, 0, ({writable}) => given(writable, String)),
		figure('DIR', 4, 0, ({directory = ''}) => directory, false),
		figure('BIT', 6, 2, ({isAllReadOnly}) => (isAllReadOnly === true ? 'all ro' : ''), false),
		holders,
		frames,
	],
	page: [
		kernel,
		references,
		figure('MAP', 4, 0, ({mapcount}) => given(mapcount, String)),
		figure('PATHS', 5, 1, ({paths}) => given(paths, String)),
		figure('W', 3, 0, ({right}) => (right === 'directory' ? 'dir' : right), false),
		figure('OP', 6, 0, ({word}) => (word === 0 ? 'zeros' : given(word, String))),
		holders,
		frames,
	],
};
