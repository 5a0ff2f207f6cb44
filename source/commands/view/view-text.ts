/** `view` without a terminal: the run in text, and single screens as a terminal would show them. */
import {viewMemory} from '../../analysis/memory/memory.ts';
import {pstreeWidth} from '../../analysis/pstree/line.ts';
import {pstree} from '../../analysis/pstree/pstree.ts';
import {pstreeRoots} from '../../analysis/pstree/root.ts';
import {timeTrust, trustOfRun} from '../../analysis/trust/trust.ts';
import {plural, sizeText, timeText} from '../../analysis/words/text.ts';
import {runToSummary} from '../../inquiry/outcome/run.ts';
import {totals} from '../../kernel/state/schema.ts';
import {runMachine} from '../../machine/machine.ts';
import {eventCount, type Machine, timeUs} from '../../machine/state.ts';
import type {Streams} from '../command.ts';

/** Plays the workload to its end; the fullest tree comes first, as it says most, then what the run came to. */
export function playAsText(create: () => Machine, {env, stdout}: Pick<Streams, 'env' | 'stdout'>): string {
	const machine = create();
	let fullest = 0;
	let most = 0;
	const watch = () => {
		const alive = machine.kernel.total.value[totals.tasksAlive];
		if (alive > most) {
			most = alive;
			fullest = eventCount(machine);
		}
	};
	const summary = runToSummary(machine, {watch});
	const {forks, vforks, spawns, execs, exits, faults, time, peak} = summary;
	const started = [plural(forks, 'fork'), plural(vforks, 'vfork'), plural(spawns, 'posix_spawn')];
	const lines = [
		`${summary.workload} on ${summary.kernel}: ${plural(summary.ops, 'event')}, ${timeText(time.realUs)}`,
		`${plural(summary.processes, 'process', 'processes')}, ${started.join(', ')}, ${plural(execs, 'exec')}, ${plural(exits, 'exit')}`,
		`${plural(faults.minor + faults.major, 'fault')}: ${faults.cow} copied a page, ${faults.reuse} took one over, ${faults.zero} filled one with zeros, ${faults.file} mapped a page of a file or of shared memory`,
		`fork took ${timeText(time.fork.p50Us)} at the median, ${timeText(time.fork.maxUs)} at most`,
		`at most ${sizeText(peak.rssKb * 1024)} resident (each process counted whole), ${sizeText(peak.pssKb * 1024)} in truth, ${plural(peak.tableFrames, 'page-table page')}`,
		...trustOfRun(machine.program, summary.trust),
		...timeTrust(machine.program, machine.costs),
	];
	return `${treeAt(create, fullest, pstreeWidth(env.COLUMNS, stdout.columns))}\n${lines.join('\n')}\n`;
}

function treeAt(create: () => Machine, event: number, width: number): string {
	const machine = create();
	runMachine(machine, event);
	const trees = pstreeRoots(viewMemory(machine)).map((root) => pstree(root, {}, width));
	const tree = trees.length === 0 ? 'No process ran.\n' : trees.join('');
	return `The most processes at once, after ${plural(event, 'event')} (${timeText(timeUs(machine))}):\n\n${tree}`;
}
