/** `cow`: copy-on-write in a dozen steps, small enough to watch every page. */
import {exit, fork, mapMemory, readPages, startActor, waitFor, writePages} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {defineWorkload} from './workload.ts';

export const cow = defineWorkload({
	id: 'cow',
	title: 'copy-on-write, step by step',
	teaches:
		'After fork both sides read the same frames; the one that writes first pays for a copy, and the last one left takes the frame over without copying.',
	parameters: {},
	build(_, space) {
		const scene = createScene(0, space);
		const parent = startActor(scene, {comm: 'parent'});
		parent.mapBelow = space.bareMapBelow;
		const memory = mapMemory(parent, 8);
		const page = (number: number) => memory + number * pageBytes;
		readPages(parent, page(6), 2);
		addMark(scene, parent.clock, 'read only: the zero page');
		writePages(parent, memory, 6);
		addMark(scene, parent.clock, 'six pages written');
		const child = fork(parent);
		addMark(scene, child.clock, 'forked: all shared');
		readPages(child, memory, 6);
		writePages(child, page(0), 1);
		addMark(scene, child.clock, 'child wrote: one copy');
		parent.clock = child.clock;
		writePages(parent, page(0), 1);
		addMark(scene, parent.clock, 'parent wrote the same page: taken over');
		writePages(parent, page(1), 1);
		addMark(scene, parent.clock, 'parent wrote another: a copy');
		child.clock = parent.clock;
		writePages(child, page(1), 1);
		writePages(child, page(7), 1);
		exit(child);
		waitFor(parent, child);
		addMark(scene, parent.clock, 'child gone');
		writePages(parent, memory, 6);
		addMark(scene, parent.clock, 'alone: no copy was needed');
		return finishScene(scene, {name: 'cow', description: 'a parent and a child write to eight pages'});
	},
});
