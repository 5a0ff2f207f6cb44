/** The lines around two kernels side by side: figures of both, what the event came to on either, and in what they differ. */
import {cellWidth, cutSentence, padText} from '../../analysis/words/cells.ts';
import {countText, timeText} from '../../analysis/words/text.ts';
import {type Difference, differencesAt} from '../../inquiry/compare/difference.ts';
import {sumBetween} from '../../inquiry/history/curves.ts';
import type {Session} from '../state/session.ts';
import {paintLine, type Span} from '../text/line.ts';
import {clockText} from '../text/text.ts';
import {eventSpans, footerLine, joinWhileFits, playState, speedText} from './chrome.ts';
import type {ScreenState} from './state.ts';
import {summarize} from './status-numbers.ts';

/** Figures of the status line, by session. */
const figures: readonly ((session: Session) => readonly [figure: string, unit: string])[] = [
	({stage}) => [stage === undefined ? '' : `${stage.index + 1}/${stage.count}`, 'stage'],
	(session) => unitOf(summarize(session).processes, 'process', 'processes'),
	({timeUs}) => [clockText(timeUs), ''],
	({timeline, position}) => [timeText(sumBetween(timeline, 'forkTime', timeline.first, position)), 'in fork'],
	(session) => unitOf(summarize(session).framesUsed, 'frame', 'frames'),
	(session) => unitOf(summarize(session).tables, 'table', 'tables'),
	(session) => {
		const {swap} = summarize(session);
		return swap === undefined ? ['', ''] : [countText(swap.used), 'in swap'];
	},
];

function unitOf(count: number, one: string, many: string): [string, string] {
	return [countText(count), count === 1 ? one : many];
}

/** As on one screen, with both figures where they differ: `15 | 16 frames`. */
export function splitStatus({model, session, paint}: ScreenState, beside: Session): string {
	const {columns} = model.size;
	const parts: Span[][] = [
		[playState(model), [' '], [speedText(model, paint.glyphs.times)]],
		[[session.title, 'strong']],
		[[`${session.kernel} | ${beside.kernel}`, 'strong']],
		[[`at ${session.position}/${session.end}`]],
		...figures.flatMap((figureOf) => bothFigures(figureOf(session), figureOf(beside))),
		[[`prices of ${session.machine.costs.id}`, 'dim']],
	];
	return paintLine(paint, columns, joinWhileFits(parts, columns));
}

function bothFigures(
	[left, unit]: readonly [string, string],
	[right, unitBeside]: readonly [string, string],
): Span[][] {
	const isSame = left === right;
	const figure = isSame ? left : `${left || '-'} | ${right || '-'}`;
	const text = `${figure} ${isSame ? unit : unitBeside || unit}`.trim();
	return text === '' || figure === '' ? [] : [[[text, isSame ? 'dim' : 'changed']]];
}

/** A line a kernel: the stage that it stands at, or the last event with its price. */
export function sentenceLines({model, session, paint}: ScreenState, beside: Session): string[] {
	const sessions = [session, beside];
	const cells = Math.max(...sessions.map(({kernel}) => kernel.length)) + 2;
	return sessions.map((each) =>
		paintLine(paint, model.size.columns, [
			[padText(each.kernel, cells), 'title'],
			...eventSpans({session: each, paint}, model.size.columns - cells),
		]),
	);
}

/** In what the two differ, or why what is typed is not understood. */
export function differenceLine({model, session, paint}: ScreenState, beside: Session): string {
	const {columns} = model.size;
	const texts =
		model.prompt?.mistake === undefined ? differenceTexts(session, beside) : [model.prompt.mistake];
	const text = texts.find((each) => cellWidth(each) <= columns) ?? texts[texts.length - 1];
	return paintLine(paint, columns, [[cutSentence(text, columns, paint.glyphs.more), 'warning']]);
}

/** The keys, or the answer to the last of them. The last cell of the screen stays empty. */
export function keysLine(state: ScreenState): string {
	const {model, paint} = state;
	const columns = model.size.columns - 1;
	return model.notice === '' || model.prompt !== undefined
		? footerLine(state)
		: paintLine(paint, columns, [[cutSentence(model.notice, columns, paint.glyphs.more), 'warning']]);
}

/**
 * Whether the two have come apart yet, and where; at an event in which they differ also in what. In fewer words too, for screens
 * that have no room for the first.
 */
export function differenceTexts(session: Session, beside: Session): readonly [string, ...string[]] {
	const {firstDifference: first, stage} = session;
	if (first === undefined) {
		return [`As on ${beside.kernel} so far: no event known differs.`];
	}

	const position = session.position + (stage === undefined ? 0 : 1);
	const differences = position < first ? [] : differencesAt(session.timeline, beside.timeline, position);
	if (differences.length > 0) {
		const pairs = differences.map(pairText).join(', ');
		return [`In event ${position} they differ: ${pairs}`, `Event ${position}: ${pairs}`];
	}

	return first > position
		? [
				`As on ${beside.kernel} so far; event ${first} will differ (D goes there).`,
				`Event ${first} will differ (D).`,
			]
		: [
				`Both do the same in event ${position}; they differ from event ${first} on (D goes there).`,
				`The same here; they differ from event ${first} on (D).`,
			];
}

/** `entries copied 1,024 | 2`; contents are only the same or not. */
function pairText({what, left, right}: Difference): string {
	return what === 'contents read' ? `other ${what}` : `${what} ${left || 'none'} | ${right || 'none'}`;
}
