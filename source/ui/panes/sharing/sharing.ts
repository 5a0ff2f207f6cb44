/** The pane of sharing: what the children of a process still share with it, how fast that ends, and where it is copied. */

import {countChildren, hasChildren, parentOf} from '../../../analysis/rows/processes.ts';
import {plural, sizeText, timeText} from '../../../analysis/words/text.ts';
import {processKey, taskKey} from '../../../inquiry/keys.ts';
import {blameMappings, type Erosion, type MappingBlame} from '../../../inquiry/sharing/erosion.ts';
import {type Family, familyAt} from '../../../inquiry/sharing/family.ts';
import {hasForked} from '../../../inquiry/sharing/sharers.ts';
import {type SteadyMoment, steadyMoment, steadyText} from '../../../inquiry/sharing/steady.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {paneOffering} from '../../state/facts.ts';
import {memo} from '../../state/memo.ts';
import type {Model} from '../../state/model.ts';
import {noRows, type RowKeys, type Target} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {firstThatFits, type Span} from '../../text/line.ts';
import {definePane} from '../pane.ts';
import {processName, selectedTask, selectionParts} from '../selected.ts';
import {allSpans, axisLine, childHeads, childSpans, copySpans, mappingHeads, mappingSpans} from './lines.ts';
import type {Line, SharingRows, SharingView} from './rows.ts';

export const sharing = definePane<SharingRows>({
	facts: {
		id: 'sharing',
		place: 'sharing',
		title: 'Sharing',
		help: 'what the children of a process still share with it, how fast that ends, which mappings are copied',
	},
	depends: selectionParts,
	read: readRows,
	about: ({session, rows: {family}}) =>
		family === undefined ? '' : `${processName(session, family.parent)} and its children`,
	heading: (view) => [[totalsText(view), 'header']],

	draw(view, row) {
		const line = view.rows.lines[row];
		const {family, erosion} = view.rows;
		if (line.kind === 'words' || family === undefined || erosion === undefined) {
			return line.kind === 'words' ? wordsSpans(line, view.columns) : [];
		}

		return drawLine(view, line, family, erosion);
	},
});

function wordsSpans({text, shorter = []}: Line & {readonly kind: 'words'}, columns: number): readonly Span[] {
	return firstThatFits(
		[text, ...shorter].map((words) => [[words, 'dim']]),
		columns,
	);
}

function drawLine(
	view: SharingView,
	line: Exclude<Line, {readonly kind: 'words'}>,
	family: Family,
	erosion: Erosion,
): readonly Span[] {
	switch (line.kind) {
		case 'heads':
			return childHeads(view);
		case 'all':
			return allSpans(view, family, erosion);
		case 'child':
			return childSpans(view, family.row(line.index));
		case 'copies':
			return copySpans(view, erosion, line.label, line.who);
		case 'axis':
			return axisLine(view);
		case 'mappingHeads':
			return mappingHeads(view);
		default:
			return mappingSpans(view, line.blame);
	}
}

const keepFamily = memo<Family>();

/** A family that is larger is not counted for every key. */
const childrenMost = 1000;

function readRows(session: Session, model: Model): SharingRows {
	// Asked for whatever is selected: where nobody has chosen, the selection starts with it once it is known.
	const {sharer} = session;
	const task = selectedTask(session, model);
	const parent = task === 0 ? 0 : familyHead(session, task);
	if (parent === 0) {
		const text = task === 0 ? 'There is no process.' : 'It has no children, and no parent to share with.';
		return rowsOf(session, model, {
			lines: [{kind: 'words', key: 'words', text}],
			marked: -1,
			copied: 0,
		});
	}

	const {memory, position} = session;
	const {kernel} = memory;
	if (countChildren(kernel, parent) > childrenMost && !session.isCalm) {
		const text = 'So many children are counted when nothing changes for a moment.';
		return rowsOf(session, model, {lines: [{kind: 'words', key: 'words', text}], marked: -1, copied: 0});
	}

	const {answer: erosion, share} = session.erosionOf(taskKey(kernel, parent));
	const key = taskKey(kernel, task);
	const marked = erosion.children.findIndex(({birth: {child}}) => processKey(child) === key);
	const parts = [memory, parent, erosion, erosion.position, erosion.isDone];
	const family = keepFamily(session, parts, () => familyAt(memory, parent, erosion, position));
	const blames = blameMappings(erosion, session.position);
	const copied = blames.reduce((sum, {byChildren, byParent}) => sum + byChildren + byParent, 0);
	const lines = linesOf({session, sharer, family, erosion, share, marked, blames});
	return rowsOf(session, model, {lines, family, erosion, marked, copied});
}

/** The process itself if it has children or has had some, else its parent. */
function familyHead({memory, timeline, position}: Session, task: Task): Task {
	const key = taskKey(memory.kernel, task);
	const isHead = hasChildren(memory, task) || hasForked(timeline.history, key, position);
	return isHead ? task : parentOf(memory, task);
}

function rowsOf(session: Session, model: Model, rows: Omit<SharingRows, keyof RowKeys>): SharingRows {
	const {lines, erosion} = rows;
	return {
		...noRows,
		...rows,
		count: lines.length,
		keyAt: (row) => lines[row]?.key ?? '',
		rowOf: (key) => lines.findIndex((line) => line.key === key),
		textAt: (row) => lines[row].key,
		positionAt(row) {
			const line = lines[row];
			return line?.kind === 'child'
				? erosion?.children[line.index].birth.child.born
				: line?.kind === 'words'
					? line.position
					: undefined;
		},
		opens: (key) =>
			mappingOf(
				session,
				model,
				lines.find((line) => line.key === key),
			),
		subjectAt(row) {
			const line = lines[row];
			const child = line?.kind === 'child' ? erosion?.children[line.index].birth.child : undefined;
			return child === undefined ? undefined : {subject: {kind: 'process', pid: child.pid, born: child.born}};
		},
	};
}

/** A mapping's row leads to the mapping where the selected process has it. */
function mappingOf(session: Session, model: Model, line: Line | undefined): Target | string | undefined {
	if (line?.kind !== 'mapping') {
		return undefined;
	}

	const key = String(line.blame.start);
	const pane = paneOffering(session.panes, 'mapping');
	return pane === undefined || session.rows(pane.id, model).rowOf(key) === -1
		? 'The selected process has no mapping that begins there.'
		: {thing: 'mapping', key};
}

type Contents = {
	readonly session: Session;
	/** Whose children keep most. */
	readonly sharer: Session['sharer'];
	readonly family: Family;
	readonly erosion: Erosion;
	/** Of the run, as far as it has been worked through: 0 to 1. */
	readonly share: number;
	readonly marked: number;
	readonly blames: readonly MappingBlame[];
};

function linesOf({session, sharer, family, erosion, share, marked, blames}: Contents): Line[] {
	const words = (key: string, text: string): Line => ({kind: 'words', key, text});
	const lines: Line[] = [];
	if (!erosion.isDone) {
		const percent = Math.floor(share * 100);
		lines.push(words('busy', `Looking for forks and copies: ${percent}% of the run so far.`));
	}

	// Who has ended is only known where the replay has been.
	if (!erosion.isDone && erosion.position < session.position) {
		return lines;
	}

	if (family.order.length === 0) {
		return [...lines, words('none', 'No child has been forked by now.')];
	}

	lines.push(...choiceLines({session, sharer, family, erosion}));
	const children = childLines(family, erosion);
	const first = children.find(({index}) => index === marked);
	lines.push({kind: 'heads', key: 'heads'});
	lines.push(...(family.sharing > 1 ? [{kind: 'all', key: 'all'} as const] : []));
	lines.push(...(first === undefined ? children : [first, ...children.filter((line) => line !== first)]));
	if (erosion.unfollowed > 0) {
		lines.push(words('more', `The curves of ${erosion.unfollowed} more children are left out.`));
	}

	lines.push({kind: 'copies', key: 'copies', label: 'copied'});
	lines.push({kind: 'copies', key: 'parent copies', label: '  by parent', who: -1});
	if (marked !== -1) {
		const {pid} = erosion.children[marked].birth.child;
		lines.push({kind: 'copies', key: 'own copies', label: `  by ${pid}`, who: marked});
	}

	lines.push({kind: 'axis', key: 'axis'});
	const mappings = blames.map(
		(blame): Line => ({kind: 'mapping', key: `mapping ${blame.start} ${blame.name}`, blame}),
	);
	return mappings.length === 0
		? [...lines, words('no copies', 'No inherited page has been copied by now.')]
		: [...lines, {kind: 'mappingHeads', key: 'mapping heads'}, ...mappings];
}

type ChildLine = Extract<Line, {readonly kind: 'child'}>;

const keepChildLines = memo<readonly ChildLine[]>();

/** There may be thousands, and most keys leave them as they are. */
function childLines(family: Family, erosion: Erosion): readonly ChildLine[] {
	const lineOf = (index: number): ChildLine => ({
		kind: 'child',
		key: `child ${childKey(erosion, index)}`,
		index,
	});
	return keepChildLines(family, [erosion], () => family.order.map(lineOf));
}

const keepSteady = memo<SteadyMoment | undefined>();

/** Why it is this family, and the moment that says most of it; Enter goes there. */
function choiceLines({
	session: {timeline, memory},
	sharer,
	family,
	erosion,
}: Pick<Contents, 'session' | 'sharer' | 'family' | 'erosion'>): Line[] {
	const {length} = timeline;
	const isChosen = sharer?.key === taskKey(memory.kernel, family.parent);
	const chosen = isChosen ? 'Children keep most here. ' : '';
	const steady = keepSteady(erosion, [length, erosion.isDone], () =>
		erosion.isDone && length !== undefined ? steadyMoment(erosion, timeline.history, length) : undefined,
	);
	if (steady === undefined) {
		return [];
	}

	const {position, children, forUs} = steady;
	const text = `${chosen}Steady at ${position}: ${steadyText(steady)}.`;
	const brief = `Steady at ${position}: ${plural(children, 'child shares', 'children share')} for ${timeText(forUs)}`;
	const shorter = [`${chosen}${brief}, longer than ever.`, `${brief}, longer than ever.`, `${brief}.`];
	return [{kind: 'words', key: 'steady', text, shorter, position}];
}

function childKey({children}: Erosion, index: number): string {
	return processKey(children[index].birth.child);
}

/** In as many words as there is room for. */
function totalsText({rows: {family}, columns}: SharingView): string {
	if (family === undefined) {
		return '';
	}

	const {processes, countedWholeBytes, togetherBytes, nextBytes} = family.group;
	const [whole, together] = [sizeText(countedWholeBytes), sizeText(togetherBytes)];
	const next = nextBytes === undefined ? undefined : sizeText(nextBytes);
	const texts = [
		`${plural(processes, 'process', 'processes')}: ${whole} if each counted whole, ${together} in truth${next === undefined ? '' : `, the next one costs about ${next}`}`,
		`${plural(processes, 'process', 'processes')}: ${whole} counted whole, ${together} in truth${next === undefined ? '' : `, next +${next}`}`,
		`${processes}: ${whole} whole, ${together} true${next === undefined ? '' : `, next +${next}`}`,
	];
	return texts.find((text) => text.length <= columns) ?? texts[2];
}
