/** `vfork`: three children that borrow their parent's memory; one keeps the rules, the others break them. */
import {opFlags} from '../machine/op.ts';
import {
	type Actor,
	act,
	exec,
	exit,
	mapMemory,
	startActor,
	vfork as vforkActor,
	waitFor,
	writePages,
} from './actor.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {defineWorkload} from './workload.ts';

export const vfork = defineWorkload({
	id: 'vfork',
	title: 'vfork and its rules',
	teaches:
		'A vfork child runs in its parent’s memory while the parent sleeps: what it changes stays changed, so it must do little more than exec or _exit.',
	parameters: {},
	build(_, space) {
		const scene = createScene(0, space);
		const parent = startActor(scene, {comm: 'parent'});
		parent.mapBelow = space.bareMapBelow;
		const memory = mapMemory(parent, 64);
		writePages(parent, memory, 64);
		addMark(scene, parent.clock, '64 pages written');
		runChild(parent, 'lent and given back by exec', (child) => {
			exec(child, {comm: 'true', argv: ['true']});
			exit(child);
		});
		runChild(parent, 'rule 1: the child wrote its parent’s variables', (child) => {
			writePages(child, memory, 2);
			exit(child, 127);
		});
		runChild(parent, 'rule 2: the child returned', (child) => {
			act(child, {op: 'return'});
			exit(child);
		});
		runChild(parent, 'rule 3: the child called exit()', (child) => {
			act(child, {op: 'exit', code: 0, flags: opFlags.atExit});
			parent.clock = Math.max(parent.clock, child.clock);
		});
		writePages(parent, memory, 64);
		addMark(scene, parent.clock, 'no fault for the parent');
		return finishScene(scene, {name: 'vfork', description: 'children that borrow their parent’s memory'});
	},
});

function runChild(parent: Actor, label: string, run: (child: Actor) => void): void {
	const child = vforkActor(parent);
	run(child);
	waitFor(parent, child);
	addMark(parent.scene, parent.clock, label);
}
