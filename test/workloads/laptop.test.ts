/** The tree that was shown in 2002, as pstree prints it. */
import {expect, test} from 'vitest';
import type {PstreeProcess} from '../../source/analysis/pstree/process.ts';
import {pstree} from '../../source/analysis/pstree/pstree.ts';
import {createMachine, runMachine} from '../../source/machine/machine.ts';
import type {Machine} from '../../source/machine/state.ts';
import {laptop} from '../../source/workloads/laptop.ts';

const tree = `init-+-apache---8*[apache]
     |-apmd
     |-bash---bash---xinit-+-XFree86
     |                     \`-xfwm-+-xfce---gnome-terminal-+-bash---pstree
     |                            |                       \`-gnome-pty-helpe
     |                            \`-xfgnome
     |-cardmgr
     |-cupsd---http
     |-5*[getty]
     |-gpm
     |-kapm-idled
     |-kdeinit---kdeinit
     |-5*[kdeinit]
     |-kdesud
     |-keventd
     |-kmail
     |-mozilla-bin---mozilla-bin---3*[mozilla-bin]
     |-portmap
     |-sshd
     \`-xchat
`;

function processOf(machine: Machine, task: number): PstreeProcess {
	const {pid, pgid, uid, user, comm, firstChild, nextSibling} = machine.kernel.task;
	const children: PstreeProcess[] = [];
	for (let child = firstChild[task]; child !== 0; child = nextSibling[child]) {
		children.push(processOf(machine, child));
	}

	const {strings} = machine.program;
	const names = {user: strings[user[task]], comm: strings[comm[task]], argv: []};
	return {pid: pid[task], pgid: pgid[task], uid: uid[task], ...names, threads: [], children};
}

test('the laptop of 2002 has the tree of its owner’s mail', () => {
	const machine = createMachine(laptop.build());
	runMachine(machine);
	expect(pstree(processOf(machine, 1), {})).toBe(tree);
});
