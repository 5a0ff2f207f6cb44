/**
 * The play of the topic vfork: a child writes in the memory that it was lent, of which another child may have a copy, and
 * gives it back by exec or exit, or still has it.
 */
import {exec, exit, fork, vfork} from '../actor.ts';
import type {Scene} from '../scene.ts';
import {addChild, oneOf, openStage, writeSome} from './play.ts';

export function playVfork(scene: Scene): void {
	const {random} = scene;
	const written = random.between(2, 4);
	const opened = openStage(scene, {mapped: written, written});
	const lent = addChild(random.below(2) === 0 ? opened : addChild(opened, fork), vfork);
	const child = lent.actors[lent.actors.length - 1];
	writeSome(lent, random.between(1, 2), [child]);
	const ending = oneOf(random, ['exec', 'exit', 'still lent']);
	if (ending === 'exec') {
		exec(child, {comm: 'true', argv: ['true']});
	} else if (ending === 'exit') {
		exit(child);
	}

	if (ending !== 'still lent') {
		writeSome(lent, 1, [lent.parent]);
	}
}
