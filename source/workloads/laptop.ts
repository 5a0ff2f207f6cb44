/**
 * `laptop`: the process tree that Daniel Phillips showed in January 2002, of "a non-very-busy laptop", when it was
 * asked how deep trees of processes are. The sizes of the programs are round figures of the right order.
 */
import {opFlags} from '../machine/op.ts';
import {type Actor, act, clone, exit, fork, startActor, waitFor, writePages} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {type SmallFile, type SmallImage, startSmallProgram} from './small-image.ts';
import {defineWorkload} from './workload.ts';

const libc: SmallFile = {path: '/lib/libc-2.2.4.so', text: 280, data: 6};
const x11: SmallFile = {path: '/usr/X11R6/lib/libX11.so.6.2', text: 210, data: 4};
const qt: SmallFile = {path: '/usr/lib/libqt.so.2.3.1', text: 1500, data: 60};
const gtk: SmallFile = {path: '/usr/lib/libgtk-1.2.so.0', text: 320, data: 10};

/** One process of the tree. A kernel thread has no memory; `clone` is a thread as LinuxThreads made them: a process. */
type Node = {
	readonly comm: string;
	readonly how: 'exec' | 'fork' | 'clone' | 'kernel';
	/** Text, data and heap, in pages, and the libraries. */
	readonly size?: readonly [text: number, data: number, heap: number, ...libraries: SmallFile[]];
	readonly children?: readonly Node[];
	/** How many such processes stand side by side. */
	readonly times?: number;
	/** Forked by a child of its sibling above that has gone since: so it came to init. */
	readonly orphan?: boolean;
	/** Runs as the person at the laptop. */
	readonly user?: boolean;
};

const daemon = (comm: string, heap = 30): Node => ({comm, how: 'exec', size: [12, 3, heap, libc]});
const desktop = (comm: string, heap: number, toolkit: SmallFile, children: readonly Node[] = []): Node => ({
	comm,
	how: 'exec',
	user: true,
	size: [60, 8, heap, libc, x11, toolkit],
	children,
});
const bash = (children: readonly Node[]): Node => ({
	comm: 'bash',
	how: 'exec',
	size: [120, 8, 90, libc],
	children,
	user: true,
});
const forked = (comm: string): Node => ({comm, how: 'fork'});
const kernelThread = (comm: string): Node => ({comm, how: 'kernel'});
const small = (comm: string): Node => ({comm, how: 'exec', size: [6, 2, 6, libc]});

const terminal = desktop('gnome-terminal', 400, gtk, [bash([small('pstree')]), small('gnome-pty-helpe')]);
const session = desktop('xfwm', 200, gtk, [
	desktop('xfce', 250, gtk, [terminal]),
	desktop('xfgnome', 150, gtk),
]);
const server: Node = {comm: 'XFree86', how: 'exec', size: [400, 40, 2500, libc]};
const xinit: Node = {...small('xinit'), children: [server, session]};
const browserThreads: Node = {
	comm: 'mozilla-bin',
	how: 'clone',
	children: [{comm: 'mozilla-bin', how: 'clone', times: 3}],
};
const browser = desktop('mozilla-bin', 3500, gtk, [browserThreads]);

/** What init has started, in the order of its pids. */
const tree: readonly Node[] = [
	kernelThread('keventd'),
	kernelThread('kapm-idled'),
	daemon('portmap'),
	daemon('cardmgr'),
	daemon('apmd'),
	{...daemon('cupsd', 120), children: [small('http')]},
	daemon('gpm'),
	daemon('sshd'),
	{comm: 'apache', how: 'exec', size: [80, 10, 220, libc], children: [{...forked('apache'), times: 8}]},
	{...small('getty'), times: 5},
	bash([bash([xinit])]),
	desktop('kdeinit', 300, qt, [forked('kdeinit')]),
	{...forked('kdeinit'), orphan: true, times: 5},
	desktop('kdesud', 40, qt),
	desktop('kmail', 700, qt),
	browser,
	desktop('xchat', 300, gtk),
];

export const laptop = defineWorkload({
	id: 'laptop',
	title: 'the laptop of the page table sharing mails',
	teaches:
		'What a real tree looks like: deep where shells start shells, but memory is shared only as deep as processes fork without exec.',
	parameters: {},
	build(_, space) {
		const scene = createScene(2002, space);
		const init = startActor(scene, {comm: 'init'});
		startSmallProgram(init, {path: '/sbin/init', text: 8, data: 2, heap: 4, libraries: [libc]}, ['init']);
		addMark(scene, init.clock, 'init runs');
		growTree(init, tree);
		addMark(scene, init.clock, 'pstree');
		return finishScene(scene, {
			name: 'laptop',
			description: 'the process tree of a laptop of January 2002',
			geometry: 'i386',
		});
	},
});

/** Lets `parent` have those children; its clock waits for each of them, so that pids come in the order of the tree. */
function growTree(parent: Actor, nodes: readonly Node[]): void {
	let sibling = parent;
	for (const node of nodes) {
		for (let i = node.times ?? 1; i > 0; i -= 1) {
			const child = node.orphan ? adopt(sibling) : grow(parent, node);
			parent.clock = Math.max(parent.clock, child.clock);
			sibling = node.orphan ? sibling : child;
		}
	}
}

function grow(parent: Actor, node: Node): Actor {
	if (node.how === 'kernel') {
		return startActor(parent.scene, {comm: node.comm, argv: [], clock: parent.clock});
	}

	const child = node.how === 'clone' ? clone(parent, opFlags.vm) : fork(parent);
	if (node.size !== undefined) {
		start(child, node.comm, node.size, node.user);
	}

	writePages(child, child.stackPage - pageBytes, 1);
	growTree(child, node.children ?? []);
	return child;
}

function start(child: Actor, comm: string, size: NonNullable<Node['size']>, user = false): void {
	if (user) {
		act(child, {op: 'setuid', uid: 1000, name: 'user'});
	}

	const [text, data, heap, ...libraries] = size;
	const image: SmallImage = {path: `/usr/bin/${comm}`, text, data, heap, libraries};
	startSmallProgram(child, image, [comm]);
}

/** Forked twice: the child in between exits, and init inherits the grandchild. */
function adopt(from: Actor): Actor {
	const between = fork(from);
	const child = fork(between);
	writePages(child, child.stackPage - pageBytes, 1);
	exit(between);
	waitFor(from, between);
	return child;
}
