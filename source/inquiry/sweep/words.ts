/** A sweep in sentences: which curve lies below which, from where on, and what limits the figures. */
import {exactCountText} from '../../analysis/words/text.ts';
import {type Crossing, figureAt, type Point, type SweepAnswer} from './answer.ts';

/** A value of the parameter to the last one, as a number or as a size: `2,052K`, `64M`. */
export function valueText({isSize}: Pick<SweepAnswer, 'isSize'>, value: number): string {
	const unit = isSize ? sizeUnits.find(({bytes}) => value % bytes === 0) : undefined;
	return unit === undefined ? exactCountText(value) : `${exactCountText(value / unit.bytes)}${unit.name}`;
}

const sizeUnits = [
	{bytes: 2 ** 30, name: 'G'},
	{bytes: 2 ** 20, name: 'M'},
	{bytes: 2 ** 10, name: 'K'},
];

/** `1,900 pages`, `heap 64`. */
function placeText(answer: SweepAnswer, value: number): string {
	const {parameter} = answer;
	const text = valueText(answer, value);
	return /s$/.test(parameter) ? `${text} ${parameter}` : `${parameter} ${text}`;
}

/** A sentence a crossing, and one for each curve that never crosses the reference. */
export function sweepSentences(answer: SweepAnswer): readonly string[] {
	const {series, reference, crossings} = answer;
	const others = series.filter(({name}) => name !== reference);
	const ofReference = (name: string) => crossings.filter((each) => isOf(each, name, reference));
	return [
		...others.flatMap(({name}) => {
			const own = ofReference(name);
			return own.length === 0
				? constantSentence(answer, name)
				: own.map((each, i) => crossingText(answer, each, own[i + 1]));
		}),
		...crossings
			.filter(({better, worse}) => better !== reference && worse !== reference)
			.map((each) => `Least of all: ${crossingText(answer, each, undefined)}`),
	];
}

function isOf({better, worse}: Crossing, ...names: readonly string[]): boolean {
	return names.includes(better) && names.includes(worse);
}

function crossingText(answer: SweepAnswer, crossing: Crossing, next: Crossing | undefined): string {
	const {better, worse, from, isExact, isTie = false} = crossing;
	const about = isExact ? '' : 'about ';
	const until = next === undefined ? ' on' : ` until they cross again`;
	const verb = isTie ? `${better} and ${worse} come to the same` : `${better} beats ${worse}`;
	const how = isExact ? '' : ' (read off the line between two values)';
	return `${verb} from ${about}${placeText(answer, from)}${until}${how}.`;
}

/** Where both have run, one of two that never cross is always ahead. */
function constantSentence(answer: SweepAnswer, name: string): string[] {
	const {reference, values, points} = answer;
	const differences = values.flatMap((at) => {
		const [ours, theirs] = [name, reference].map((each) =>
			figureAt(
				answer,
				points.find((point) => point.at === at && point.series === each),
			),
		);
		return ours === undefined || theirs === undefined ? [] : [ours - theirs];
	});
	if (differences.length === 0) {
		return [];
	}

	const where = differences.length === values.length ? 'at all these values' : 'wherever both have run';
	const [least, most] = [Math.min(...differences), Math.max(...differences)];
	const verb = least < 0 ? 'beats' : most > 0 ? 'is beaten by' : 'comes to the same as';
	return [`${name} ${verb} ${reference} ${where}.`];
}

/** What limits single points, each kind of sentence once a curve, with the first value that it is true of. */
export function sweepLimits(answer: SweepAnswer): readonly string[] {
	const {series, values, points, gaps} = answer;
	return series.flatMap(({name}) => {
		const own = points.filter((point) => point.series === name);
		const missing = gaps.filter((gap) => gap.series === name);
		return [
			...limitOf(
				answer,
				name,
				missing,
				'it cannot run',
				missing[0]?.why ?? '',
				missing.length === values.length,
			),
			...told(answer, name, own, 'ops are refused', ({refused}) => refused !== undefined),
			...told(
				answer,
				name,
				own,
				'processes are killed as memory runs out',
				({killed}) => killed !== undefined,
			),
			...sentencesOf(own).map(
				({at, sentence}) => `${name}, at ${placeText(answer, at)} and perhaps elsewhere: ${sentence}`,
			),
		];
	});
}

function told(
	answer: SweepAnswer,
	name: string,
	points: readonly Point[],
	what: string,
	isSo: (point: Point) => boolean,
): string[] {
	const own = points.filter(isSo);
	return limitOf(answer, name, own, what, '', own.length === answer.values.length);
}

function limitOf(
	answer: SweepAnswer,
	name: string,
	at: readonly {readonly at: number}[],
	what: string,
	why: string,
	isEverywhere: boolean,
): string[] {
	if (at.length === 0) {
		return [];
	}

	const more = at.length === 1 ? '' : ` and ${at.length - 1} more of ${answer.values.length} values`;
	const where = isEverywhere ? 'at every value' : `at ${placeText(answer, at[0].at)}${more}`;
	return [`${name}: ${what} ${where}${why === '' ? '.' : `: ${why}`}`];
}

/** Sentences that differ in their numbers only are one, with the first point that has it. */
function sentencesOf(points: readonly Point[]): {readonly at: number; readonly sentence: string}[] {
	const found = new Map<string, {readonly at: number; readonly sentence: string}>();
	for (const {at, trust = []} of points) {
		for (const sentence of trust) {
			const kind = sentence.replaceAll(/\d+(?:\.\d+)?/g, '#');
			found.set(kind, found.get(kind) ?? {at, sentence});
		}
	}

	return [...found.values()];
}
