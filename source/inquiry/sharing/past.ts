/**
 * The past of the processes of a run, for queries and conditions: what each was born with, and what it still shares of that at
 * a moment of any machine of the run. From one event to the next only what may have changed is looked up again.
 */
import type {Past} from '../../analysis/memory/past.ts';
import type {Mm, Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {stepMachine} from '../../machine/machine.ts';
import {forkKinds} from '../../machine/ops/index.ts';
import {eventCount, type Machine} from '../../machine/state.ts';
import {copyMachine} from '../../timeline/copy-machine.ts';
import {keyframeAt, restoreKeyframe} from '../../timeline/keyframes.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {taskKey} from '../keys.ts';
import {type Birth, mmOf, recordBirth} from './birth.ts';
import {type Changes, createChanges, forgetChanges, noteChanges} from './changes.ts';
import {quietKinds} from './follow.ts';
import {type Sharing, viewSharing} from './sharing.ts';
import {count, counted, createTally, type Tally} from './tally.ts';

/** With the address spaces that parent and child had just after it. */
type KnownBirth = {readonly birth: Birth; readonly childMm: Mm; readonly parentMm: Mm};

export function createPast(timeline: Timeline): Past {
	const birthOf = createBirths(timeline);
	const counts = new WeakMap<Machine, Map<string, Count>>();
	return (machine, task) => {
		const {kernel} = machine;
		const known = birthOf(kernel, task);
		if (known === undefined || kernel.task.mm[task] !== known.childMm) {
			return undefined;
		}

		const {inherited, shared, copiedByChild} = sharingNow(countOf(counts, machine, known), machine);
		const hasParent = mmOf(kernel, known.birth.parent) === known.parentMm;
		return {born: inherited, still: hasParent ? shared : 0, copied: copiedByChild};
	};
}

/** Births are looked up by going to their events, on a machine of its own; each once. */
function createBirths(timeline: Timeline): (kernel: Kernel, task: Task) => KnownBirth | undefined {
	const known = new Map<string, KnownBirth | undefined>();
	let machine: Machine | undefined;
	let elder: Birth | undefined;
	return (kernel, task) => {
		const key = taskKey(kernel, task);
		if (!known.has(key)) {
			machine ??= copyMachine(timeline.machine);
			const found = birthIn(timeline, machine, kernel.task.born[task], elder);
			known.set(key, found);
			elder = found?.birth ?? elder;
		}

		return known.get(key);
	};
}

function birthIn(
	timeline: Timeline,
	machine: Machine,
	event: number,
	elder: Birth | undefined,
): KnownBirth | undefined {
	if (event <= timeline.first) {
		return undefined;
	}

	goTo(timeline, machine, event);
	const {kernel, program, outcome} = machine;
	const {op, result, task, other} = outcome;
	const isFork = forkKinds.includes(program.kind[op]) && result === 0 && kernel.task.leader[other] === other;
	if (!isFork || other === 0) {
		return undefined;
	}

	const parent = kernel.task.leader[task];
	const birth = recordBirth(machine, parent, other, elder);
	return {birth, childMm: kernel.task.mm[other], parentMm: kernel.task.mm[parent]};
}

/** On from where the machine stands, unless there is a keyframe nearer by or it stands behind. */
function goTo({keyframes}: Timeline, machine: Machine, event: number): void {
	const keyframe = keyframeAt(keyframes, event - 1);
	const here = eventCount(machine);
	if (here >= event || here < keyframe.position) {
		restoreKeyframe(machine, keyframe);
	}

	while (eventCount(machine) < event && stepMachine(machine)) {
		// The way to the birth.
	}
}

/** What a child shares, as it was counted last on a machine. */
type Count = {readonly tally: Tally; readonly changes: Changes; readonly known: KnownBirth; event: number};

function countOf(counts: WeakMap<Machine, Map<string, Count>>, machine: Machine, known: KnownBirth): Count {
	const ofMachine = counts.get(machine) ?? new Map<string, Count>();
	counts.set(machine, ofMachine);
	const {pid, born} = known.birth.child;
	const key = `${pid}@${born}`;
	const changes = createChanges();
	const found = ofMachine.get(key) ?? {
		tally: createTally(machine.kernel, known.birth, changes),
		changes,
		known,
		event: -1,
	};
	ofMachine.set(key, found);
	return found;
}

function sharingNow(now: Count, machine: Machine): Sharing {
	const {tally, changes, known} = now;
	const event = eventCount(machine);
	if (event === now.event) {
		return counted(tally);
	}

	if (event === now.event + 1) {
		noteEvent(changes, machine, event, known);
	} else {
		tally.countedAt = -1;
		forgetChanges(changes);
	}

	now.event = event;
	return count(tally, viewSharing(machine.kernel), changes, event);
}

function noteEvent(changes: Changes, machine: Machine, event: number, {childMm, parentMm}: KnownBirth): void {
	const {program, outcome, kernel} = machine;
	if (!quietKinds.includes(program.kind[outcome.op]) || kernel.effects.count > 0) {
		noteChanges(changes, machine, event, (mm) => mm === childMm || mm === parentMm);
	}
}
