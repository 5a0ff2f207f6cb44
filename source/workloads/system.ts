/** The system that the workloads of today run on: init, what it started at boot, and a login shell. */
import {type Actor, act, fork, startActor, vfork, waitFor, writePages} from './actor.ts';
import type {ProgramName} from './images.ts';
import {pageBytes} from './layout.ts';
import type {Scene} from './scene.ts';
import {type Program, startProgram} from './start-program.ts';

export type System = {readonly init: Actor; readonly shell: Actor; readonly shellProgram: Program};

/** Boots: init with a getty on the second console, and on the first one login with a bash. */
export function startSystem(scene: Scene): System {
	const init = startActor(scene, {comm: 'init'});
	const initProgram = startProgram(init, 'init', ['/sbin/init']);
	const getty = forkFrom(init, initProgram);
	startProgram(getty, 'agetty', ['/sbin/agetty', 'tty2']);
	const login = forkFrom(init, initProgram);
	startProgram(login, 'agetty', ['/sbin/agetty', 'tty1']);
	const loginProgram = startProgram(login, 'login', ['/bin/login', '--', 'ada']);
	const shell = forkFrom(login, loginProgram);
	act(shell, {op: 'setuid', uid: 1000, name: 'ada'});
	const shellProgram = startProgram(shell, 'bash', ['-bash']);
	return {init, shell, shellProgram};
}

/**
 * Forks, and lets both sides go on as they would: each writes its stack and some data at once, and so pays for copies
 * that exec is about to make pointless.
 */
export function forkFrom(parent: Actor, program: Program): Actor {
	const child = fork(parent);
	writeAfterFork(child, program);
	writeAfterFork(parent, program);
	return child;
}

function writeAfterFork(actor: Actor, {layout}: Program): void {
	writePages(actor, actor.stackPage - pageBytes, 2);
	writePages(actor, layout.program.data.address, layout.program.data.pages);
	writePages(actor, actor.heapStart, 4);
}

/** A command that a shell waits for; `run` is what the command does after it has started, its exit included. */
export function runCommand(
	shell: Actor,
	shellProgram: Program,
	command: {
		readonly program: ProgramName;
		readonly argv: readonly string[];
		readonly path?: string;
		/** bash forks for every command; dash, make and gcc make do with vfork. */
		readonly how: 'fork' | 'vfork';
	},
	run: (actor: Actor, program: Program) => void,
): void {
	const child = command.how === 'fork' ? forkFrom(shell, shellProgram) : vfork(shell);
	run(child, startProgram(child, command.program, command.argv, command.path));
	waitFor(shell, child);
}
