/** `threads`: threads share one address space, and a fork from one of them copies it for one thread only. */
import {
	clone,
	exit,
	fork,
	idleUntil,
	mapMemory,
	readPages,
	startActor,
	waitFor,
	writePages,
} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {defineWorkload} from './workload.ts';

export const threads = defineWorkload({
	id: 'threads',
	title: 'threads, and a fork among them',
	teaches:
		'Threads share everything, so starting one copies nothing; when one of them forks, the child has all of the memory but only that one thread.',
	parameters: {
		threads: {type: 'number', default: 3, least: 1, most: 1000, summary: 'threads beside the first'},
		pages: {type: 'number', default: 32, least: 1, most: 10_000, summary: 'pages that each thread writes'},
	},
	build({threads: count, pages}, space) {
		const scene = createScene(0, space);
		const main = startActor(scene, {comm: 'server'});
		main.mapBelow = space.bareMapBelow;
		const memory = mapMemory(main, pages * (count + 1));
		writePages(main, memory, pages);
		addMark(scene, main.clock, 'one thread');
		const pool = Array.from({length: count}, () => clone(main));
		addMark(scene, main.clock, 'threads started');
		for (const [i, thread] of pool.entries()) {
			idleUntil(thread, main.clock + i * 100);
			writePages(thread, memory + (i + 1) * pages * pageBytes, pages);
		}

		const last = pool[pool.length - 1];
		addMark(scene, last.clock, 'all have written');
		const child = fork(last);
		addMark(scene, child.clock, 'one thread forked');
		readPages(child, memory, pages);
		writePages(child, memory, 4);
		exit(child);
		waitFor(last, child);
		for (const thread of pool) {
			idleUntil(thread, last.clock);
			exit(thread);
		}

		idleUntil(main, last.clock);
		writePages(main, memory, pages);
		addMark(scene, main.clock, 'one thread again');
		return finishScene(scene, {name: 'threads', description: `${count + 1} threads on one address space`});
	},
});
