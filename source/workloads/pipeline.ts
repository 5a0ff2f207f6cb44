/** `pipeline`: a shell runs `find | sort | uniq`, again and again. */
import {type Actor, compute, exit, growHeap, idleUntil, waitFor, writePages} from './actor.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {type Program, readRun, startProgram} from './start-program.ts';
import {forkFrom, startSystem} from './system.ts';
import {defineWorkload, seedParameter} from './workload.ts';

type Stage = {
	readonly argv: readonly string[];
	/** Heap that it fills, in pages, and for how long it is busy, in microseconds. */
	readonly heap: number;
	readonly busy: number;
};

const stages: readonly Stage[] = [
	{argv: ['find', '.', '-name', '*.c'], heap: 40, busy: 3000},
	{argv: ['sort'], heap: 260, busy: 5000},
	{argv: ['uniq', '-c'], heap: 8, busy: 1000},
];

export const pipeline = defineWorkload({
	id: 'pipeline',
	title: 'a shell runs a | b | c',
	teaches:
		'A shell has to fork once for every command of a pipeline, and both it and each child fault on pages that they shared for less than a millisecond.',
	parameters: {
		runs: {type: 'number', default: 3, least: 1, most: 10_000, summary: 'times the pipeline is run'},
		seed: seedParameter,
	},
	build({runs, seed}, space) {
		const scene = createScene(seed, space);
		const {shell, shellProgram} = startSystem(scene);
		for (let run = 1; run <= runs; run += 1) {
			addMark(scene, shell.clock, `pipeline ${run}`);
			runPipeline(shell, shellProgram);
		}

		addMark(scene, shell.clock, 'prompt');
		return finishScene(scene, {name: 'pipeline', description: 'find | sort | uniq, run by bash'});
	},
});

/** All stages run at once, each ends after the one before it. */
function runPipeline(shell: Actor, shellProgram: Program): void {
	const children = stages.map(({argv}) => {
		const child = forkFrom(shell, shellProgram);
		return {child, program: startProgram(child, 'coreutil', argv, `/usr/bin/${argv[0]}`)};
	});
	let finished = 0;
	for (const [i, {heap, busy}] of stages.entries()) {
		const {child, program} = children[i];
		fillHeap(child, program, heap, busy);
		idleUntil(child, finished);
		exit(child);
		finished = child.clock;
	}

	for (const {child} of children) {
		waitFor(shell, child);
	}
}

function fillHeap(actor: Actor, {layout}: Program, pages: number, busy: number): void {
	const steps = Math.ceil(pages / 66);
	for (let step = 0; step < steps; step += 1) {
		const size = Math.ceil(pages / steps);
		writePages(actor, growHeap(actor, size), size);
		readRun(actor, layout.program, 4);
		compute(actor, busy / steps);
	}
}
