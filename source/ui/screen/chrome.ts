/** The lines around the panes: where time stands, what the last event did, which keys there are. */

import {cellWidth, cutSentence} from '../../analysis/words/cells.ts';
import {countText, plural, sizeText, timeText} from '../../analysis/words/text.ts';
import {sumBetween} from '../../inquiry/history/curves.ts';
import {briefEvent, eventAt, whereText} from '../../inquiry/history/event.ts';
import {toneOf} from '../../inquiry/history/events.ts';
import {trustAt} from '../../inquiry/outcome/evidence.ts';
import {expectedOf} from '../../inquiry/quiz/judge.ts';
import {whatIfExamples} from '../state/completion.ts';
import {footerItems} from '../state/footer.ts';
import {focused, isLive, type Model, type PromptKind, speeds} from '../state/model.ts';
import {paintLine, type Span, spansWidth} from '../text/line.ts';
import {clockText} from '../text/text.ts';
import type {ScreenState} from './state.ts';
import {lastChanges, noChanges, summarize} from './status-numbers.ts';

/** For screens of a line or two: enough to know that it lives and how to leave. */
export function oneLine({model, session, paint}: ScreenState): string {
	const state = isLive(model) ? 'live' : model.isPlaying ? 'play' : 'paused';
	const {processes} = summarize(session);
	const text = `${plural(processes, 'proc')} ${state} ${session.position}/${session.end} q quit`;
	return paintLine(paint, model.size.columns - 1, [[text]]);
}

/** What is read a moment later anyhow is not told. */
const tellBytes = 2 ** 16;

/** Longer ones would push the time away. */
const whatIfCells = 30;

/** Something limits what the screen shows, prices aside; the key i tells it. */
const trustSign = '!i';

/** What is most important stands first, as a narrow screen cuts the end. */
export function statusLine({model, session, paint}: ScreenState): string {
	const {columns} = model.size;
	const {processes, framesUsed, framesLimit, swap, tables} = summarize(session);
	const changes = model.isPlaying ? noChanges : lastChanges(session);
	const frames =
		framesLimit === undefined
			? plural(framesUsed, 'frame', 'frames', countText)
			: `${countText(framesUsed)}/${countText(framesLimit)} frames`;
	const parts: Span[][] = [
		[playState(model), [' '], [speedText(model, paint.glyphs.times)]],
		[[session.title, 'strong']],
		...(trustAt(session.timeline, {upTo: session.timeline.history.count}).length === 0
			? []
			: [[[trustSign, 'warning'] as const]]),
		...whatIfText(session),
		[[`at ${session.position}/${session.end}`], ...stageText(session)],
		...liveText(model, session),
		[[plural(processes, 'process', 'processes')], changeSpan(changes.tasks)],
		// Before all times: what is in swap explains them.
		...(swap === undefined
			? []
			: [[[`swap ${countText(swap.used)}/${countText(swap.limit)}`, 'dim'] as const]]),
		[[clockText(session.timeUs), 'dim']],
		...forkTime(session),
		...(model.isFollowing ? [[['FOLLOW', 'mark'] as const]] : []),
		[[frames, 'dim'], changeSpan(changes.frames)],
		[[plural(tables, 'table'), 'dim'], changeSpan(changes.tables)],
		[[`kernel ${session.kernel}`, 'dim']],
		[[`prices of ${session.machine.costs.id}`, 'dim']],
	];
	return paintLine(paint, columns, joinWhileFits(parts, columns));
}

/** In the middle of the event that comes next. */
function stageText({stage}: ScreenState['session']): Span[] {
	return stage === undefined ? [] : [[` stage ${stage.index + 1}/${stage.count}`, 'mark']];
}

/** That what follows was not recorded. */
function whatIfText({whatIf}: ScreenState['session']): Span[][] {
	return whatIf === undefined ? [] : [[[`what if ${cutSentence(whatIf.words, whatIfCells, '…')}`, 'mark']]];
}

/** How much of the time so far went into forks; nothing where there was none. */
function forkTime({timeline, position}: ScreenState['session']): Span[][] {
	const us = sumBetween(timeline, 'forkTime', timeline.first, position);
	return us === 0 ? [] : [[[`${timeText(us)} in fork`, 'dim']]];
}

/** `(+3)`: by how much the last event changed the number before it. */
function changeSpan(by: number): Span {
	return by === 0 ? [''] : [` (${by > 0 ? '+' : ''}${countText(by)})`, 'changed'];
}

/** At the newest event of a program that grows, or so many events before it; and what has not been read of its recording. */
function liveText({feed, ...model}: Model, {position, end}: ScreenState['session']): Span[][] {
	if (feed === undefined || !feed.isOpen) {
		return [];
	}

	if (feed.share !== undefined) {
		return [[[`reading ${Math.floor(feed.share * 100)}%`, 'warning']]];
	}

	const newer =
		isLive(model) || position >= end ? [] : [[[`${countText(end - position)} newer`, 'mark'] as const]];
	const behind =
		feed.behindBytes < tellBytes ? [] : [[[`${sizeText(feed.behindBytes)} behind`, 'warning'] as const]];
	return [...newer, ...behind];
}

export function playState(model: Model): Span {
	const {isPlaying} = model;
	if (isLive(model)) {
		return ['> LIVE  ', 'playing'];
	}

	return isPlaying ? ['> PLAY  ', 'playing'] : [' PAUSED ', 'paused'];
}

export function speedText({speed}: Model, times: string): string {
	const factor = speeds[speed];
	return `${times}${factor < 1 ? `1/${1 / factor}` : factor}`.padEnd(5);
}

export function joinWhileFits(parts: readonly (readonly Span[])[], columns: number): Span[] {
	const spans: Span[] = [];
	for (const part of parts) {
		const gap: Span[] = spans.length === 0 ? [] : [['  ']];
		if (spansWidth([...spans, ...gap, ...part]) > columns) {
			break;
		}

		spans.push(...gap, ...part);
	}

	return spans;
}

/** What the last event did, in a sentence; an answer to the last key goes before it. */
export function explanationLine(state: ScreenState): string {
	const {model, paint} = state;
	const {columns} = model.size;
	const answer = model.notice !== '' || mistakeFits(model) ? model.notice : (model.prompt?.mistake ?? '');
	return answer === ''
		? paintLine(paint, columns, eventSpans(state, columns))
		: paintLine(paint, columns, [[cutSentence(answer, columns, paint.glyphs.more), 'warning']]);
}

/** The stage of the next event, or the last event and what came of it, in so many cells. */
export function eventSpans({session, paint}: Pick<ScreenState, 'session' | 'paint'>, cells: number): Span[] {
	if (session.stage !== undefined) {
		return stageSpans(session.stage);
	}

	const event = eventAt(session.timeline, session.position);
	if (event === undefined) {
		return [['Nothing has happened yet: Space plays, . takes one step, ? lists the keys.', 'explanation']];
	}

	const actor = event.actor === '' ? '' : `${event.actor}  `;
	const {asked, came, where} = briefEvent(event, cells - cellWidth(actor), paint.glyphs.more);
	return [
		[actor, 'dim'],
		[asked, 'strong'],
		[came === '' ? '' : `: ${came}`, toneOf(event.consequences)],
		[whereText(came, where), 'dim'],
	];
}

/** `Stage 2/7: 1 page table built`. */
function stageSpans({index, count, sentence}: NonNullable<ScreenState['session']['stage']>): Span[] {
	return [
		[`Stage ${index + 1}/${count}: `, 'mark'],
		[sentence, index === 0 ? 'strong' : 'copied'],
	];
}

/** The keys that do something here, or the line that is being typed. The last cell of the screen stays empty. */
export function footerLine(state: ScreenState): string {
	const {model, session, paint, layout} = state;
	const columns = model.size.columns - 1;
	if (model.prompt !== undefined) {
		return paintLine(paint, columns, promptSpans(state, columns));
	}

	if (layout.explanation === undefined && model.notice !== '') {
		return paintLine(paint, columns, [[model.notice, 'warning']]);
	}

	const spans = footerItems(model, session.panes).flatMap(({key, label}, i): Span[] => [
		[i === 0 ? '' : '  '],
		[key, 'key'],
		[label, 'dim'],
	]);
	return paintLine(paint, columns, spans);
}

const promptTitles: Readonly<Record<PromptKind, (state: ScreenState) => string>> = {
	goto: () => 'Go to (1234, 12.5s, 50%, +10, mark:LABEL, exec:COMM, next fork, 0x7f…): ',
	whatIf: ({model, session}) => `What if (${whatIfExamples(model, session.panes).join(', ')}): `,
	until: () => 'Run until (frame 455 refcount 1, pid 31 exits, pss > 10M): ',
	answer: ({model: {quiz}}) =>
		`Your answer (${quiz === undefined ? '' : expectedOf(quiz.questions[quiz.at])}): `,
	write: () => 'Write to (.txt, .ansi, .svg, .json): ',
	search: ({model, session}) =>
		session.rows(focused(model), model).matcher === undefined
			? 'Search (text, /regex/): '
			: `Search (${queryExamples}): `,
	filter: () => `Filter (${queryExamples}): `,
};

const queryExamples = 'cc1, rss > 5M and not zombie, shares 455';

/**
 * The caret is an inverse cell; a text that is too long shows its end. Why it is not understood stands behind it, or
 * where there is no room in the line above.
 */
function promptSpans(state: ScreenState, columns: number): Span[] {
	const {model} = state;
	const {prompt} = model;
	if (prompt === undefined) {
		return [];
	}

	const mistake = mistakeFits(model) ? `  ${prompt.mistake}` : '';
	const full = promptTitles[prompt.kind](state);
	const least = Math.max(12, cellWidth(prompt.text) + 1 + cellWidth(mistake));
	const title = full.length + least > columns ? shortTitle(full) : full;
	const before = prompt.text.slice(0, prompt.caret);
	const room = Math.max(1, columns - cellWidth(title) - 1);
	const seen = cellWidth(before) > room ? [...before].slice(-Math.trunc(room / 2)).join('') : before;
	const [at = ' ', ...rest] = [...prompt.text.slice(prompt.caret)];
	return [[title, 'key'], [seen], [at, 'selected'], [rest.join('')], [mistake, 'warning']];
}

function shortTitle(full: string): string {
	return `${full.split(' (')[0].replace(/: $/, '')}: `;
}

/** Whether there is a mistake, and room for it in the line that is typed. */
function mistakeFits({prompt, size}: Model): boolean {
	const title = prompt === undefined ? '' : `${prompt.kind}: `;
	const line = `${title}${prompt?.text}   ${prompt?.mistake}`;
	return prompt?.mistake !== undefined && cellWidth(line) < size.columns;
}
