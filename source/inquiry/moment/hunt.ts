/**
 * Hunts: moments that only looking at the machine after each event can find, such as the next change of a frame. They
 * are written in words like any other moment, so that keys, the line behind : and --at all go the same way.
 */
import {parseCondition} from '../../analysis/query/condition.ts';
import type {Subject} from '../../analysis/subject.ts';
import type {Machine} from '../../machine/machine.ts';
import type {Direction} from '../../timeline/find.ts';
import {createScan, type Scan, untilTrue, type Watcher} from '../../timeline/scan.ts';
import {positionOf, type Timeline} from '../../timeline/timeline.ts';
import {watchSubject} from '../why/watch.ts';

export type Hunt = {
	readonly text: string;
	/** The cursor when it began: another hunt is due once that has moved. */
	readonly from: number;
	readonly scan: Scan;
	/** The answer when the scan has found nothing. */
	readonly none: string;
};

/** The moment before or after this one in which an event did something to the subject, in the words of `:`. */
export function subjectTarget(subject: Subject, direction: Direction): string {
	const way = direction === 1 ? 'next' : 'previous';
	switch (subject.kind) {
		case 'frame':
			return `${way} frame ${subject.frame}`;
		case 'table':
			return `${way} table ${subject.table}`;
		case 'mapping':
			return `${way} mapping ${subject.pid}@${subject.born}:${subject.address.toString(16)}`;
		case 'process':
			return `${way} of ${subject.pid}`;
	}
}

/** Undefined for moments that are no hunt. Throws a UserError for a condition that cannot be understood. */
export function beginHunt(timeline: Timeline, text: string): Hunt | undefined {
	const [, way, what] = /^(next|previous) (.+)$/.exec(text) ?? [];
	const subject = parseSubject(what ?? '');
	if (subject !== undefined) {
		const direction = way === 'next' ? 1 : -1;
		return hunt(timeline, text, changes(subject), direction, 'Nothing happens to it');
	}

	const [, back, condition] = /^(back )?until (.+)$/.exec(text) ?? [];
	if (condition !== undefined) {
		const {holds} = parseCondition(condition, timeline.machine.program);
		return hunt(timeline, text, untilTrue(holds), back === undefined ? 1 : -1, 'That does not come about');
	}

	const [, frame] = /^frame[: ] *#?(\d+)$/.exec(text) ?? [];
	if (frame !== undefined) {
		return huntOrigin(timeline, text, Number(frame));
	}

	return undefined;
}

function hunt(
	timeline: Timeline,
	text: string,
	watcher: Watcher,
	direction: Direction,
	nothing: string,
): Hunt {
	const from = positionOf(timeline);
	const none = `${nothing} ${direction === 1 ? 'after' : 'before'} this moment.`;
	return {
		text,
		from,
		scan: createScan(timeline, watcher, direction, direction === 1 ? from : from - 1),
		none,
	};
}

function parseSubject(text: string): Subject | undefined {
	const [, kind, number] = /^(frame|table) #?(\d+)$/.exec(text) ?? [];
	if (number !== undefined) {
		return kind === 'frame' ? {kind, frame: Number(number)} : {kind: 'table', table: Number(number)};
	}

	const [, pid, born, address] = /^mapping (\d+)@(\d+):([0-9a-f]+)$/.exec(text) ?? [];
	return address === undefined
		? undefined
		: {kind: 'mapping', pid: Number(pid), born: Number(born), address: Number.parseInt(address, 16)};
}

/** Every event that does something to the subject counts, or only the one in which it began. */
function changes(subject: Subject, isOriginOnly = false): Watcher {
	const watch = watchSubject(subject);
	return {
		begin: watch.begin,
		see(machine: Machine) {
			const change = watch.see(machine);
			return change !== undefined && (change.isOrigin || !isOriginOnly);
		},
	};
}

/** A frame in use was handed out before, any other may be later. */
function huntOrigin(timeline: Timeline, text: string, frame: number): Hunt {
	const {kernel} = timeline.machine;
	const isUsed = frame < kernel.frame.count && kernel.frame.refcount[frame] > 0;
	const watcher = changes({kind: 'frame', frame}, true);
	const direction = isUsed ? -1 : 1;
	const scan = createScan(timeline, watcher, direction);
	return {
		text,
		from: positionOf(timeline),
		scan,
		none: `Frame #${frame} is not handed out after this moment.`,
	};
}
