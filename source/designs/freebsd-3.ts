/**
 * FreeBSD 3: 4.4BSD's VM after John Dyson's work on it; a page that no other process can reach is moved, not copied.
 */
import {machPolicies} from './4.4bsd.ts';
import type {Design} from './design.ts';

export const freebsd3: Design = {
	id: 'freebsd-3',
	title: 'FreeBSD 3',
	family: 'mach',
	variantOf: '4.4bsd',
	year: 1998,
	author: 'John Dyson, David Greenman and others',
	idea: 'Keep Mach’s objects and take the waste out: when a write finds its page in an object that only it still looks at, the page itself moves up.',
	atFork: 'as 4.4bsd; vfork lends the address space',
	forkCopies: 'fork: as in 4.4BSD. vfork: nothing, the child runs on its parent’s address space.',
	firstWrite:
		'One fault, as in 4.4BSD; but once the other side is gone the page is renamed into the top object, and no page is copied.',
	gotWrong:
		'The chains of objects are still there, and with them the searches; a page further down than the object right below is copied all the same.',
	source: 'FreeBSD sys/vm/vm_fault.c, the statistic v_cow_optim, and vm_object_collapse().',
	geometry: 'i386',
	costs: 'ppro-1998',
	calls: 'freebsd',
	policies: {...machPolicies, vfork: 'share', mayReuse: () => true, collapsesPagers: true},
};
