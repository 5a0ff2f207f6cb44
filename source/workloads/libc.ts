/**
 * `libc`: a build of libc on a PC of 1998, the other measurement that Jason Thorpe spoke of ("several seconds"), and of
 * which Stefan Grefen asked how many percent they are. One make lends its memory to the shell of every recipe, the shell
 * forks for the compiler's driver, and the driver lends its own to the four programs that do the work, one after another.
 */
import {plural} from '../analysis/words/text.ts';
import {type Actor, compute, exit, fork, startActor, vfork, waitFor, writePages} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {type SmallImage, startSmallProgram} from './small-image.ts';
import {defineWorkload} from './workload.ts';

const shell: SmallImage = {path: '/bin/sh', text: 70, data: 6, heap: 10};
const driver: SmallImage = {path: '/usr/bin/cc', text: 25, data: 4, heap: 20};

/** What the driver runs for one source file, and its share of the user time. */
const passes: readonly (readonly [image: SmallImage, share: number])[] = [
	[{path: '/usr/libexec/cpp', text: 40, data: 6, heap: 60}, 0.15],
	[{path: '/usr/libexec/cc1', text: 420, data: 30, heap: 220}, 0.7],
	[{path: '/usr/bin/as', text: 60, data: 8, heap: 50}, 0.1],
	[{path: '/usr/bin/ld', text: 50, data: 8, heap: 30}, 0.05],
];

export const libc = defineWorkload({
	id: 'libc',
	title: 'a build of libc, 1998',
	teaches:
		'What a better fork is worth to a user who waits for a build: compare says how many percent of all time it is, the time of the programs included.',
	parameters: {
		objects: {type: 'number', default: 30, least: 1, most: 5000, summary: 'source files to compile'},
		pages: {type: 'number', default: 400, least: 1, most: 10_000, summary: 'pages that make has written'},
		rewrites: {
			type: 'number',
			default: 60,
			least: 0,
			most: 10_000,
			summary: 'of these, pages that it writes again between two recipes',
		},
		user: {
			type: 'number',
			default: 600_000,
			least: 0,
			most: 100_000_000,
			summary: 'user time of one compilation, in microseconds',
		},
	},
	build({objects, pages, rewrites, user}, space) {
		const scene = createScene(0, space);
		const init = startActor(scene, {comm: 'init'});
		startSmallProgram(init, {path: '/sbin/init', text: 40, data: 4, heap: 4}, ['init']);
		const make = fork(init);
		startSmallProgram(make, {path: '/usr/bin/make', text: 50, data: 8, heap: pages}, ['make']);
		addMark(scene, make.clock, 'makefiles read');
		for (let i = 0; i < objects; i += 1) {
			compileOne(make, user);
			writePages(make, make.heapStart, Math.min(rewrites, pages));
		}

		addMark(scene, make.clock, 'libc built');
		exit(make);
		waitFor(init, make);
		return finishScene(scene, {
			name: 'libc',
			description: `${plural(objects, 'file')} of libc, compiled one after another`,
			geometry: 'i386',
		});
	},
});

/** One recipe: make lends its memory to sh, which forks for cc. */
function compileOne(make: Actor, user: number): void {
	const recipe = vfork(make);
	startSmallProgram(recipe, shell, ['sh', '-ec', 'cc -O -c file.c']);
	const compiler = fork(recipe);
	writePages(compiler, compiler.stackPage - pageBytes, 2);
	writePages(recipe, recipe.stackPage - pageBytes, 2);
	startSmallProgram(compiler, driver, ['cc', '-O', '-c', 'file.c']);
	for (const [image, share] of passes) {
		const pass = vfork(compiler);
		startSmallProgram(pass, image, [image.path.slice(image.path.lastIndexOf('/') + 1)]);
		compute(pass, Math.round(user * share));
		exit(pass);
		waitFor(compiler, pass);
	}

	exit(compiler);
	waitFor(recipe, compiler);
	exit(recipe);
	waitFor(make, recipe);
}
