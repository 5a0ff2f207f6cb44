/** What events do to a process: its birth, its children, the programs it becomes, its sleep in vfork, its end. */

import {taskOf} from '../../analysis/query/find-task.ts';
import type {Subject} from '../../analysis/words/subject.ts';
import {plural, sizeText} from '../../analysis/words/text.ts';
import {taskStates} from '../../kernel/processes/task.ts';
import {effectKinds} from '../../kernel/state/effects.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Mm, Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import type {Machine} from '../../machine/state.ts';
import type {Change, Watch} from './change.ts';

type Standing = {
	readonly state: number;
	readonly parent: number;
	readonly comm: number;
	readonly uid: number;
	readonly pgid: number;
	readonly mm: Mm;
};

const gone: Standing = {state: 0, parent: 0, comm: 0, uid: 0, pgid: 0, mm: 0};

export function watchProcess({pid, born}: Extract<Subject, {kind: 'process'}>): Watch {
	let task: Task = 0;
	let standing = gone;
	const remember = ({kernel}: Machine): void => {
		task = taskOf(kernel, pid, born, task);
		standing = task === 0 ? gone : standingOf(kernel, task);
	};

	return {
		begin: remember,
		see(machine) {
			const before = standing;
			const acted = task;
			remember(machine);
			const {kernel, outcome} = machine;
			if (before.state === 0 && standing.state !== 0) {
				return birth(kernel, task);
			}

			const texts = [...tellKill(machine, acted), ...tellStanding(machine, before, standing)];
			if (
				task !== 0 &&
				outcome.task === acted &&
				outcome.other !== 0 &&
				kernel.task.parent[outcome.other] === task
			) {
				texts.push(`has child ${kernel.task.pid[outcome.other]}`);
			}

			return texts.length === 0 ? undefined : {what: texts.join(', '), isOrigin: false};
		},
	};
}

function standingOf({task}: Kernel, row: number): Standing {
	return {
		state: task.state[row],
		parent: task.parent[row],
		comm: task.comm[row],
		uid: task.uid[row],
		pgid: task.pgid[row],
		mm: task.mm[row],
	};
}

function birth({task}: Kernel, row: number): Change {
	const parent = task.parent[row];
	return parent === 0
		? {what: 'begins', isOrigin: true}
		: {
				what: `born, child of ${task.pid[parent]}`,
				isOrigin: true,
				source: {kind: 'process', pid: task.pid[parent], born: task.born[parent]},
			};
}

function tellStanding({kernel, program}: Machine, before: Standing, now: Standing): string[] {
	if (now.state === 0) {
		return before.state === 0 ? [] : ['reaped, nothing is left of it'];
	}

	const state = before.state === now.state ? '' : stateTexts(before.state)[now.state];
	return [
		before.comm === now.comm ? '' : `is ${program.strings[now.comm]} now`,
		before.comm !== now.comm || before.mm === now.mm || now.mm === 0 ? '' : 'starts afresh',
		before.uid === now.uid ? '' : `user ${now.uid}`,
		before.pgid === now.pgid ? '' : `process group ${now.pgid}`,
		state,
		before.parent === now.parent ? '' : `adopted by ${kernel.task.pid[now.parent]}`,
	].filter((text) => text !== '');
}

/** How it came that the kernel killed it: what it had, and what was short. */
function tellKill({kernel, program}: Machine, task: Task): string[] {
	const {kind, other, amount, count} = kernel.effects;
	const row = kind
		.subarray(0, count)
		.findIndex((each, i) => each === effectKinds.oomKill && other[i] === task);
	if (row === -1) {
		return [];
	}

	const had = plural(amount[row], 'page');
	const isLimited = row > 0 && kind[row - 1] === effectKinds.limitMet;
	const full = other[row - 1];
	return [
		isLimited
			? `killed for its memory: ${had} in memory, swap and page tables, the most in cgroup ${program.strings[kernel.cgroup.name[full]]}, which had all of its ${sizeText(amount[row - 1] * pageBytes)}`
			: `killed for its memory: ${had} in memory, swap and page tables, the most of all when memory was used up`,
	];
}

/** Sleeping in wait and waking up again is no news. */
function stateTexts(before: number): Readonly<Record<number, string>> {
	return {
		[taskStates.running]: before === taskStates.vforkWait ? 'goes on after vfork' : '',
		[taskStates.vforkWait]: 'sleeps in vfork',
		[taskStates.childWait]: '',
		[taskStates.zombie]: 'ends, a zombie until its parent asks',
	};
}
