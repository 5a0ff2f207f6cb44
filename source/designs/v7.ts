/** Seventh Edition UNIX: a process is one contiguous image, there as a whole, and fork copies it as a whole. */

import {bringImageIn, reclaimByImages, swapOutImage, swapOutUnfinished} from '../kernel/reclaim/images.ts';
import type {Mm} from '../kernel/state/ids.ts';
import type {Kernel} from '../kernel/state/kernel.ts';
import {modernRules} from '../kernel/state/policies.ts';
import {copyImage} from '../kernel/tables/eager.ts';
import {type Design, refusesToFill} from './design.ts';
import {linuxPolicies} from './linux-6.ts';

/** Where the copy finds no room it goes to swap, a part at a time; nobody else has to leave for it. */
function swapOutChild(kernel: Kernel, _parent: Mm, child: Mm): boolean {
	return swapOutImage(kernel, child) > 0;
}

export const v7: Design = {
	id: 'v7',
	title: 'Seventh Edition UNIX',
	family: 'eager',
	year: 1979,
	author: 'Ken Thompson, Dennis Ritchie',
	idea: 'A process is an image in memory; a new process is a copy of the image.',
	atFork: 'copies all of data and stack, touched or not',
	forkCopies: 'All of data and stack, touched or not; pure text is shared.',
	firstWrite: 'Nothing: the page has been the writer’s own since the fork.',
	gotWrong:
		'A large process cannot fork without room for all of it again, and a child that execs at once throws the copy away.',
	source:
		'V7 usr/sys/sys/slp.c newproc(), expand(); text.c. mmap stands for what exec and brk load; it had no vfork.',
	geometry: 'i386',
	costs: 'ppro-1998',
	calls: 'v7',
	policies: {
		...linuxPolicies,
		reclaim: reclaimByImages,
		resume: bringImageIn,
		finishFork: swapOutUnfinished,
		guessesFrom: undefined,
		hasCgroups: false,
		killsYoungest: false,
		vfork: 'block',
		rules: {
			...modernRules,
			merging: 'anonymous',
			reverseMaps: 'none',
			readWindow: 1,
			privateReads: 'own',
		},
		copyMapping: (kernel, vma, copy) => copyImage(kernel, vma, copy, swapOutChild),
		populates: 'image',
	},
	remark({vfork}) {
		return vfork
			? 'Seventh Edition UNIX had no vfork: each is a fork here, and the parent waits until its child execs or exits.'
			: undefined;
	},
	refuses(needs) {
		const {threads, sharedMemory} = needs;
		if (threads) {
			return 'Seventh Edition UNIX had no threads, and no two processes on one address space.';
		}

		return sharedMemory
			? 'Seventh Edition UNIX had no memory that two processes could write to.'
			: refusesToFill(needs, 24, 'Seventh Edition UNIX has every image in memory as a whole');
	},
};
