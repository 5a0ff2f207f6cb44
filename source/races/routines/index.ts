/** The registry of routines: what a CPU of a scenario can be told to do, and the words that each takes. */
import {jump, type Line, mark, when} from '../step.ts';
import {fault} from './fault.ts';
import {fork} from './fork.ts';
import type {Plan, Routine} from './parts.ts';
import {reclaim, swapOut} from './swap-out.ts';
import {unshare} from './unshare.ts';
import {exit, unmap} from './zap.ts';

export type RoutineEntry = {
	readonly name: string;
	readonly summary: string;
	/** Who may carry it out: a CPU that runs a program, or one that does the kernel's own work. */
	readonly by: 'program' | 'kernel';
	/** The words after the name. */
	readonly words: readonly ('PAGE' | 'MM' | 'CHILD')[];
	readonly lines: Routine;
};

export const routines: readonly RoutineEntry[] = [
	{
		name: 'read',
		summary: 'the program reads a page',
		by: 'program',
		words: ['PAGE'],
		lines: (plan) => use(plan, false),
	},
	{
		name: 'write',
		summary: 'the program writes a word that no other thread writes',
		by: 'program',
		words: ['PAGE'],
		lines: (plan) => use(plan, true),
	},
	{
		name: 'fork',
		summary: 'makes an address space that shares the table',
		by: 'program',
		words: ['CHILD'],
		lines: fork,
	},
	{name: 'unshare', summary: 'gets a table of its own', by: 'program', words: [], lines: unshare},
	{name: 'unmap', summary: 'unmaps the whole table (munmap)', by: 'program', words: [], lines: unmap},
	{name: 'exit', summary: 'the process ends', by: 'program', words: [], lines: exit},
	{
		name: 'swap-out',
		summary: 'unmaps a page of an address space, to swap if it must be kept',
		by: 'kernel',
		words: ['MM', 'PAGE'],
		lines: swapOut,
	},
	{
		name: 'reclaim',
		summary: 'writes a page that only its cache has to disk, and frees its frame',
		by: 'kernel',
		words: [],
		lines: reclaim,
	},
];

export function findRoutine(name: string): RoutineEntry | undefined {
	return routines.find((routine) => routine.name === name);
}

/** An access through the TLB; a miss walks, and a walk that fails faults, until the access is done. */
function use(plan: Plan, isWrite: boolean): readonly Line[] {
	const {mm, page, word} = plan.call;
	const written = isWrite ? word : undefined;
	return [
		mark('access'),
		{op: 'access', mm, page, word: written},
		when('yes', 'done'),
		{op: 'walk', mm, page, word: written},
		when('yes', 'access'),
		when('gone', 'done'),
		...fault(plan, isWrite),
		jump('access'),
		mark('done'),
	];
}
