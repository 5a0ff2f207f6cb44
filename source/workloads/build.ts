/** `build`: a make -j4, in which every source file passes through sh, cc, cc1 and as before ld joins them. */
import {plural} from '../analysis/words/text.ts';
import {
	type Actor,
	compute,
	exit,
	growHeap,
	mapMemory,
	readPages,
	vfork,
	waitFor,
	writePages,
} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {type Program, readRun, startProgram} from './start-program.ts';
import {forkFrom, runCommand, startSystem} from './system.ts';
import {defineWorkload, seedParameter} from './workload.ts';

const unitNames = [
	...[
		'main',
		'parse',
		'lexer',
		'types',
		'scope',
		'emit',
		'table',
		'string',
		'memory',
		'error',
		'print',
		'util',
	],
	...['graph', 'match', 'queue', 'trace'],
];

export const build = defineWorkload({
	id: 'build',
	title: 'a shell spawns a build',
	teaches:
		'What a build shares and what it copies: bash forks and pays for copies that exec throws away, make and cc lend their memory instead, and four compilers run from one copy of their text.',
	parameters: {
		units: {type: 'number', default: 12, least: 1, most: 1000, summary: 'source files to compile'},
		jobs: {type: 'number', default: 4, least: 1, most: 64, shortFlag: 'j', summary: 'compilers at a time'},
		cpus: {type: 'number', default: 1, least: 1, most: 64, summary: 'CPUs of the machine'},
		seed: seedParameter,
	},
	build({units, jobs, cpus, seed}, space) {
		const scene = createScene(seed, space);
		const {shell, shellProgram} = startSystem(scene);
		addMark(scene, shell.clock, 'shell prompt');
		const make = forkFrom(shell, shellProgram);
		const makeProgram = startProgram(make, 'make', ['make', `-j${jobs}`]);
		readMakefile(make, makeProgram);
		addMark(scene, make.clock, 'make starts');
		compileAll(make, unitsOf(units), jobs);
		addMark(scene, make.clock, 'linking');
		link(make, makeProgram, units);
		exit(make);
		addMark(scene, make.clock, 'build finished');
		waitFor(shell, make);
		return finishScene(scene, {
			name: 'build',
			description: `make -j${jobs} compiles ${plural(units, 'file')} and links ${units === 1 ? 'it' : 'them'}`,
			cpus,
		});
	},
});

function unitsOf(count: number): readonly string[] {
	return Array.from({length: count}, (_, i) => {
		const round = Math.floor(i / unitNames.length);
		return `${unitNames[i % unitNames.length]}${round === 0 ? '' : round + 1}`;
	});
}

function readMakefile(make: Actor, {image}: Program): void {
	writePages(make, make.heapStart + image.heapWritten * pageBytes, 20);
	compute(make, 4000);
}

/** Starts a job whenever one of the slots is free; make sleeps in wait meanwhile. */
function compileAll(make: Actor, units: readonly string[], jobs: number): void {
	const running: Actor[] = [];
	for (const [i, unit] of units.entries()) {
		if (running.length === jobs) {
			waitForFirst(make, running);
		}

		running.push(startJob(make, unit));
		if (i === Math.min(jobs, units.length) - 1) {
			addMark(make.scene, make.clock + 20_000, 'all jobs busy');
		}
	}

	while (running.length > 0) {
		waitForFirst(make, running);
	}
}

function waitForFirst(make: Actor, running: Actor[]): void {
	const ends = running.map((job) => job.clock);
	const [first] = running.splice(ends.indexOf(Math.min(...ends)), 1);
	waitFor(make, first);
}

/** One recipe: `sh -c "cc -c … && mv …"`, played to its end; make goes on once the shell runs. */
function startJob(make: Actor, unit: string): Actor {
	const shell = vfork(make);
	const recipe = `cc -O2 -c -o ${unit}.tmp ${unit}.c && mv ${unit}.tmp ${unit}.o`;
	const shellProgram = startProgram(shell, 'sh', ['/bin/sh', '-c', recipe]);
	const ccArguments = ['cc', '-O2', '-c', '-o', `${unit}.tmp`, `${unit}.c`];
	runCommand(shell, shellProgram, {program: 'cc', argv: ccArguments, how: 'vfork'}, (cc, ccProgram) => {
		const assembly = `/tmp/cc${unit}.s`;
		const cc1 = ['cc1', '-quiet', `${unit}.c`, '-O2', '-o', assembly];
		runCommand(cc, ccProgram, {program: 'cc1', argv: cc1, how: 'vfork'}, compileUnit);
		const as = ['as', '--64', '-o', `${unit}.tmp`, assembly];
		runCommand(cc, ccProgram, {program: 'as', argv: as, how: 'vfork'}, assemble);
		exit(cc);
	});
	const mv = ['mv', `${unit}.tmp`, `${unit}.o`];
	const coreutil = {program: 'coreutil', argv: mv, path: '/usr/bin/mv', how: 'vfork'} as const;
	runCommand(shell, shellProgram, coreutil, (actor) => exit(actor));
	exit(shell);
	return shell;
}

/** The compiler's heap grows bit by bit, its garbage-collected zone by the megabyte; it wanders through its text. */
function compileUnit(cc1: Actor, {layout}: Program): void {
	const {random} = cc1.scene;
	writePages(cc1, layout.program.bss.address, 60);
	const zonePages = 512;
	let zone = mapMemory(cc1, zonePages);
	let zoneUsed = 0;
	for (let round = random.between(4, 8); round > 0; round -= 1) {
		readRun(cc1, layout.program, random.between(16, 96));
		const pages = random.between(40, 110);
		writePages(cc1, growHeap(cc1, pages), pages - 6);
		const written = random.between(80, 240);
		if (zoneUsed + written > zonePages) {
			zone = mapMemory(cc1, zonePages);
			zoneUsed = 0;
		}

		writePages(cc1, zone + zoneUsed * pageBytes, written);
		zoneUsed += written;
		compute(cc1, random.between(15_000, 40_000));
	}

	exit(cc1);
}

function assemble(as: Actor, {layout}: Program): void {
	const {random} = as.scene;
	for (let round = random.between(1, 3); round > 0; round -= 1) {
		writePages(as, growHeap(as, 33), 32);
		readRun(as, layout.program, 16);
	}

	compute(as, random.between(2000, 9000));
	exit(as);
}

/** cc runs collect2, which runs ld; ld reads every object file through its heap. */
function link(make: Actor, makeProgram: Program, units: number): void {
	runCommand(make, makeProgram, {program: 'cc', argv: ['cc', '-o', 'app'], how: 'vfork'}, (cc, ccProgram) => {
		const collect2 = {program: 'collect2', argv: ['collect2', '-o', 'app'], how: 'vfork'} as const;
		runCommand(cc, ccProgram, collect2, (collector, collectorProgram) => {
			const ld = {program: 'ld', argv: ['ld', '-o', 'app'], how: 'vfork'} as const;
			runCommand(collector, collectorProgram, ld, (linker) => linkUnits(linker, units));
			exit(collector);
		});
		exit(cc);
	});
}

function linkUnits(ld: Actor, units: number): void {
	for (let unit = 0; unit < units; unit += 1) {
		writePages(ld, growHeap(ld, 34), 33);
		compute(ld, 800);
	}

	const output = mapMemory(ld, 176);
	writePages(ld, output, 176);
	readPages(ld, ld.heapStart, 64);
	compute(ld, 12_000);
	exit(ld);
}
