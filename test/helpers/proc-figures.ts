/** What /proc said of a process, and what the simulation says of it, in the same figures. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {viewMemory} from '../../source/analysis/memory/memory.ts';
import {type ProcessReport, reportProcesses} from '../../source/inquiry/outcome/report.ts';
import {createMachine, runMachine} from '../../source/machine/machine.ts';
import type {Program} from '../../source/machine/program.ts';

const names = ['Rss', 'Private_Dirty', 'Private_Clean', 'Shared_Dirty', 'Shared_Clean', 'Anonymous'] as const;
export type Figures = Readonly<Record<(typeof names)[number] | 'VmPTE', number>>;

/** In kB, of the mappings that a process may have for itself. */
export function figuresOfProc(folder: string, pid: number): Figures {
	const text = (name: string) => readFileSync(path.join(folder, String(pid), name), 'utf8');
	const smaps = text('smaps');
	const sum = (name: string) =>
		[...smaps.matchAll(new RegExp(`^${name}: +(\\d+) kB`, 'gm'))].reduce(
			(total, match) => total + Number(match[1]),
			0,
		);
	const figures = Object.fromEntries(names.map((name) => [name, sum(name)]));
	return {...figures, VmPTE: Number(/^VmPTE:\s+(\d+)/m.exec(text('status'))?.[1])} as Figures;
}

/** Of every process of a program, at its end. */
export function simulated(program: Program): ReadonlyMap<number, ProcessReport> {
	const machine = createMachine(program);
	runMachine(machine);
	const reports = Object.entries(reportProcesses(viewMemory(machine)));
	return new Map(reports.map(([pid, report]) => [Number(pid), report]));
}

export function figuresOfReport({vmas, pageTablesKb}: ProcessReport): Figures {
	const sum = (name: (typeof names)[number]) => vmas.reduce((total, vma) => total + vma[name], 0);
	return {...Object.fromEntries(names.map((name) => [name, sum(name)])), VmPTE: pageTablesKb} as Figures;
}

/** What of the figures depends on no process outside that maps the same files for a moment. */
export function withoutOutside(figures: Figures | undefined) {
	const {Private_Clean = 0, Shared_Clean = 0, ...others} = figures ?? {};
	return {...others, clean: Private_Clean + Shared_Clean};
}
