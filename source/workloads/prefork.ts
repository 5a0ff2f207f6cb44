/** `prefork`: a server that forks its workers before the requests come, as Apache, gunicorn and puma do. */
import {plural} from '../analysis/words/text.ts';
import {
	type Actor,
	act,
	compute,
	exit,
	idleUntil,
	mapMemory,
	readPages,
	waitFor,
	writePages,
} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {type Program, startProgram} from './start-program.ts';
import {forkFrom, startSystem} from './system.ts';
import {defineWorkload, seedParameter} from './workload.ts';

/** Objects whose reference counts one request changes, each on a page of its own, and how often the collector runs. */
const countedPages = 12;
const requestsPerCollection = 20;

export const prefork = defineWorkload({
	id: 'prefork',
	title: 'a server with forked workers',
	teaches:
		'Workers begin with all of their parent’s memory for nothing, and how fast they stop sharing it is decided by what a request writes; with --gc, by a runtime that writes to whatever it only looks at; with --cgroup what they inherit is charged once, each copy again, and beyond the limit the process with most dies, not the one that asked.',
	parameters: {
		workers: {type: 'number', default: 8, least: 1, most: 512, summary: 'workers that are forked'},
		requests: {type: 'number', default: 240, least: 0, most: 100_000, summary: 'requests served in all'},
		dirty: {type: 'number', default: 4, least: 0, most: 4096, summary: 'inherited pages a request writes'},
		heap: {
			type: 'number',
			default: 16,
			least: 1,
			most: 1024,
			summary: 'memory that the parent prepares, in MiB',
		},
		gc: {
			type: 'boolean',
			summary: 'a runtime that counts references in the objects and collects garbage',
		},
		cgroup: {
			type: 'number',
			default: 0,
			least: 0,
			most: 65_536,
			summary: 'memory that the server and its workers may have together, in MiB; 0 for no limit',
		},
		seed: seedParameter,
	},
	build({workers, requests, dirty, heap, gc, cgroup, seed}, space) {
		const scene = createScene(seed, space);
		const {shell, shellProgram} = startSystem(scene);
		const parent = forkFrom(shell, shellProgram);
		if (cgroup > 0) {
			act(parent, {op: 'cgroup', cgroup: 'apache2', memory: cgroup * 2 ** 20});
		}

		const program = startProgram(parent, 'apache2', ['/usr/sbin/apache2', '-k', 'start']);
		const pages = (heap * 2 ** 20) / pageBytes;
		const shared = mapMemory(parent, pages);
		writePages(parent, shared, pages);
		compute(parent, 40_000);
		addMark(scene, parent.clock, 'parent ready');
		const pool = Array.from({length: workers}, () => forkWorker(parent, program));
		addMark(scene, parent.clock, 'workers forked');
		serve(pool, {requests, dirty, gc, shared, pages, start: parent.clock});
		const end = Math.max(...pool.map((worker) => worker.clock));
		addMark(scene, end, 'all requests served');
		stop(parent, pool, end);
		waitFor(shell, parent);
		addMark(scene, shell.clock, 'server stopped');
		return finishScene(scene, {
			name: 'prefork',
			description: `${plural(workers, 'worker serves', 'workers serve')} ${plural(requests, 'request')} from ${heap} MiB that ${workers === 1 ? 'it' : 'they'} inherited`,
		});
	},
});

function forkWorker(parent: Actor, program: Program): Actor {
	const worker = forkFrom(parent, program);
	writePages(worker, mapMemory(worker, 16), 6);
	return worker;
}

type Load = {
	readonly requests: number;
	readonly dirty: number;
	readonly gc: boolean;
	readonly shared: number;
	readonly pages: number;
	readonly start: number;
};

/** Requests go to whichever worker is free first; quarters of the load are marked. */
function serve(pool: readonly Actor[], load: Load): void {
	const {scene} = pool[0];
	const served = new Map(pool.map((worker) => [worker, 0]));
	for (let request = 1; request <= load.requests; request += 1) {
		const worker = pool.reduce((best, other) => (other.clock < best.clock ? other : best));
		idleUntil(worker, load.start + request * 200);
		answer(worker, load);
		const count = (served.get(worker) ?? 0) + 1;
		served.set(worker, count);
		if (load.gc && count % requestsPerCollection === 0) {
			// The collector writes its mark into every object, and so to every page.
			writePages(worker, load.shared, load.pages);
		}

		if (request % Math.ceil(load.requests / 4) === 0 && request < load.requests) {
			addMark(scene, worker.clock, plural(request, 'request'));
		}
	}
}

function answer(worker: Actor, {dirty, gc, shared, pages}: Load): void {
	const {random} = worker.scene;
	const pageAt = (page: number) => shared + page * pageBytes;
	readPages(worker, pageAt(random.below(Math.max(1, pages - 32))), Math.min(32, pages));
	if (dirty > 0) {
		const run = Math.min(dirty, pages);
		writePages(worker, pageAt(random.below(pages - run + 1)), run);
	}

	for (let object = gc ? countedPages : 0; object > 0; object -= 1) {
		writePages(worker, pageAt(random.below(pages)), 1);
	}

	compute(worker, random.between(300, 2500));
}

function stop(parent: Actor, pool: readonly Actor[], time: number): void {
	idleUntil(parent, time);
	for (const worker of pool) {
		idleUntil(worker, time);
		exit(worker);
	}

	for (const worker of pool) {
		waitFor(parent, worker);
	}

	exit(parent);
}
