/**
 * The stages of one event: how the kernel stood in the middle of it, from what it found to what it came to. They are no
 * story about the event: a machine of its own carries it out again and is broken off where the kernel counts its work, and
 * wherever something that can be seen has changed a stage ends.
 */

import {walkEntries} from '../../analysis/address/address-walk.ts';
import {addressText, plural, timeText} from '../../analysis/words/text.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {stepMachine} from '../../machine/machine.ts';
import {eventCount, type Machine} from '../../machine/state.ts';
import {stepWatched} from '../../timeline/break-off.ts';
import {copyMachine} from '../../timeline/copy-machine.ts';
import {obstacle} from '../access.ts';
import {consequences, opText} from '../history/events.ts';
import {type Standing, standingOf, tallyBetween} from '../history/tally-between.ts';
import {actorKey} from '../keys.ts';
import {type Break, findBreaks} from './breaks.ts';
import {faultsIn, findPages, type Page} from './faults.ts';
import {changesBetween} from './picture.ts';

export type Stage = {
	/** What was found, or done since the stage before, in a sentence. */
	readonly sentence: string;
	/** Bytes; undefined where the event is about no page. */
	readonly address: number | undefined;
	/** How far into the event: before so many counts of work, 0 for its beginning; undefined for its end. */
	readonly counted: number | undefined;
};

export type Stages = {
	/** Position that the event leads to. */
	readonly event: number;
	/** Who did it (`31@1234`); undefined for marks. */
	readonly actor: string | undefined;
	/** The first is what the event finds, the last what it came to. */
	readonly all: readonly Stage[];
	/** A machine of its own that stands as the kernel did at the end of a stage. `present` must still be where it was. */
	machineAt(index: number): Machine;
};

/** More could not be looked through one by one; what is beyond them is told in one. */
const breaksMax = 24;

/** The stages of the event that comes next; undefined where there is none. */
export function stagesOfNext(present: Machine): Stages | undefined {
	const whole = copyMachine(present);
	if (!stepMachine(whole)) {
		return undefined;
	}

	const pages = findPages(copyMachine(present));
	const all = stagesBetween(present.kernel, whole, copyMachine(present), pages);
	return {
		event: eventCount(whole),
		actor: actorKey({...present, outcome: whole.outcome}),
		all,
		machineAt(index) {
			const {counted = Number.POSITIVE_INFINITY} = all[index];
			const machine = copyMachine(present);
			if (counted > 0) {
				stepWatched(machine, (each) => each === counted);
			}

			return machine;
		},
	};
}

/** `scratch` stands before the event, `whole` after it. */
function stagesBetween(before: Kernel, whole: Machine, scratch: Machine, pages: readonly Page[]): Stage[] {
	const begin: Standing = {...standingOf(before), effects: 0};
	const {all: breaks, isCut} = findBreaks(scratch, pages, breaksMax);
	const found = {sentence: whatItFinds(before, whole, pages[0]), address: addressOf(pages[0]), counted: 0};
	const stages: Stage[] = [found];
	let from = begin;
	let page = pages[0];
	for (const at of breaks) {
		const told = whatWasDone(whole.kernel, from, at);
		if (told !== '') {
			stages.push({sentence: placed(told, at.page, page), address: addressOf(at.page), counted: at.counted});
			from = at.standing;
			page = at.page ?? page;
		}
	}

	return withEnd(stages, whole, begin, from, isCut);
}

function addressOf(page: Page | undefined): number | undefined {
	return page === undefined ? undefined : page.vpn * pageBytes;
}

/** Another page than that of the stage before is told. */
function placed(told: string, page: Page | undefined, last: Page | undefined): string {
	return page === undefined || page === last ? told : `at ${addressText(page.vpn * pageBytes)}: ${told}`;
}

/** What the hardware finds, where the event takes a fault. */
function whatItFinds(kernel: Kernel, {program, outcome}: Machine, page: Page | undefined): string {
	const asked = opText(program, outcome.op);
	const {protectedWrites, absentWrites, absentReads} = outcome.access;
	if (page === undefined || protectedWrites + absentWrites + absentReads === 0) {
		return `${asked} begins`;
	}

	const access = protectedWrites + absentWrites > 0 ? 'write' : 'read';
	const why = obstacle(walkEntries(kernel, page.mm, page.vpn), access);
	const where = addressText(page.vpn * pageBytes);
	return `${asked}${asked.includes(where) ? '' : ` at ${where}`}: ${why}`;
}

function whatWasDone(kernel: Kernel, from: Standing, {standing, before, after}: Break): string {
	const came = consequences(tallyBetween(kernel, from, standing)).map(({text}) => text);
	const changes = changesBetween(before, after);
	const isNews = came.length === 0 || !changes.every((text) => text.endsWith('in use'));
	return [came.join(', '), isNews ? changes.join(', ') : ''].filter((text) => text !== '').join('; ');
}

/** With what is left after the last break, and the price of it all; where nothing is left the last stage is the end. */
function withEnd(stages: Stage[], whole: Machine, begin: Standing, from: Standing, isCut: boolean): Stage[] {
	const end = standingOf(whole.kernel);
	const rest = consequences(tallyBetween(whole.kernel, from, end)).map(({text}) => text);
	const faults = faultsIn(end.work) - faultsIn(begin.work);
	const {sysUs} = whole.outcome;
	const price = sysUs === 0 ? '' : ` in ${timeText(sysUs)}`;
	const done = `${faults === 0 ? 'done' : `done with ${plural(faults, 'fault')}`}${price}`;
	const isLeft = isCut || rest.length > 0 || stages.length === 1;
	const told = isLeft
		? [...(isCut ? ['all that is left in one'] : []), ...rest]
		: [stages.at(-1)?.sentence ?? ''];
	const sentence = [told.join(', '), done].filter((text) => text !== '').join('; ');
	const last = {sentence, address: stages.at(-1)?.address, counted: undefined};
	return [...(isLeft ? stages : stages.slice(0, -1)), last];
}
