/**
 * What a read or a write of one address would do now, on this kernel. It is not worked out by rules beside those of the
 * kernel: a copy of the machine carries the access out, and what became of the copy is the answer.
 */
import {type AddressWalk, type WalkStep, walkAddress} from '../analysis/address/address-walk.ts';
import {type MemoryView, viewMemory} from '../analysis/memory/memory.ts';
import {plural, timeText} from '../analysis/words/text.ts';
import {
	clearEffects,
	createAccess,
	type Access as KernelAccess,
	pageBytes,
	readPages,
	writePages,
} from '../kernel/index.ts';
import type {Task} from '../kernel/state/ids.ts';
import {workUnitCount, workUnits} from '../kernel/state/work.ts';
import {eventCount, type Machine} from '../machine/state.ts';
import {copyMachine} from '../timeline/copy-machine.ts';
import {type Consequence, outcomeOf} from './history/events.ts';
import {standingOf, tallyBetween} from './history/tally-between.ts';

export type Access = 'read' | 'write';

/** `through`: the hardware lets it; `served`: after faults; `segv`, `sigbus` and `killed`: the process ends of it. */
export type AccessAnswer = {
	readonly ending: 'through' | 'served' | 'segv' | 'sigbus' | 'killed';
	readonly faults: number;
	/** Pages copied for it. */
	readonly copied: number;
	/** The event that wrote what stands there then, 0 for zeros; undefined where nothing can be read. */
	readonly contents?: number;
	/** Time in the kernel, in microseconds. */
	readonly sysUs: number;
	readonly consequences: readonly Consequence[];
	/** All of it in one sentence. */
	readonly sentence: string;
};

export type WalkAnswer = AddressWalk & {readonly read: AccessAnswer; readonly write: AccessAnswer};

/** The walk of a living process for an address in bytes, and what a read and a write of it would do. */
export function answerWalk(machine: Machine, view: MemoryView, task: Task, address: number): WalkAnswer {
	const walk = walkAddress(view, task, address);
	return {
		...walk,
		read: tryAccess(machine, walk, task, 'read'),
		write: tryAccess(machine, walk, task, 'write'),
	};
}

function tryAccess(machine: Machine, walk: AddressWalk, task: Task, access: Access): AccessAnswer {
	if (walk.steps.length === 0) {
		return withSentence(walk, access, {ending: 'segv', faults: 0, copied: 0, sysUs: 0, consequences: []});
	}

	const copy = copyMachine(machine);
	const {kernel} = copy;
	clearEffects(kernel.effects);
	const before = standingOf(kernel);
	const done = carryOut(copy, task, Math.floor(walk.address / pageBytes), access);
	const faults = done.minorFaults + done.majorFaults;
	const served = faults > 0 ? 'served' : 'through';
	return withSentence(walk, access, {
		ending: endingOf(done) ?? served,
		faults,
		copied: kernel.work.amount[workUnits.page_copy] - before.work[workUnits.page_copy],
		contents: walkAddress(viewMemory(copy), task, walk.address).frame?.word,
		sysUs: priceSince(copy, before.work),
		consequences: outcomeOf({result: 0, signal: 0, ...tallyBetween(kernel, before, standingOf(kernel))}),
	});
}

/** How an access ends that the process does not survive. */
function endingOf({segv, sigbus, killed}: KernelAccess): 'segv' | 'sigbus' | 'killed' | undefined {
	return segv ? 'segv' : sigbus ? 'sigbus' : killed ? 'killed' : undefined;
}

/** What fork has left for a child to do comes before all that it does. */
function carryOut(copy: Machine, task: Task, vpn: number, access: Access): KernelAccess {
	const {kernel} = copy;
	const done = createAccess();
	if ((kernel.policies.resume?.(kernel, kernel.task.mm[task]) ?? 0) < 0) {
		done.killed = true;
	} else if (access === 'read') {
		readPages(kernel, task, vpn, vpn + 1, done);
	} else {
		writePages(kernel, task, vpn, vpn + 1, eventCount(copy) + 1, done);
	}

	return done;
}

function priceSince({kernel, prices}: Machine, before: Float64Array): number {
	let us = 0;
	for (let unit = 1; unit <= workUnitCount; unit += 1) {
		us += (kernel.work.amount[unit] - before[unit]) * prices[unit];
	}

	return us;
}

function withSentence(
	walk: AddressWalk,
	access: Access,
	answer: Omit<AccessAnswer, 'sentence'>,
): AccessAnswer {
	return {...answer, sentence: `A ${access} now ${whatItDoes(walk, access, answer)}.`};
}

function whatItDoes(
	walk: AddressWalk,
	access: Access,
	{ending, faults, sysUs, consequences}: Omit<AccessAnswer, 'sentence'>,
): string {
	switch (ending) {
		case 'through':
			return 'goes through without a fault: every entry on the way lets it';
		case 'segv':
			return `kills the process (SIGSEGV): ${refusal(walk)}`;
		case 'sigbus':
			return `kills the process (SIGBUS): ${consequences.map(({text}) => text).join(', ')}`;
		case 'killed':
			return 'kills the process, as memory is used up';
		default: {
			const came = consequences.map(({text}) => text).join(', ');
			const taken = faults === 1 ? 'faults' : `takes ${plural(faults, 'fault')}`;
			return `${taken} (${obstacle(walk.steps, access)})${came === '' ? '' : `: ${came}`}; ${timeText(sysUs)}`;
		}
	}
}

function refusal({mapping, steps}: AddressWalk): string {
	if (steps.at(-1)?.right === 'guard') {
		return 'a guard stands there';
	}

	return mapping === undefined ? 'nothing is mapped there' : `the mapping is ${mapping.perms}`;
}

const obstacles: Readonly<Record<WalkStep['right'], string>> = {
	write: 'the table is not its own',
	read: 'lets no write through',
	absent: 'is marked absent',
	swap: 'names a page in swap',
	guard: 'is a guard',
	empty: 'is empty',
};

/** The first entry from above that does not let the access through. */
export function obstacle(steps: readonly Pick<WalkStep, 'levelName' | 'right'>[], access: Access): string {
	const refused = steps.find(({right}) => right !== 'write' && (access === 'write' || right !== 'read'));
	return refused === undefined
		? obstacles.write
		: `the ${refused.levelName} entry ${obstacles[refused.right]}`;
}
