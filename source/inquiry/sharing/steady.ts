/** The moment that says most of a family: when the same children have shared for longest, before one of them begins to end. */
import {timeText} from '../../analysis/words/text.ts';
import type {History} from '../../timeline/history.ts';
import type {Erosion, ErosionChild} from './erosion.ts';

/** Positions; times in microseconds. */
export type SteadyMoment = {
	readonly position: number;
	/** How many children shared all that time, and from where to where, both inclusive. */
	readonly children: number;
	readonly from: number;
	readonly to: number;
	readonly forUs: number;
	/** The child that begins to end next, and with which event; absent where none does. */
	readonly before?: {readonly pid: number; readonly event: number};
};

type Plateau = Pick<SteadyMoment, 'from' | 'to' | 'forUs' | 'children'>;

/** `end` is the last position of the run. Undefined where no child ever shared. */
export function steadyMoment({children}: Erosion, {time}: History, end: number): SteadyMoment | undefined {
	const longest = plateaus(children, time, end).reduce<Plateau | undefined>(
		(best, each) => (best === undefined || isBetter(each, best) ? each : best),
		undefined,
	);
	if (longest === undefined) {
		return undefined;
	}

	const {from, to} = longest;
	const next = firstToEnd(children, from, to);
	const position = next === undefined ? to : Math.min(to, Math.max(from, next.event - 1));
	return {...longest, position, ...(next === undefined ? {} : {before: next})};
}

/** Why it is this moment, in words without a full stop. */
export function steadyText({children, from, to, forUs, before}: SteadyMoment): string {
	const who = children === 1 ? 'one child shares' : `the same ${children} children share`;
	const next = before === undefined ? '' : `, before ${before.pid} begins to end with event ${before.event}`;
	return `${who} from position ${from} to ${to}, for ${timeText(forUs)}, longer than at any other time${next}`;
}

/** The longer, of equally long ones that with more children, and of these the later. */
function isBetter(left: Plateau, right: Plateau): boolean {
	return left.forUs > right.forUs || (left.forUs === right.forUs && left.children >= right.children);
}

/** The stretches of the run in which no child came or went, those without children left out. */
function plateaus(children: readonly ErosionChild[], time: History['time'], end: number): Plateau[] {
	const changes = new Map<number, number>();
	const change = (position: number, by: number) => changes.set(position, (changes.get(position) ?? 0) + by);
	for (const {birth, end: ended} of children) {
		change(birth.child.born, 1);
		change(ended?.event ?? end + 1, -1);
	}

	const found: Plateau[] = [];
	const positions = [...changes.keys()].sort((left, right) => left - right);
	let living = 0;
	for (const [i, from] of positions.entries()) {
		living += changes.get(from) ?? 0;
		if (living > 0) {
			const to = positions[i + 1] - 1;
			found.push({from, to, forUs: time[Math.min(end, to + 1)] - time[from], children: living});
		}
	}

	return found;
}

/** Of the children that are there all the time from one position to another. */
function firstToEnd(children: readonly ErosionChild[], from: number, to: number): SteadyMoment['before'] {
	let first: SteadyMoment['before'];
	for (const {birth, end} of children) {
		const isThere = birth.child.born <= from && end !== undefined && end.event > to;
		if (isThere && end.begins < (first?.event ?? Number.POSITIVE_INFINITY)) {
			first = {pid: birth.child.pid, event: end.begins};
		}
	}

	return first;
}
