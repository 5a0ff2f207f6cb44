/** `sharing`: what the workers of a server share, how fast that erodes, which mappings are to blame, what more would need. */
import {type MemoryView, viewMemory} from '../analysis/memory.ts';
import {writeAs} from '../exports/index.ts';
import {goTo} from '../inquiry/moment/go-to.ts';
import {openRun} from '../inquiry/run.ts';
import type {Erosion} from '../inquiry/sharing/erosion.ts';
import {followErosion} from '../inquiry/sharing/erosions.ts';
import {type Family, familyAt} from '../inquiry/sharing/family.ts';
import {findSharers, type Sharer, sharerTask} from '../inquiry/sharing/sharers.ts';
import {finish} from '../inquiry/work.ts';
import {eventCount, type Machine} from '../machine/machine.ts';
import {UserError} from '../machine/user-error.ts';
import {lengthOf, seek, type Timeline} from '../timeline/timeline.ts';
import {defineCommand} from './command.ts';
import {findProcess} from './find-process.ts';
import {writeAll} from './print.ts';
import {startProgress} from './progress.ts';
import {jsonFlags, kernelFlags, positionFlags, processFlags} from './shared-flags.ts';
import {curveTable, sharingData} from './sharing-data.ts';
import {sharingText} from './sharing-text.ts';
import {loadWorkload, machineOptions} from './workload-flags.ts';
import {parameterFlags} from './workload-parameters.ts';

export const sharing = defineCommand({
	name: 'sharing',
	usage: ['sharing WORKLOAD [--pid PID] [--at POSITION] [--kernel KERNEL] [--json|--csv]'],
	description:
		'Says of a parent and its forked children what they share at a moment, counts a page of several of them once, and shows how the sharing erodes over the run: who copied how many of the pages that a child was born with, and in which mappings. Without --pid it is the process whose children keep most; without --at the last moment at which most of them were there.',
	flags: {
		pid: {...processFlags.pid, summary: 'this process and its children, or its parent and their children'},
		at: {...positionFlags.at, default: undefined},
		...kernelFlags,
		...jsonFlags,
		csv: {type: 'boolean', summary: 'print the curve of every child as CSV'},
		...parameterFlags,
	},
	examples: [
		['sharing prefork --gc', 'What a garbage collector does to the memory that workers share'],
		['sharing redis.perf.txt --kernel odf', 'What a recorded server would have copied on another kernel'],
		['sharing prefork --csv', 'The curves, for a spreadsheet'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const program = await loadWorkload({input, flags, stdin, stderr, env});
		const {timeline} = openRun(program, machineOptions(program, flags));
		const at = flags.at === undefined ? undefined : goTo(timeline, flags.at);
		const progress = startProgress(stderr, `Following ${program.header.name}`);
		const answer = answerAt(timeline, flags.pid, at, stderr.isTTY ? progress.tell : undefined);
		progress.end();
		const content = {data: () => sharingData(answer), table: () => curveTable(answer)};
		const form = flags.json ? 'json' : flags.csv ? 'csv' : undefined;
		await writeAll(stdout, form === undefined ? [sharingText(answer)] : writeAs(form, content));
		return 0;
	},
});

/** What the command says, before it is put into words. */
export type SharingAnswer = {
	readonly timeline: Timeline;
	readonly machine: Machine;
	readonly view: MemoryView;
	readonly erosion: Erosion;
	readonly family: Family;
	/** Index of the child that was asked for; -1 for none. */
	readonly marked: number;
};

/** Works the whole run out; without `at` the moment is the last at which most children shared. */
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

	seek(timeline, at ?? end);
	const sharer = chooseSharer(timeline, sharers, pid, at !== undefined);
	const erosion = finish(followErosion(timeline, sharer.key), onShare);
	seek(timeline, at ?? erosion.fullest ?? end);
	const {machine} = timeline;
	const view = viewMemory(machine);
	return {
		timeline,
		machine,
		view,
		erosion,
		family: familyAt(view, sharerTask(machine, sharer), erosion, eventCount(machine)),
		marked: erosion.children.findIndex(({birth}) => birth.child.pid === pid),
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
	const isParentOfMeant = (sharer: Sharer) => sharer.children.some((child) => child.pid === pid);
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
