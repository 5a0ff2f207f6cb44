/**
 * Pid namespaces: records have the pids of the outermost one, results of wait those of the caller's own. A namespace counts
 * its tasks from 1, its first process, in the order in which they are made; so the numbers can be followed.
 */
import type {Namespace} from './namespace.ts';
import type {PerfState, Thread} from './state.ts';

/**
 * The child that has ended and that a wait of `process` has returned as `pid`, as the records know it; undefined where it
 * was somebody who only stopped, or whom it traces. `pid` 0 stands for a wait that does not say whom it reaped.
 */
export function reapedChild(
	state: PerfState,
	process: Thread,
	pid: number,
	tellsStops: boolean,
): number | undefined {
	const known = state.threads.get(pid);
	if (known !== undefined) {
		return known.exit !== undefined && state.threads.get(known.parent)?.pid === process.pid ? pid : undefined;
	}

	if (process.dead.length === 0) {
		return undefined;
	}

	const inside = pid === 0 ? undefined : memberWithNumber(state, process, pid);
	if (inside !== undefined) {
		return inside;
	}

	return tellsStops && pid !== 0 ? undefined : process.dead[0];
}

/** A dead child of the process that has this number in a namespace which one of its ancestors began. */
function memberWithNumber(state: PerfState, process: Thread, number: number): number | undefined {
	let root: Thread | undefined = process;
	for (let steps = 0; root !== undefined && steps < state.threads.size; steps += 1) {
		const tid = namespaceOf(state, root).members[number - 1];
		if (tid !== undefined && process.dead.includes(tid)) {
			return tid;
		}

		const parent: Thread | undefined = state.threads.get(root.parent);
		root = parent === undefined ? undefined : (state.threads.get(parent.pid) ?? parent);
	}

	return undefined;
}

function namespaceOf({namespaces, made}: PerfState, root: Thread): Namespace {
	const space = namespaces.get(root.tid) ?? {members: [root.tid], isMember: new Set([root.tid]), looked: 0};
	namespaces.set(root.tid, space);
	for (; space.looked < made.length; space.looked += 1) {
		const {tid, parent} = made[space.looked];
		if (space.isMember.has(parent) && tid !== root.tid) {
			space.members.push(tid);
			space.isMember.add(tid);
		}
	}

	return space;
}

/** Notes that a child of `process` was waited for. */
export function noteReaped(process: Thread, child: number): void {
	const at = process.dead.indexOf(child);
	if (at !== -1) {
		process.dead.splice(at, 1);
	}
}
