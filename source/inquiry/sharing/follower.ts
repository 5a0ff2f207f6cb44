/** What following one process holds beside its erosion, and which processes an event is about. */
import type {Mm, Task} from '../../kernel/state/ids.ts';
import type {Machine} from '../../machine/state.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import type {Changes} from './changes.ts';
import type {Pauses} from './endings.ts';
import type {Erosion, ErosionChild} from './erosion.ts';
import type {MappingSharing} from './sharing.ts';
import type {Tally} from './tally.ts';

export type Followed = {
	readonly child: ErosionChild;
	readonly index: number;
	readonly pauses: Pauses;
	readonly tally: Tally;
};

/** Everything that following one process needs beside its erosion. */
export type Follower = {
	readonly timeline: Timeline;
	readonly machine: Machine;
	readonly erosion: Erosion;
	readonly parentPid: number;
	readonly parentBorn: number;
	/** Children that share, by their task. */
	readonly living: Map<number, Followed>;
	/** The same by the address space that they were born on. */
	readonly byMm: Map<number, Followed>;
	/** What the children that the coming event may end share before it. */
	readonly lastLooks: Map<ErosionChild, readonly MappingSharing[]>;
	/** Address spaces in which something happened since the curves were drawn on. */
	readonly touched: Set<Mm>;
	/** Pages that may have changed. */
	readonly changes: Changes;
	/** The parent's: it changes hands where vfork lends it. */
	parentMm: Mm;
	samples: number;
};

/** The process whose op it is, before it is carried out; 0 for marks and where it is gone. */
export function actorOf({columns, scripts, kernel}: Machine, op: number): Task {
	return kernel.task.leader[columns.script.task[scripts.scriptOf[op] + 1]];
}

export function isParent({machine, parentPid, parentBorn}: Follower, task: Task): boolean {
	const {pid, born} = machine.kernel.task;
	return task !== 0 && pid[task] === parentPid && born[task] === parentBorn;
}

/** The child that was born on that address space and shares. */
export function ownerOf({living, byMm}: Follower, mm: Mm): Followed | undefined {
	const own = byMm.get(mm);
	return own !== undefined && living.get(own.child.birth.child.task) === own ? own : undefined;
}
