/** What the rows of the tree are measured against: the largest process, and the totals of whole subtrees. */

import {extentOf} from '../../../analysis/memory/memory.ts';
import {reportedLargest, type SubtreeMemory, subtreeMemory} from '../../../analysis/memory/subtree-memory.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {memo} from '../../state/memo.ts';
import type {Session} from '../../state/session.ts';

/** Beyond this many processes or pages it is not worked out for every key, but when it has become calm. */
const processesMost = 1000;
const pagesMost = 500_000;

const keep = memo<SubtreeMemory>();
const keepScale = new WeakMap<Session, number>();

/** Undefined as long as it is too dear. */
function sumsOf(session: Session): SubtreeMemory | undefined {
	const {memory} = session;
	return areSumsDear(session) ? undefined : keep(session, [memory], () => subtreeMemory(memory));
}

/** Whether what many processes hold together must wait. */
export function areSumsDear({memory, isCalm}: Session): boolean {
	const {processes, pages} = extentOf(memory);
	return (processes > processesMost || pages > pagesMost) && !isCalm;
}

/** Bytes of the process with all below it, each page once; undefined as long as that is too dear. */
export function totalOf(session: Session, task: Task): number | undefined {
	return sumsOf(session)?.bytes[task];
}

/** Bytes that a whole bar stands for. What it was last holds as long as it is too dear, so that no bar jumps. */
export function scaleOf(session: Session): number {
	const largest = sumsOf(session)?.largest ?? keepScale.get(session) ?? reportedLargest(session.memory);
	keepScale.set(session, largest);
	return largest;
}
