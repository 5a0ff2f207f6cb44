/** The play of the topic exit: children copy some pages, and in the last op one of them, or the parent, ends. */
import {exit, fork} from '../actor.ts';
import type {Scene} from '../scene.ts';
import {addChild, oneOf, openStage, takeTurn, writeSome} from './play.ts';

export function playExit(scene: Scene): void {
	const {random} = scene;
	const written = random.between(2, 5);
	const forked = addChild(openStage(scene, {mapped: written, written}), fork);
	writeSome(forked, random.between(1, 2));
	const last = random.below(2) === 0 ? forked : addChild(forked, fork);
	writeSome(last, random.between(1, 2));
	exit(takeTurn(last.actors, oneOf(random, last.actors)));
}
