/** `run`: a whole run in numbers. */

import {timeTrust, trustOfRun, withoutDefects} from '../analysis/trust/trust.ts';
import {addressText, plural, sizeText, timeText} from '../analysis/words/text.ts';
import {defectSentence} from '../designs/defects.ts';
import {type TextColumn, tableText, wrapText} from '../exports/text.ts';
import {machineOptions} from '../inquiry/choices.ts';
import {goTo} from '../inquiry/moment/go-to.ts';
import {type FaultDifference, watchDifferences} from '../inquiry/outcome/differences.ts';
import type {Fidelity} from '../inquiry/outcome/fidelity.ts';
import {refusedLines} from '../inquiry/outcome/refused.ts';
import {runToSummary} from '../inquiry/outcome/run.ts';
import type {FaultCounts, RunSummary} from '../inquiry/outcome/summary.ts';
import {openRun} from '../inquiry/run.ts';
import {createMachine} from '../machine/machine.ts';
import type {FaultClassName} from '../machine/op.ts';
import type {Program} from '../machine/program.ts';
import {defineCommand} from './command.ts';
import {jsonFlags, kernelFlags, positionFlags} from './flags/shared-flags.ts';
import {hasWhatIf, loadWorkload, tellOn} from './flags/workload-flags.ts';
import {parameterFlags} from './flags/workload-parameters.ts';
import {print} from './output/print.ts';
import {printJson} from './output/print-json.ts';
import {eventProgress, startProgress} from './output/progress.ts';

export const run = defineCommand({
	name: 'run',
	usage: ['run WORKLOAD [--at POSITION] [--kernel KERNEL] [--json]'],
	description:
		'Runs a workload to its end and sums up: processes, faults by kind, the work that the kernel did and what it costs, the most that was in use at a time. For recordings: how many of the recorded faults the simulated kernel takes as well.',
	flags: {
		differences: {
			type: 'boolean',
			summary: 'list the recorded page faults that are not taken as recorded, by kind, mapping and process',
		},
		...positionFlags,
		...kernelFlags,
		...jsonFlags,
		...parameterFlags,
	},
	examples: [
		['run build', 'What a build asks of the kernel'],
		['run make.perf.txt.gz --json', 'A recording in numbers, with how faithfully it replays'],
		['run make.perf.txt.gz --differences', 'Where the recorded machine did something else'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const program = await loadWorkload({input, flags, stdin, stderr, env});
		const options = machineOptions(program, flags);
		const isWhole = flags.at === 'end' || hasWhatIf(flags);
		const end = isWhole ? undefined : goTo(openRun(program, options).timeline, flags.at, tellOn(stderr));
		const progress = startProgress(stderr, `Running ${program.header.name}`);
		const see = eventProgress(progress, end ?? program.count);
		const machine = createMachine(program, options);
		const differing = watchDifferences();
		const watch = () => {
			see();
			differing.see(machine);
		};
		const summary = runToSummary(machine, {watch: flags.differences ? watch : see, events: end});
		progress.end();
		const differences = flags.differences ? differing.list() : undefined;
		const trust = [...(summary.trust ?? []), ...timeTrust(program, machine.costs)];
		if (flags.json) {
			await printJson(stdout, {
				name: 'run',
				fields: {...summary, ...(trust.length === 0 ? {} : {trust}), differences},
				isIndented: true,
			});
		} else {
			print(stdout, summaryText(program, {...summary, trust}, isWhole));
			print(stdout, differences === undefined ? '' : differencesText(differences, summary));
		}

		return 0;
	},
});

function summaryText(program: Program, summary: RunSummary, isWhole: boolean): string {
	const {faults, time, peak} = summary;
	const counts = [
		plural(summary.processes, 'process', 'processes'),
		plural(summary.threads, 'thread'),
		plural(summary.forks, 'fork'),
		plural(summary.vforks, 'vfork'),
		plural(summary.spawns, 'spawn'),
		plural(summary.execs, 'exec'),
		plural(summary.exits, 'exit'),
	].filter((text) => !text.startsWith('0 '));
	const lines = [
		`${summary.workload} on ${summary.kernel}: ${plural(summary.ops, 'event')}`,
		`  life    ${counts.join(', ')}`,
		`  faults  ${faults.minor} minor, ${faults.major} major`,
		faultKinds(faults),
		...refusedAccesses(summary),
		`  time    user ${timeText(time.userUs)}, kernel ${timeText(time.sysUs)}, in all ${timeText(time.realUs)}`,
		...(time.fork.count === 0
			? []
			: [
					`  fork    half of them below ${timeText(time.fork.p50Us)}, 99 % below ${timeText(time.fork.p99Us)}, the longest ${timeText(time.fork.maxUs)}`,
				]),
		`  peak    ${plural(peak.processes, 'process', 'processes')}, RSS ${sizeText(peak.rssKb * 1024)}, of it really there ${sizeText(peak.pssKb * 1024)}`,
		`          ${plural(peak.frames, 'frame')} of memory, ${peak.tableFrames} of them page tables`,
		...troubleLines(program, summary, isWhole),
		...(summary.fidelity === undefined ? [] : fidelityLines(summary.fidelity)),
		...withoutDefects(trustOfRun(program, summary.trust)).map((sentence) =>
			wrapText(sentence, '  ').trimEnd(),
		),
		...summary.defects.map((defect) => wrapText(`known defect: ${defectSentence(defect)}`, '  ').trimEnd()),
		'',
		...workLines(summary.work),
	];
	return `${lines.join('\n')}\n`;
}

/** A refused access is a signal: that many came, and so many processes died of one; a handler served the others. */
function refusedAccesses({faults: {segv}, deaths = {}}: RunSummary): string[] {
	const dead = Object.entries(deaths).map(
		([signal, count]) => `${plural(count, 'process', 'processes')} died of ${signal}`,
	);
	return [...(segv === 0 ? [] : [`${plural(segv, 'access', 'accesses')} refused (SIGSEGV)`]), ...dead].map(
		(text) => `          ${text}`,
	);
}

const differenceColumns: readonly TextColumn<FaultDifference>[] = [
	{title: 'FAULTS', text: ({count}) => String(count)},
	{title: 'RECORDED', isText: true, text: ({recorded}) => faultNames[recorded]},
	{title: 'HERE', isText: true, text: ({taken}) => faultNames[taken]},
	{title: 'MAPPING', isText: true, text: ({mapping}) => mapping},
	{title: 'PROCESS', isText: true, text: ({process}) => process},
	{
		title: 'THE FIRST',
		isText: true,
		text: ({first: {event, pid, address}}) => `event ${event}, ${pid} at ${addressText(address)}`,
	},
];

function differencesText(differences: readonly FaultDifference[], {fidelity}: RunSummary): string {
	if (fidelity === undefined) {
		return '\nThe workload has no recorded page faults that could differ.\n';
	}

	return differences.length === 0
		? '\nNo recorded page fault is taken differently.\n'
		: `\n${tableText(differenceColumns, differences)}`;
}

/** What did not go as the workload asked; what has not run yet is no trouble of a part of a run. */
function troubleLines(
	program: Program,
	{refused = [], neverRan, oomKills}: RunSummary,
	isWhole: boolean,
): string[] {
	const asleep = isWhole ? neverRan : 0;
	return [
		...refusedLines(program, refused).map((line) => `  ${line}`),
		...(oomKills === 0 ? [] : [`  ${plural(oomKills, 'process', 'processes')} killed when memory ran out`]),
		...(asleep === 0 ? [] : [`  ${plural(asleep, 'op')} never ran: the processes sleep for ever`]),
	];
}

function faultKinds({cow, reuse, zero, file, unshare}: FaultCounts): string {
	const kinds = [
		`copied ${cow}`,
		`taken over ${reuse}`,
		`zeros ${zero}`,
		`pages of files and shared memory ${file}`,
		...(unshare === 0 ? [] : [`tables split ${unshare}`]),
	];
	return wrapText(kinds.join(', '), ' '.repeat(10)).trimEnd();
}

const faultNames: Readonly<Record<FaultClassName | 'none', string>> = {
	absentRead: 'read of an absent page',
	absentWrite: 'write to an absent page',
	protectedWrite: 'write to a protected page',
	none: 'no fault',
};

function fidelityLines({recorded, same, byClass}: Fidelity): string[] {
	const classes = Object.entries(byClass).filter(([, counts]) => counts.recorded > 0);
	return [
		`  recorded faults taken as the same class: ${same} of ${recorded} (${percent(same, recorded)})`,
		...classes.map(([name, counts]) => {
			const title = faultNames[name as FaultClassName].padEnd(26);
			return `          ${title}${counts.same} of ${counts.recorded} (${percent(counts.same, counts.recorded)})`;
		}),
	];
}

function percent(part: number, whole: number): string {
	return `${((part / whole) * 100).toFixed(2)} %`;
}

/** Two columns of units, the most frequent first. */
function workLines(work: Readonly<Record<string, number>>): string[] {
	const units = Object.entries(work)
		.filter(([, amount]) => amount > 0)
		.toSorted(([, left], [, right]) => right - left);
	const cells = units.map(([unit, amount]) => `${unit.padEnd(18)}${String(amount).padStart(12)}`);
	const half = Math.ceil(cells.length / 2);
	const rows = cells.slice(0, half).map((cell, i) => `  ${cell}    ${cells[half + i] ?? ''}`.trimEnd());
	return ['  work', ...rows];
}
