/**
 * The library: `import {workload, open, run} from 'forkscope'`. A workload is built or opened, run on a kernel to a moment, and
 * asked there; docs/library.md shows all of it. Nothing that it answers with changes later, and nothing is a row of a table.
 */
export type * from './source/library/answers.ts';
export {
	type Image,
	type Mapping,
	type OpObject,
	type Size,
	type WorkloadBuilder,
	type WorkloadHeader,
	workload,
} from './source/library/build.ts';
export {type CompareOptions, compare} from './source/library/compare.ts';
export {type OpenedWorkload, open, type Problem, read} from './source/library/open.ts';
export {type RaceOptions, races} from './source/library/races.ts';
export {type Run, type RunOptions, run, type ScreenOptions} from './source/library/run.ts';
export type {Workload} from './source/library/workload.ts';
export {UserError} from './source/machine/user-error.ts';
