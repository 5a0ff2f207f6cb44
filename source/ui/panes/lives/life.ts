/** The lives of processes and threads, gathered from the history event by event: no replay is needed. */

import {processKey} from '../../../inquiry/keys.ts';
import {opFlags} from '../../../machine/op.ts';
import {opKinds, startKinds} from '../../../machine/ops/index.ts';
import type {Timeline} from '../../../timeline/timeline.ts';
import {memo} from '../../state/memo.ts';

/** What stands out in a life: it forked, ran another program, ended, was killed. */
export type Sign = 'F' | 'X' | 'Q' | 'K';

export type Life = {
	/** Key of the process: `31@1234`. */
	readonly key: string;
	readonly pid: number;
	/** Position after the event that it came with. */
	readonly born: number;
	/** Position after the event that ended it; undefined while none is known. */
	end?: number;
	how?: 'exited' | 'killed' | 'with its process';
	/** What it was called from which position on, by the number of the string. */
	readonly names: {readonly position: number; readonly text: number}[];
	readonly deeds: {readonly position: number; readonly sign: Sign}[];
	/** Running sums of its faults, at the events that had some. */
	readonly faults: {readonly position: number; readonly sum: number}[];
	/** They end with it. */
	readonly threads: Life[];
};

/** Lives by their keys in the order of birth, and who has which pid now. */
type Book = {readonly lives: Map<string, Life>; readonly current: Map<number, Life>; position: number};

const keep = memo<Book>();

/** Of all that the history knows. */
export function livesOf(timeline: Timeline): ReadonlyMap<string, Life> {
	const {history, first} = timeline;
	const book = keep(history, [], () => ({lives: new Map(), current: new Map(), position: first}));
	for (let position = book.position + 1; position <= history.count; position += 1) {
		note(timeline, book, position);
	}

	book.position = history.count;
	return book.lives;
}

function note({history, machine: {program}}: Timeline, {lives, current}: Book, position: number): void {
	const op = history.op[position];
	const kind = program.kind[op];
	const isDone = history.result[position] >= 0;
	const actor = current.get(program.pid[op]);
	const bear = (pid: number, text: number): Life => {
		const names = [{position, text}];
		const key = processKey({pid, born: position});
		const life: Life = {key, pid, born: position, names, deeds: [], faults: [], threads: []};
		lives.set(key, life);
		current.set(pid, life);
		return life;
	};
	if (kind === opKinds.start && isDone) {
		bear(program.pid[op], program.text[op]);
	} else if (startKinds.includes(kind) && isDone && actor !== undefined) {
		actor.deeds.push({position, sign: 'F'});
		const name = kind === opKinds.spawn ? program.text[op] : (actor.names.at(-1)?.text ?? 0);
		const child = bear(program.child[op], name);
		if ((program.flags[op] & opFlags.thread) !== 0) {
			actor.threads.push(child);
		}
	} else if (actor !== undefined) {
		noteDeed(actor, kind, isDone, {position, text: program.text[op]});
	}

	const faults = history.minorFaults[position] + history.majorFaults[position];
	if (actor !== undefined && faults > 0) {
		actor.faults.push({position, sum: (actor.faults.at(-1)?.sum ?? 0) + faults});
	}

	if (actor !== undefined && (history.signal[position] !== 0 || (kind === opKinds.exit && isDone))) {
		end(actor, position, history.signal[position] === 0 ? 'exited' : 'killed');
	}
}

function noteDeed(
	life: Life,
	kind: number,
	isDone: boolean,
	name: {readonly position: number; readonly text: number},
): void {
	if (kind === opKinds.comm) {
		life.names.push(name);
	} else if (kind === opKinds.exec && isDone) {
		life.names.push(name);
		life.deeds.push({position: name.position, sign: 'X'});
		endThreads(life, name.position);
	}
}

function end(life: Life, position: number, how: NonNullable<Life['how']>): void {
	if (life.end !== undefined) {
		return;
	}

	life.end = position;
	life.how = how;
	life.deeds.push({position, sign: how === 'killed' ? 'K' : 'Q'});
	endThreads(life, position);
}

function endThreads({threads}: Life, position: number): void {
	for (const thread of threads.splice(0)) {
		end(thread, position, 'with its process');
	}
}

/** What it was called at a position; before its birth, what it is called at first. */
export function nameAt({machine: {program}}: Timeline, {names}: Life, position: number): string {
	const name = names.findLast((each) => each.position <= position) ?? names[0];
	return name === undefined ? '' : program.strings[name.text];
}

export function faultsUpTo({faults}: Life, position: number): number {
	return faults.findLast((each) => each.position <= position)?.sum ?? 0;
}

/** What the event that led to a position has changed in a life. */
export type LifeChanges = {
	readonly isNamed: boolean;
	readonly hasFaulted: boolean;
	/** Any of it, its birth and its end among them. */
	readonly hasChanged: boolean;
};

export function changesAt({born, names, deeds, faults}: Life, position: number): LifeChanges {
	const isThen = (each: {readonly position: number}) => each.position === position;
	const isNamed = names.some(isThen);
	const hasFaulted = faults.some(isThen);
	return {isNamed, hasFaulted, hasChanged: isNamed || hasFaulted || born === position || deeds.some(isThen)};
}
