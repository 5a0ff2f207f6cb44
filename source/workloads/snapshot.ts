/** `snapshot`: a database in memory forks so that the child can save a picture of it while the parent goes on writing. */
import {type Actor, compute, exit, idleUntil, mapMemory, readPages, waitFor, writePages} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {startProgram} from './start-program.ts';
import {forkFrom, startSystem} from './system.ts';
import {defineWorkload, seedParameter} from './workload.ts';

/** Pages that the child reads at a time. */
const chunkPages = 256;

export const snapshot = defineWorkload({
	id: 'snapshot',
	title: 'a database saves itself',
	teaches:
		'A snapshot by fork costs one copied page for every page that is written while it is being saved, and a pause at the fork that grows with the memory.',
	parameters: {
		dataset: {type: 'number', default: 64, least: 1, most: 16_384, summary: 'data in memory, in MiB'},
		writes: {
			type: 'number',
			default: 60,
			least: 0,
			most: 1000,
			summary: 'pages the parent writes while the child saves 1,000',
		},
		seed: seedParameter,
	},
	build({dataset, writes, seed}, space) {
		const scene = createScene(seed, space);
		const {shell, shellProgram} = startSystem(scene);
		const server = forkFrom(shell, shellProgram);
		const program = startProgram(server, 'redis', ['redis-server', '*:6379']);
		const pages = (dataset * 2 ** 20) / pageBytes;
		const data = mapMemory(server, pages);
		load(server, data, pages);
		addMark(scene, server.clock, 'dataset loaded');
		const child = forkFrom(server, program);
		addMark(scene, server.clock, 'snapshot begins');
		save(child, data, pages);
		goOnWriting(server, {data, pages, writes: (pages * writes) / 1000, until: child.clock});
		addMark(scene, child.clock, 'snapshot saved');
		exit(child);
		waitFor(server, child);
		addMark(scene, server.clock, 'child reaped');
		goOnWriting(server, {data, pages, writes: 32, until: server.clock + 5000});
		addMark(scene, server.clock, 'writing alone again');
		return finishScene(scene, {
			name: 'snapshot',
			description: `a child saves ${dataset} MiB while its parent goes on writing`,
		});
	},
});

function load(server: Actor, data: number, pages: number): void {
	for (let page = 0; page < pages; page += 4 * chunkPages) {
		writePages(server, data + page * pageBytes, Math.min(4 * chunkPages, pages - page));
		compute(server, 2000);
	}
}

function save(child: Actor, data: number, pages: number): void {
	const buffer = mapMemory(child, 64);
	for (let page = 0; page < pages; page += chunkPages) {
		if (page === Math.floor(pages / 2 / chunkPages) * chunkPages && page > 0) {
			addMark(child.scene, child.clock, 'half saved');
		}

		readPages(child, data + page * pageBytes, Math.min(chunkPages, pages - page));
		writePages(child, buffer, 64);
		compute(child, 1500);
	}
}

/** Writes to keys here and there, evenly until the time is up. */
function goOnWriting(
	server: Actor,
	plan: {
		readonly data: number;
		readonly pages: number;
		readonly writes: number;
		readonly until: number;
	},
): void {
	const {random} = server.scene;
	const begin = server.clock;
	for (let i = 0; i < plan.writes; i += 1) {
		idleUntil(server, begin + ((plan.until - begin) * i) / plan.writes);
		writePages(server, plan.data + random.below(plan.pages) * pageBytes, 1);
	}

	idleUntil(server, plan.until);
}
