/** Menus of kernels and of workloads: what runs, and what runs it. */
import type {Design} from '../../../designs/design.ts';
import {designs} from '../../../designs/index.ts';
import {workloads} from '../../../workloads/index.ts';
import type {Facts} from '../facts.ts';
import type {Message} from '../message.ts';
import type {MenuEntry} from './menu.ts';

type KernelFacts = Pick<Facts, 'kernel' | 'besideKernel'>;

export function kernelEntries({kernel}: KernelFacts): MenuEntry[] {
	return designs.map((design) =>
		kernelEntry(design, {type: 'design', kernel: design.id}, design.id === kernel),
	);
}

export function besideEntries({besideKernel}: KernelFacts): MenuEntry[] {
	return [
		{key: 'none', label: 'one kernel alone', message: {type: 'beside'}, isChosen: besideKernel === undefined},
		...designs.map((design) =>
			kernelEntry(design, {type: 'beside', kernel: design.id}, design.id === besideKernel),
		),
	];
}

/** What it does at fork, in a line. */
function kernelEntry(
	{id, year, title, idea, atFork}: Design,
	message: Message,
	isChosen: boolean,
): MenuEntry {
	return {key: id, label: atFork, about: `${title}, ${year}. ${idea}`, message, isChosen};
}

export function workloadEntries({title, isOpen}: Pick<Facts, 'title' | 'isOpen'>): MenuEntry[] {
	const reason = isOpen === true ? 'the program that is watched still runs' : undefined;
	return workloads.map((workload) => ({
		key: workload.id,
		label: workload.title,
		about: workload.teaches,
		message: {type: 'workload', name: workload.id},
		reason,
		isChosen: workload.id === title,
	}));
}
