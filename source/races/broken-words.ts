/** The sentence for a law that is broken: what is wrong, with the counts. */
import {contentsOf, mappingsOf, usersOf} from './check.ts';
import type {Broken} from './laws.ts';
import {nextStep} from './ops/index.ts';
import type {Race} from './race.ts';
import {
	at,
	cacheBits,
	frameField,
	globalField,
	life,
	mmField,
	pagesOfTable,
	signed,
	slotField,
	tableField,
} from './state.ts';
import {waitText} from './step-words.ts';
import {rssText} from './words.ts';

/** One sentence that says what is wrong, with the counts. */
export function brokenText(race: Race, state: Uint8Array, {law, subject}: Broken): string {
	const {layout} = race;
	const frameCounted = () => signed(state[at.frame(layout, subject, frameField.count)]);
	const isCached = () => state[at.frame(layout, subject, frameField.cache)] >= cacheBits.swap;
	const haveIt = () => haveText(mappingsOf(race, state, subject, false), isCached());
	const sentences: Readonly<Record<Broken['law'], () => string>> = {
		'freed table': () => `Table T${subject} is used after it was freed.`,
		'freed page': () => `Frame f${subject} is used, or mapped, after it was freed.`,
		'freed slot': () => `Swap slot s${subject} is used after it was freed: its count fell once too often.`,
		'table count': () =>
			`Table T${subject} is counted ${times(signed(state[at.table(layout, subject, tableField.count)]))}, but ${pointText(usersOf(race, state, subject))} at it.`,
		'double count': () =>
			`Frame f${subject} is counted ${times(frameCounted())}, but ${haveIt()}: it can never be freed.`,
		'lost reference': () =>
			`Frame f${subject} is counted ${times(frameCounted())}, but ${haveIt()}: it will be freed while mapped.`,
		'swap count': () =>
			`Swap slot s${subject} is counted ${times(signed(state[at.slot(layout, subject, slotField.count)]))}, but ${nameText(mappingsOf(race, state, subject, true), state[at.slot(layout, subject, slotField.frame)] !== 0)} it.`,
		leak: () => leakText(race, state, subject),
		'lost write': () => contentsText(race, state, subject),
		'foreign write': () => contentsText(race, state, subject),
		'open shared page': () =>
			`Frame f${subject} is private, and one address space may write it while another maps it.`,
		deadlock: () => `Nobody can go on: ${waits(race, state).join('; ')}.`,
		waste: () => 'A copy was made that nobody needs: it, or what it was made from, was thrown away.',
		'rss drift': () =>
			`No serial order of the routines leaves these resident counters: ${rssText(race, state)}.`,
		'out of ids': () => 'The model has no numbers left for new tables or frames.',
	};
	return sentences[law]();
}

function times(count: number): string {
	return ['never', 'once', 'twice'][count] ?? `${count} times`;
}

function haveText(count: number, isCached: boolean): string {
	return `${usersText(count, isCached, 'its cache')} ${count === 1 && !isCached ? 'has' : 'have'} it`;
}

function nameText(count: number, isCached: boolean): string {
	return `${usersText(count, isCached, 'the swap cache')} ${count === 1 && !isCached ? 'names' : 'name'}`;
}

function usersText(count: number, isCached: boolean, cache: string): string {
	return `${count === 1 ? '1 entry' : `${count} entries`}${isCached ? ` and ${cache}` : ''}`;
}

function pointText(count: number): string {
	return count === 1 ? '1 directory entry points' : `${count} directory entries point`;
}

function leakText(race: Race, state: Uint8Array, subject: number): string {
	const isTable =
		subject < state[globalField.nextTable] &&
		state[at.table(race.layout, subject, tableField.life)] === life.live &&
		usersOf(race, state, subject) === 0;
	return `${isTable ? `Table T${subject}` : `Frame f${subject}`} is left, and nobody uses it.`;
}

function contentsText(race: Race, state: Uint8Array, mm: number): string {
	for (let page = 0; page < pagesOfTable; page += 1) {
		const word = contentsOf(race, state, mm, page);
		const expected = state[at.mm(race.layout, mm, mmField.expected + page)];
		if (word !== undefined && (expected & (1 << word)) === 0) {
			const found = word === 0 ? 'zero' : `word ${word}`;
			const due = [...Array(8).keys()].filter((each) => (expected & (1 << each)) !== 0);
			return `mm${mm} finds ${found} at page ${page}, where it must find word ${due.join(' or ')}.`;
		}
	}

	return `mm${mm} read a word that it must not find.`;
}

function waits(race: Race, state: Uint8Array): string[] {
	return race.cpus.flatMap((_, cpu) =>
		nextStep(race, state, cpu) === undefined ? [] : [waitText(race, state, cpu)],
	);
}
