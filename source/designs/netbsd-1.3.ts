/** NetBSD after 1.3: 4.4BSD's VM with a vfork that shares the address space again. */
import {machPolicies} from './4.4bsd.ts';
import type {Design} from './design.ts';

export const netbsd13: Design = {
	id: 'netbsd-1.3',
	title: 'NetBSD 1.3 with the new vfork',
	family: 'mach',
	year: 1998,
	author: 'Jason Thorpe',
	idea: 'Copy-on-write made fork cheap, not free: a vfork child runs on its parent’s address space until it execs or exits, and nothing is copied or protected at all.',
	atFork: 'as 4.4bsd; vfork lends the address space',
	forkCopies: 'fork: as in 4.4BSD. vfork: nothing, one reference on the address space.',
	firstWrite:
		'After fork as in 4.4BSD. The child of a vfork writes its parent’s memory, which is what the three rules are about.',
	gotWrong:
		'What 4.4BSD did for plain forks. vfork is safe only for a child that changes nothing, never returns and leaves by exec or _exit.',
	source: 'Jason Thorpe to current-users@NetBSD.org, 3 January 1998; NetBSD sys/kern/kern_fork.c.',
	geometry: 'i386',
	costs: 'ppro-1998',
	calls: '4.4bsd',
	policies: {...machPolicies, vfork: 'share'},
};
