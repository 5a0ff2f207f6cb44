/** What the plays of the quiz have in common: a parent with a little memory, and turns that follow one another. */
import {type Actor, mapMemory, startActor, writePages} from '../actor.ts';
import {pageBytes} from '../layout.ts';
import type {Random} from '../random.ts';
import type {Scene} from '../scene.ts';

export type Stage = {
	readonly scene: Scene;
	readonly parent: Actor;
	/** All who have appeared, the parent first. */
	readonly actors: readonly Actor[];
	/** Addresses of the pages that the parent has written. */
	readonly pages: readonly number[];
};

/** A parent that has mapped `mapped` pages and written the first `written`, and as many again every `apart` pages, `runs` times in all. */
export function openStage(
	scene: Scene,
	of: {readonly mapped: number; readonly written: number; readonly runs?: number; readonly apart?: number},
): Stage {
	const {mapped, written, runs = 1, apart = written} = of;
	const parent = startActor(scene, {comm: 'parent'});
	parent.mapBelow = scene.space.bareMapBelow;
	const memory = mapMemory(parent, mapped);
	const pages: number[] = [];
	for (let run = 0; run < runs; run += 1) {
		const start = memory + run * apart * pageBytes;
		writePages(parent, start, written);
		pages.push(...Array.from({length: written}, (_, i) => start + i * pageBytes));
	}

	return {scene, parent, actors: [parent], pages};
}

/** Makes an actor the next to act: after all that the others have done. */
export function takeTurn(actors: readonly Actor[], actor: Actor): Actor {
	actor.clock = Math.max(...actors.map(({clock}) => clock));
	return actor;
}

/** The stage with a child of the parent's on it, made by `start` (fork, vfork). */
export function addChild(stage: Stage, start: (parent: Actor) => Actor): Stage {
	return {...stage, actors: [...stage.actors, start(takeTurn(stage.actors, stage.parent))]};
}

/** Writes of one page each, by some of the writers to some of the pages. */
export function writeSome(
	{actors, pages, scene: {random}}: Stage,
	times: number,
	writers: readonly Actor[] = actors,
): void {
	for (let i = 0; i < times; i += 1) {
		writePages(takeTurn(actors, oneOf(random, writers)), oneOf(random, pages), 1);
	}
}

export function oneOf<T>(random: Random, list: readonly T[]): T {
	return list[random.below(list.length)];
}
