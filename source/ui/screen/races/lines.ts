/** Draws a race that is played: who went when, what stands now, the steps around, and where each choice leads. */
import {cellWidth} from '../../../analysis/words/cells.ts';
import {plural} from '../../../analysis/words/text.ts';
import {brokenText} from '../../../races/broken-words.ts';
import type {Broken} from '../../../races/laws.ts';
import {brokenHere, type Choice, choicesOf, type Outlook, type Play, stateOf} from '../../../races/play.ts';
import {type ScheduleRow, scheduleRows} from '../../../races/schedule.ts';
import {countsText, heldLocks, rssText, tablesText} from '../../../races/words.ts';
import type {Size} from '../../state/layout.ts';
import {type Paint, paintLine, type Span} from '../../text/line.ts';
import {wrap} from '../../text/wrap.ts';
import {racesKeyHelp} from './keys.ts';

type Line = readonly Span[];

/** As many lines as the screen has, each as wide. */
export function racesLines(
	play: Play,
	outlookOn: (state: Uint8Array) => Outlook,
	{columns, rows}: Size,
	paint: Paint,
): string[] {
	const {notice} = play;
	const foot: Line = [[notice ?? racesKeyHelp, notice === undefined ? 'dim' : 'warning']];
	return [...playLines(play, outlookOn, {columns, rows: rows - 1}, paint), paintLine(paint, columns, foot)];
}

/** All but the last line. Without an outlook it is not told where a choice leads. */
export function playLines(
	play: Play,
	outlookOn: ((state: Uint8Array) => Outlook) | undefined,
	{columns, rows}: Size,
	paint: Paint,
): string[] {
	const broken = brokenHere(play);
	const above: Line[] = [...titleLines(play, columns), ...timelineLines(play, columns, paint), []];
	const below: Line[] = [
		[],
		...stateLines(play),
		[],
		...endLines(play, broken, columns),
		...choicesOf(play, outlookOn).map(choiceLine),
	];
	const middle = stepLines(play, Math.max(1, rows - above.length - below.length));
	return [...above, ...middle, ...below].slice(0, rows).map((line) => paintLine(paint, columns, line));
}

function titleLines({race, schedule, position}: Play, columns: number): Line[] {
	const {scenario, protocol} = race;
	return [
		[
			[scenario.name, 'title'],
			[` under ${protocol.id}`],
			[`  step ${position} of ${schedule.length}`, 'strong'],
		],
		...wrap(scenario.says, columns).map((text): Line => [[text, 'dim']]),
	];
}

/** A line a CPU: a full block where it took a step, an empty one where it will; the step reached is marked. */
function timelineLines({race, schedule, position}: Play, columns: number, {glyphs}: Paint): Line[] {
	const heads = race.cpus.map(({mm}, cpu) => `${cpu + 1} ${mm === 0 ? 'kernel' : `mm${mm}`}`);
	const width = Math.max(...heads.map((head) => head.length)) + 2;
	const room = Math.max(1, columns - width - 1);
	const first = Math.max(0, Math.min(position - Math.floor(room / 2), schedule.length - room));
	return heads.map((head, cpu) => [
		[head.padEnd(width), 'header'],
		...schedule.slice(first, first + room).map((taken, i): Span => {
			const isPast = first + i < position;
			const mark = taken === cpu ? (isPast ? glyphs.bar : glyphs.barEmpty) : glyphs.dot;
			return [mark, first + i === position - 1 ? 'strong' : isPast ? 'barDone' : 'barLeft'];
		}),
	]);
}

/** Steps around the one reached, each under its CPU. */
function stepLines(play: Play, count: number): Line[] {
	const {race, schedule, position} = play;
	const rows = scheduleRows(race, schedule);
	const width = Math.max(...rows.map(({step}) => cellWidth(step)), 12) + 2;
	const first = Math.max(0, Math.min(position - Math.ceil(count / 2), rows.length - count));
	const lines = rows.slice(first, first + count).map((row) => stepLine(row, width, position));
	return [...lines, ...Array.from({length: count - lines.length}, (): Line => [])];
}

function stepLine({number, cpu, step, routine}: ScheduleRow, width: number, position: number): Line {
	const meaning = number === position ? 'selected' : number > position ? 'dim' : 'plain';
	const before = ' '.repeat((cpu - 1) * width);
	return [
		[`${String(number).padStart(4)} ${before}`, meaning],
		[step.padEnd(width), meaning],
		[` ${routine}`, 'dim'],
	];
}

/** Tables, counts, locks and resident pages as they are now. */
function stateLines(play: Play): Line[] {
	const {race} = play;
	const state = stateOf(play);
	const locks = heldLocks(race, state).join(' ');
	return [
		[['tables  ', 'header'], [tablesText(race, state)]],
		[
			['counts  ', 'header'],
			[countsText(race, state)],
			['   rss ', 'header'],
			[rssText(race, state) || 'none'],
		],
		[['locks   ', 'header'], [locks === '' ? 'none' : locks]],
	];
}

/** The law that is broken here, in a sentence with the entry, the counts and the letter. */
function endLines(play: Play, broken: Broken | undefined, columns: number): Line[] {
	if (broken === undefined) {
		return [];
	}

	const sentence = `${broken.law}: ${brokenText(play.race, stateOf(play), broken)}`;
	const letter = play.race.scenario.letter;
	return [
		...wrap(sentence, columns).map((text): Line => [[text, 'error']]),
		...wrap(letter, columns).map((text): Line => [[text, 'explanation']]),
	];
}

function choiceLine({cpu, text, isPossible, outlook}: Choice): Line {
	return isPossible
		? [
				[` ${cpu + 1} `, 'key'],
				[` ${text.padEnd(30)} `],
				[outlook === undefined ? '' : outlookText(outlook), outlook === 'never' ? 'private' : 'warning'],
			]
		: [
				[` ${cpu + 1} `, 'dim'],
				[` ${text}`, 'dim'],
			];
}

function outlookText(outlook: Outlook): string {
	if (outlook === 'unknown') {
		return 'too much lies behind it to tell';
	}

	return outlook === 'never' ? 'no law can break any more' : `${outlook.law} ${distance(outlook.steps)}`;
}

function distance(steps: number): string {
	return steps === 0 ? 'at once' : `is ${plural(steps, 'step')} from there`;
}
