/**
 * `make-obj`: `make obj` in NetBSD's /usr/src, the test with which Jason Thorpe showed in January 1998 what a vfork that
 * shares memory is worth. Every directory has a make of its own, started by the shell of the one above; each make lends
 * its memory to the shells that run its recipes, and each shell forks for every command, as NetBSD's did.
 */
import {plural} from '../analysis/words/text.ts';
import {type Actor, compute, exit, fork, startActor, vfork, waitFor, writePages} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {type SmallImage, startSmallProgram} from './small-image.ts';
import {defineWorkload} from './workload.ts';

/** Directories below one directory. */
const fanOut = 6;
const shellImage: SmallImage = {path: '/bin/sh', text: 70, data: 6, heap: 10};
const commandImage: SmallImage = {path: '/bin/mkdir', text: 30, data: 3, heap: 4};

type Plan = {
	/** Directories still to be visited. */
	left: number;
	readonly makeImage: SmallImage;
	readonly commands: number;
	readonly rewrites: number;
	readonly user: number;
};

export const makeObj = defineWorkload({
	id: 'make-obj',
	title: 'make obj in /usr/src, 1998',
	teaches:
		'What vfork saves when it lends the parent’s memory instead of copying its map and protecting its pages: Thorpe measured 17 % of the system time.',
	parameters: {
		directories: {type: 'number', default: 60, least: 1, most: 5000, summary: 'directories in the tree'},
		pages: {
			type: 'number',
			default: 250,
			least: 1,
			most: 10_000,
			summary: 'pages that a make has written when it has read its makefiles',
		},
		rewrites: {
			type: 'number',
			default: 130,
			least: 0,
			most: 10_000,
			summary: 'of these, pages that it writes again between two recipe lines',
		},
		commands: {
			type: 'number',
			default: 2,
			least: 0,
			most: 100,
			summary: 'commands that the recipe of one directory runs',
		},
		user: {
			type: 'number',
			default: 30_000,
			least: 0,
			most: 10_000_000,
			summary: 'user time of one make, in microseconds',
		},
	},
	build({directories, pages, rewrites, commands, user}, space) {
		const scene = createScene(0, space);
		const init = startActor(scene, {comm: 'init'});
		startSmallProgram(init, {path: '/sbin/init', text: 40, data: 4, heap: 4}, ['init']);
		const shell = fork(init);
		startSmallProgram(shell, shellImage, ['sh']);
		const makeImage: SmallImage = {path: '/usr/bin/make', text: 50, data: 8, heap: pages};
		const plan = {left: directories, makeImage, commands, rewrites: Math.min(rewrites, pages), user};
		addMark(scene, shell.clock, 'make obj');
		const make = fork(shell);
		visit(make, plan);
		waitFor(shell, make);
		addMark(scene, shell.clock, 'done');
		return finishScene(scene, {
			name: 'make-obj',
			description: `make obj in ${plural(directories, 'directory', 'directories')}, one after another`,
			geometry: 'i386',
		});
	},
});

/** The make of one directory: its own recipe, then a shell that starts the makes of the directories below. */
function visit(make: Actor, plan: Plan): void {
	plan.left -= 1;
	startSmallProgram(make, plan.makeImage, ['make', 'obj']);
	compute(make, plan.user);
	runShell(make, plan, (shell) => {
		for (let i = 0; i < plan.commands; i += 1) {
			runForked(shell, (command) => {
				startSmallProgram(command, commandImage, ['mkdir', '-p', 'obj']);
				exit(command);
			});
		}
	});
	if (plan.left > 0) {
		runShell(make, plan, (shell) => {
			for (let i = 0; i < fanOut && plan.left > 0; i += 1) {
				runForked(shell, (below) => visit(below, plan));
			}
		});
	}

	exit(make);
}

/** One recipe line: make vforks, the child runs sh, and make goes on writing its own memory. */
function runShell(make: Actor, plan: Plan, script: (shell: Actor) => void): void {
	const shell = vfork(make);
	startSmallProgram(shell, shellImage, ['sh', '-ec', 'obj']);
	writePages(make, make.heapStart, plan.rewrites);
	writePages(make, make.stackPage - pageBytes, 2);
	script(shell);
	exit(shell);
	waitFor(make, shell);
}

/** The shell forks: both sides write a little before the child execs. */
function runForked(shell: Actor, run: (child: Actor) => void): void {
	const child = fork(shell);
	writePages(child, child.stackPage - pageBytes, 2);
	writePages(shell, shell.stackPage - pageBytes, 2);
	run(child);
	waitFor(shell, child);
}
