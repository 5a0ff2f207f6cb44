/** What the workers of a server share: the family that is meant, at a moment of the run, with its whole history. */

import {type MemoryView, viewMemory} from '../../analysis/memory/memory.ts';
import {findProcess} from '../../analysis/query/find-process.ts';
import {eventCount, type Machine} from '../../machine/state.ts';
import {UserError} from '../../machine/user-error.ts';
import {lengthOf} from '../../timeline/explore.ts';
import {seek} from '../../timeline/seek.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {finish} from '../work.ts';
import type {Erosion} from './erosion.ts';
import {followErosion} from './erosions.ts';
import {type Family, familyAt} from './family.ts';
import {findSharers, type Sharer, sharerTask} from './sharers.ts';
import {type SteadyMoment, steadyMoment} from './steady.ts';

/** A family at a moment, and how it has come to that and goes on. */
export type SharingAnswer = {
	readonly timeline: Timeline;
	readonly machine: Machine;
	readonly view: MemoryView;
	readonly erosion: Erosion;
	readonly family: Family;
	/** Index of the child that was asked for; -1 for none. */
	readonly marked: number;
	/** Why it is this moment, where none was asked for. */
	readonly steady?: SteadyMoment;
};

/** Works the whole run out; without `at` the moment is a steady one (steady.ts). */
export function answerAt(
	timeline: Timeline,
	pid: number | undefined,
	at: number | undefined,
	onShare?: (share: number) => void,
): SharingAnswer {
	const end = lengthOf(timeline);
	const sharers = findSharers(timeline);
	if (sharers.length === 0) {
		throw new UserError(
			'No process of this workload forks: there is nothing that parent and child could share.',
		);
	}

	if (at !== undefined) {
		seek(timeline, at);
	}

	const sharer = chooseSharer(timeline, sharers, pid, at !== undefined);
	const erosion = finish(followErosion(timeline, sharer.key), onShare);
	const steady = at === undefined ? steadyMoment(erosion, timeline.history, end) : undefined;
	seek(timeline, at ?? steady?.position ?? end);
	const {machine} = timeline;
	const view = viewMemory(machine);
	return {
		timeline,
		machine,
		view,
		erosion,
		family: familyAt(view, sharerTask(machine, sharer), erosion, eventCount(machine)),
		marked: erosion.children.findIndex(({birth}) => birth.child.pid === pid),
		steady,
	};
}

/** The first that has the pid or a child of that pid, and is there at the moment that is asked for. */
function chooseSharer(
	{machine}: Timeline,
	sharers: readonly Sharer[],
	pid: number | undefined,
	isMomentGiven: boolean,
): Sharer {
	const isMeant = (sharer: Sharer) => pid === undefined || sharer.pid === pid;
	const isParentOfMeant = (sharer: Sharer) => pid !== undefined && sharer.children.includes(pid);
	const present = sharers.filter((sharer) => !isMomentGiven || sharerTask(machine, sharer) !== 0);
	const found = present.find(isMeant) ?? present.find(isParentOfMeant);
	if (found !== undefined) {
		return found;
	}

	if (pid !== undefined && isMomentGiven) {
		findProcess(machine, pid);
	}

	const forking = [...new Set(present.map((sharer) => sharer.pid))].slice(0, 12).join(', ');
	throw new UserError(
		pid === undefined
			? 'No process that forks is there at this moment: choose another with --at.'
			: `Process ${pid} neither forks nor is forked${forking === '' ? '.' : `: those that fork are ${forking}.`}`,
	);
}
