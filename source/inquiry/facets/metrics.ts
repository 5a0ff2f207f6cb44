/** A moment as gauges: what processes hold in truth and as reported, and what smaps would say of them. */

import type {MemoryView, ProcessMemory} from '../../analysis/memory/memory.ts';
import {processMemory} from '../../analysis/memory/process-memory.ts';
import {mapRows} from '../../analysis/rows/maps.ts';
import {livingProcesses, nameOf, pidOf} from '../../analysis/rows/processes.ts';
import {statistics} from '../../analysis/rows/stats.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Machine} from '../../machine/state.ts';

type Gauge = readonly [name: string, help: string, of: (memory: ProcessMemory) => number];

const gauges: readonly Gauge[] = [
	['rss', 'Resident memory', ({rssBytes}) => rssBytes],
	['pss', 'Fair share of resident memory, shared page tables looked through', ({pssBytes}) => pssBytes],
	['uss', 'Memory that no other process reaches', ({ussBytes}) => ussBytes],
	['shared', 'Resident memory that others reach too', ({rssBytes, ussBytes}) => rssBytes - ussBytes],
	['virtual', 'Memory that is mapped', ({virtualBytes}) => virtualBytes],
	['swapped', 'Memory in swap', ({swappedBytes}) => swappedBytes],
	['page_tables', 'Page tables below the top one', ({tablePages}) => tablePages * pageBytes],
	['reported_rss', 'Resident memory as this kernel counts it', ({reported}) => reported.rssBytes],
	['reported_pss', 'Fair share as this kernel counts it', ({reported}) => reported.pssBytes],
];

const smapsNames = ['Shared_Clean', 'Shared_Dirty', 'Private_Clean', 'Private_Dirty'] as const;

export function metricsOf(view: MemoryView, {program, design}: Machine) {
	const run = {workload: program.header.name, kernel: design.id};
	const processes = livingProcesses(view.kernel).flatMap((task) => {
		const memory = processMemory(view, task);
		const labels = {...run, pid: String(pidOf(view, task)), name: nameOf(view, task)};
		return memory === undefined ? [] : [{labels, memory, rows: mapRows(view, task)}];
	});
	const {frames} = statistics(view);
	const uses = {private: frames.private, file: frames.file, shared: frames.shared, tables: frames.tables};
	return [
		...gauges.map(([name, help, of]) => ({
			name: `forkscope_process_${name}_bytes`,
			help,
			unit: 'bytes' as const,
			samples: processes.map(({labels, memory}) => ({labels, value: of(memory)})),
		})),
		{
			name: 'forkscope_smaps_bytes',
			help: 'Pages by what smaps would say of them',
			unit: 'bytes' as const,
			samples: processes.flatMap(({labels, rows}) =>
				smapsNames.map((field) => ({
					labels: {...labels, field},
					value: rows.reduce((sum, {smaps}) => sum + smaps[field] * 1024, 0),
				})),
			),
		},
		{
			name: 'forkscope_memory_bytes',
			help: 'Physical memory in use, by what for',
			unit: 'bytes' as const,
			samples: Object.entries(uses).map(([use, count]) => ({
				labels: {...run, use},
				value: count * pageBytes,
			})),
		},
	];
}
