/**
 * `forktime`: Dave McCracken's program of 2002 that times fork, as Daniel Phillips ran it for page table sharing: a
 * parent writes to every page of a mapping and forks again and again; the children exit at once, and as the parent
 * waits for one of them only, the others stay zombies.
 */
import {plural} from '../analysis/words/text.ts';
import {type Actor, act, exit, fork, startActor, writePages} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {dataAddresses, type SmallImage, startSmallProgram} from './small-image.ts';
import {defineWorkload} from './workload.ts';

/** Above the library and low enough for 32-bit page tables, where it begins with a table. */
const mapping = 0x42_00_00_00;

const image: SmallImage = {
	path: '/usr/local/bin/forktime',
	text: 2,
	data: 1,
	heap: 0,
	libraries: [{path: '/lib/libc.so.6', text: 290, data: 6}],
};

/** What a child runs where it does not exit at once. */
const program: SmallImage = {...image, path: '/bin/true', text: 1};

/** exit(3) in the child runs its handlers: it writes the stack, its own data and the library's, three tables in all; unless it runs a program. */
function leave(child: Actor, runsProgram: boolean): void {
	if (runsProgram) {
		startSmallProgram(child, program, ['true']);
		exit(child);
		return;
	}

	writePages(child, child.stackPage, 1);
	for (const address of dataAddresses(image)) {
		writePages(child, address, 1);
	}

	exit(child);
}

export const forktime = defineWorkload({
	id: 'forktime',
	title: 'the fork timing program of 2002',
	teaches: 'What fork alone costs when nothing is ever written after it, and how that grows with the memory.',
	parameters: {
		forks: {type: 'number', default: 100, least: 1, most: 30_000, shortFlag: 'n', summary: 'times to fork'},
		pages: {
			type: 'number',
			default: 10_000,
			least: 1,
			most: 2 ** 23,
			shortFlag: 'm',
			summary: 'pages that the parent has written',
		},
		hold: {
			type: 'boolean',
			summary: 'let no child run before its parent has forked them all',
		},
		exec: {type: 'boolean', summary: 'let each child run a program, in place of exiting at once'},
	},
	build({forks, pages, hold, exec: runsProgram}, space) {
		const scene = createScene(0, space);
		const init = startActor(scene, {comm: 'init'});
		const parent = fork(init);
		startSmallProgram(parent, image, ['forktime', '-n', `${forks}`, '-m', `${pages}`]);
		const length = pages * pageBytes;
		act(parent, {op: 'mmap', address: mapping, length, flags: 3});
		writePages(parent, mapping, pages);
		addMark(scene, parent.clock, 'pages written');
		const children: Actor[] = [];
		for (let i = 0; i < forks; i += 1) {
			const child = fork(parent);
			children.push(child);
			if (!hold) {
				leave(child, runsProgram);
			}
		}

		parent.clock += 1000;
		addMark(scene, parent.clock, 'forked');
		for (const child of hold ? children : []) {
			child.clock = Math.max(child.clock, parent.clock);
			leave(child, runsProgram);
		}

		act(parent, {op: 'wait'});
		exit(parent);
		return finishScene(scene, {
			name: 'forktime',
			description: `${plural(forks, 'fork')} from a parent with ${plural(pages, 'page')} of mapped memory`,
		});
	},
});
