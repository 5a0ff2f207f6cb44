/** 3BSD: demand paging, but fork still copies every page that is there; so it brought vfork. */
import {reclaimByOneHand} from '../kernel/reclaim/by-clock.ts';
import {copyImage} from '../kernel/tables/eager.ts';
import type {Design} from './design.ts';
import {v7} from './v7.ts';

export const bsd3: Design = {
	id: '3bsd',
	title: '3BSD',
	family: 'eager',
	year: 1979,
	author: 'Özalp Babaoğlu, Bill Joy',
	idea: 'Pages are filled on demand; who forks only to exec uses vfork, which lends the child all memory.',
	atFork: 'copies each page of data and stack that was touched',
	forkCopies:
		'Every page of data and stack that has been touched; of others the note how to fill them. vfork moves the page tables to the child and back.',
	firstWrite: 'Nothing: there is no copy-on-write, in either process, ever.',
	gotWrong:
		'“Large procs stupidly fork() instead of vfork()”, says a comment; and a vfork child runs on its parent’s variables.',
	source: '3BSD usr/src/sys/sys/vmproc.c procdup(), vpassvm(); slp.c newproc(). It had no mmap or mprotect.',
	geometry: 'i386',
	costs: 'ppro-1998',
	calls: '3bsd',
	policies: {
		...v7.policies,
		vfork: 'move',
		reservesMemory: true,
		copyMapping: (kernel, vma, copy) => copyImage(kernel, vma, copy),
		populates: undefined,
		reclaim: reclaimByOneHand,
		resume: undefined,
		finishFork: undefined,
	},
	refuses({threads}) {
		return threads
			? '3BSD had no threads, and outside vfork no two processes on one address space.'
			: undefined;
	},
};
