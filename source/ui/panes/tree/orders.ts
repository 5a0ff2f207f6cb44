/** By what the processes can be sorted: what the memory tells, and what the history tells of their price. */
import {orderOf, type ProcessOrder, processOrders} from '../../../analysis/rows/process-orders.ts';
import {type OwnPrice, ownPrice} from '../../../inquiry/history/own-price.ts';
import {parseProcessKey, taskKey} from '../../../inquiry/keys.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import type {Session} from '../../state/session.ts';
import type {TreeState} from './state.ts';

type Compare = (left: Task, right: Task) => number;

/** The dearest first. */
function byPrice(read: (price: OwnPrice) => number): (session: Session) => Compare {
	return ({timeline, position, memory: {kernel}}) => {
		const priceOf = (task: Task) => {
			const {pid, born} = parseProcessKey(taskKey(kernel, task));
			return read(ownPrice(timeline, pid, born, position));
		};
		return (left, right) => priceOf(right) - priceOf(left);
	};
}

const priceOrders = [
	{
		id: 'fork',
		title: 'FORK: what the fork cost that made it',
		compare: byPrice(({forkUs = -1}) => forkUs),
	},
	{id: 'copy', title: 'COPY: the pages that it has copied', compare: byPrice(({copied}) => copied)},
] as const;

/** In the order of the columns as far as they have one. */
export const treeOrders: readonly Pick<ProcessOrder, 'id' | 'title'>[] = [...processOrders, ...priceOrders];

/** Undefined for the order in which the tree is read anyhow. */
export function treeOrderOf(
	session: Session,
	shape: Pick<TreeState, 'sort' | 'isInverted'>,
): Compare | undefined {
	const priced = priceOrders.find(({id}) => id === shape.sort);
	if (priced === undefined) {
		return orderOf(session.memory, shape);
	}

	const compare = priced.compare(session);
	return shape.isInverted ? (left, right) => compare(right, left) : compare;
}

/** By what a press on the head of a column sorts. */
export const columnOrders: Readonly<Record<string, string>> = {
	PID: 'pid',
	PPID: 'ppid',
	USER: 'user',
	VSZ: 'vsz',
	RSS: 'rss',
	PSS: 'pss',
	USS: 'uss',
	MEM: 'rss',
	SWAP: 'swap',
	TOTAL: 'total',
	FORK: 'fork',
	COPY: 'copy',
	PT: 'tables',
	SH: 'shared tables',
};
