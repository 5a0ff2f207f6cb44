/**
 * `ithreads`: perl's interpreter threads beside fork. A new ithread gets a clone of all data of the interpreter, made by
 * perl itself, value by value; a forked process shares the same pages until one side changes them.
 */
import {plural} from '../analysis/words/text.ts';
import {
	type Actor,
	clone,
	exit,
	fork,
	idleUntil,
	mapMemory,
	readPages,
	waitFor,
	writePages,
} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {runCommand, startSystem} from './system.ts';
import {defineWorkload} from './workload.ts';

/** Pages that perl clones before it goes on to the next ones. */
const chunkPages = 64;

export const ithreads = defineWorkload({
	id: 'ithreads',
	title: 'perl’s threads, or fork',
	teaches:
		'Threads that share nothing are dearer than processes that share everything: an ithread copies the whole interpreter when it starts, a fork copies pages when they are written.',
	parameters: {
		workers: {
			type: 'number',
			default: 4,
			least: 1,
			most: 200,
			summary: 'threads or processes beside the first',
		},
		data: {type: 'number', default: 8, least: 1, most: 1024, summary: 'data of the interpreter, in MiB'},
		writes: {
			type: 'number',
			default: 64,
			least: 0,
			most: 100_000,
			summary: 'pages of the data that each worker changes',
		},
		processes: {type: 'boolean', summary: 'fork processes instead of cloning interpreters'},
	},
	build({workers, data, writes, processes}, space) {
		const scene = createScene(0, space);
		const {shell, shellProgram} = startSystem(scene);
		const pages = (data * 2 ** 20) / pageBytes;
		const argv = ['perl', processes ? 'forks.pl' : 'threads.pl'];
		runCommand(shell, shellProgram, {program: 'bash', argv, path: '/usr/bin/perl', how: 'fork'}, (perl) => {
			const interpreter = mapMemory(perl, pages);
			writePages(perl, interpreter, pages);
			addMark(scene, perl.clock, 'interpreter ready');
			const start = processes ? startProcess : startThread;
			const all = Array.from({length: workers}, () => start(perl, interpreter, pages));
			addMark(scene, Math.max(...all.map(({actor}) => actor.clock)), 'workers started');
			for (const {actor, memory} of all) {
				writePages(actor, memory, Math.min(writes, pages));
			}

			addMark(scene, Math.max(...all.map(({actor}) => actor.clock)), 'workers done');
			for (const {actor} of all) {
				exit(actor);
				if (processes) {
					waitFor(perl, actor);
				} else {
					idleUntil(perl, actor.clock);
				}
			}

			exit(perl);
		});
		return finishScene(scene, {
			name: 'ithreads',
			description: `perl starts ${processes ? plural(workers, 'process', 'processes') : plural(workers, 'ithread')} with ${data} MiB of data`,
		});
	},
});

type Worker = {readonly actor: Actor; readonly memory: number};

function startProcess(perl: Actor, memory: number): Worker {
	return {actor: fork(perl), memory};
}

/** perl_clone(): the thread that starts another reads every value and writes a copy of it. */
function startThread(perl: Actor, interpreter: number, pages: number): Worker {
	const copy = mapMemory(perl, pages);
	for (let page = 0; page < pages; page += chunkPages) {
		const count = Math.min(chunkPages, pages - page);
		readPages(perl, interpreter + page * pageBytes, count);
		writePages(perl, copy + page * pageBytes, count);
	}

	return {actor: clone(perl), memory: copy};
}
