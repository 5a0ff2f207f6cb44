/** Orders of processes: by what siblings in a tree, and all processes in a list, can be sorted. */
import type {Task} from '../../kernel/state/ids.ts';
import type {MemoryView} from '../memory/memory.ts';
import {processMemory} from '../memory/process-memory.ts';
import {subtreeMemory} from '../memory/subtree-memory.ts';
import {userName} from './processes.ts';

type Compare = (left: Task, right: Task) => number;

export type ProcessOrder = {
	/** Empty is the order in which they were born. */
	readonly id: string;
	readonly title: string;
	/** Of two tasks; negative when the left one stands first. */
	compare(view: MemoryView): Compare;
};

/** The largest first. */
function bySize(
	read: (memory: NonNullable<ReturnType<typeof processMemory>>) => number,
): ProcessOrder['compare'] {
	return (view) => {
		const sizeOf = (task: Task) => {
			const memory = view.kernel.task.leader[task] === task ? processMemory(view, task) : undefined;
			return memory === undefined ? -1 : read(memory);
		};
		return (left, right) => sizeOf(right) - sizeOf(left);
	};
}

export const processOrders: readonly ProcessOrder[] = [
	{
		id: '',
		title: 'birth: the eldest first',
		compare:
			({kernel: {task}}) =>
			(left, right) =>
				task.born[left] - task.born[right] || left - right,
	},
	{
		id: 'pid',
		title: 'PID: the number of the process',
		compare:
			({kernel: {task}}) =>
			(left, right) =>
				task.pid[left] - task.pid[right],
	},
	{
		id: 'name',
		title: 'name, as pstree sorts',
		compare:
			({kernel: {task}, strings}) =>
			(left, right) => {
				const [a, b] = [strings[task.comm[left]], strings[task.comm[right]]];
				return a < b ? -1 : a > b ? 1 : task.pid[left] - task.pid[right];
			},
	},
	{
		id: 'ppid',
		title: 'PPID: the number of its parent',
		compare:
			({kernel: {task}}) =>
			(left, right) =>
				task.pid[task.parent[left]] - task.pid[task.parent[right]] || task.pid[left] - task.pid[right],
	},
	{
		id: 'user',
		title: 'USER: whose it is',
		compare: (view) => (left, right) => {
			const [a, b] = [userName(view, left), userName(view, right)];
			return a < b ? -1 : a > b ? 1 : view.kernel.task.pid[left] - view.kernel.task.pid[right];
		},
	},
	{id: 'vsz', title: 'VSZ: what it has mapped', compare: bySize(({virtualBytes}) => virtualBytes)},
	{id: 'rss', title: 'RSS: what it has in memory', compare: bySize(({rssBytes}) => rssBytes)},
	{id: 'pss', title: 'PSS: its fair share', compare: bySize(({pssBytes}) => pssBytes)},
	{id: 'uss', title: 'USS: what only it has', compare: bySize(({ussBytes}) => ussBytes)},
	{
		id: 'total',
		title: 'TOTAL: what it and all below it hold, each page once',
		compare(view) {
			const {bytes} = subtreeMemory(view);
			return (left, right) => bytes[right] - bytes[left];
		},
	},
	{id: 'swap', title: 'SWAP: what of it is in swap', compare: bySize(({swappedBytes}) => swappedBytes)},
	{id: 'tables', title: 'PT: page tables', compare: bySize(({tablePages}) => tablePages)},
	{
		id: 'shared tables',
		title: 'SH: page tables that others reach too',
		compare: bySize(({sharedTablePages}) => sharedTablePages),
	},
];

/** Undefined for the order in which the tree is read anyhow. */
export function orderOf(
	view: MemoryView,
	{sort, isInverted}: {readonly sort: string; readonly isInverted: boolean},
): Compare | undefined {
	const order = processOrders.find(({id}) => id === sort);
	if (order === undefined || (sort === '' && !isInverted)) {
		return undefined;
	}

	const compare = order.compare(view);
	return isInverted ? (left, right) => compare(right, left) : compare;
}
