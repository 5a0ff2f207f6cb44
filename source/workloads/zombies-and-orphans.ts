/**
 * `zombies-and-orphans`: what is left of a process whose parent does not wait for it, and who inherits the children of
 * the dead.
 */
import {act, exit, fork, idleUntil, mapMemory, startActor, waitFor, writePages} from './actor.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {defineWorkload} from './workload.ts';

export const zombiesAndOrphans = defineWorkload({
	id: 'zombies-and-orphans',
	title: 'zombies and orphans',
	teaches:
		'Memory goes at exit and not at wait: a zombie is a pid and an exit status, and an orphan goes on as a child of init.',
	parameters: {
		zombies: {type: 'number', default: 3, least: 1, most: 1000, summary: 'children that nobody waits for'},
	},
	build({zombies}, space) {
		const scene = createScene(0, space);
		const init = startActor(scene, {comm: 'init'});
		const parent = fork(init);
		act(parent, {op: 'exec', comm: 'careless', argv: ['careless']});
		parent.mapBelow = space.bareMapBelow;
		const memory = mapMemory(parent, 256);
		writePages(parent, memory, 256);
		addMark(scene, parent.clock, 'parent has memory');
		const dead = Array.from({length: zombies}, () => {
			const child = fork(parent);
			writePages(child, memory, 16);
			exit(child, 1);
			return child;
		});
		idleUntil(parent, Math.max(...dead.map((child) => child.clock)));
		addMark(scene, parent.clock, 'zombies');
		const orphan = fork(parent);
		writePages(orphan, memory, 64);
		idleUntil(parent, orphan.clock);
		exit(parent);
		addMark(scene, parent.clock, 'parent gone, orphan adopted');
		waitFor(init, parent);
		addMark(scene, init.clock, 'init has reaped');
		idleUntil(orphan, init.clock);
		writePages(orphan, memory, 256);
		exit(orphan);
		addMark(scene, orphan.clock, 'all gone');
		return finishScene(scene, {name: 'zombies-and-orphans', description: 'children that nobody waits for'});
	},
});
