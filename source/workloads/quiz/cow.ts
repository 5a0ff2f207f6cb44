/**
 * The play of the topic cow: a parent and one or two children write to pages that they
 * all were born with, and one reads a page that nobody has written.
 */
import {fork, readPages} from '../actor.ts';
import {pageBytes} from '../layout.ts';
import type {Scene} from '../scene.ts';
import {addChild, oneOf, openStage, takeTurn, writeSome} from './play.ts';

export function playCow(scene: Scene): void {
	const {random} = scene;
	const written = random.between(2, 4);
	const forked = addChild(openStage(scene, {mapped: written + 1, written}), fork);
	writeSome(forked, random.between(1, 2));
	const unwritten = forked.pages[0] + written * pageBytes;
	readPages(takeTurn(forked.actors, oneOf(random, forked.actors)), unwritten, 1);
	const last = random.below(2) === 0 ? forked : addChild(forked, fork);
	writeSome(last, random.between(1, 2));
}
