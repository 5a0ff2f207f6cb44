/**
 * What commands answer with `--json`, by the name in `schema`: a contract. `scripts/schemas.mjs` makes the JSON Schemas of it
 * that `forkscope schema` prints, with the comments of these types and of those that they name.
 */

import type {FrameRow} from '../analysis/rows/frames.ts';
import type {PageTableRow} from '../analysis/rows/page-tables.ts';
import type {SlotRow} from '../analysis/rows/slots.ts';
import type {TreeRow} from '../analysis/rows/tree.ts';
import type {CostTable} from '../designs/costs/cost-table.ts';
import type {Measurement} from '../designs/costs/published.ts';
import type {Design} from '../designs/design.ts';
import type {Data} from '../exports/form.ts';
import type {WalkAnswer} from '../inquiry/access.ts';
import type {CheckAnswer} from '../inquiry/check.ts';
import type {Reads} from '../inquiry/compare/reads.ts';
import type {Skipped} from '../inquiry/compare/rows.ts';
import type {Calibration} from '../inquiry/costs/calibration.ts';
import type {FaultDifference} from '../inquiry/outcome/differences.ts';
import type {RefusedOp} from '../inquiry/outcome/refused.ts';
import type {ProcessReport, Report, VmaReport} from '../inquiry/outcome/report.ts';
import type {RunSummary} from '../inquiry/outcome/summary.ts';
import type {Question} from '../inquiry/quiz/questions.ts';
import type {RaceQuestion} from '../inquiry/quiz/race-questions.ts';
import type {sharingData} from '../inquiry/sharing/data.ts';
import type {Crossing, Gap, Point, Series} from '../inquiry/sweep/answer.ts';
import type {WhyLine} from '../inquiry/why/why.ts';
import type {cellAnswer} from '../races/answer.ts';
import type {Workload} from '../workloads/workload.ts';

/** What stands before the fields of an answer about one machine. */
export type About = {
	readonly workload: string;
	readonly kernel: string;
	/** What limits the answer, a sentence each; absent where nothing does. */
	readonly trust?: readonly string[];
};

/** Answers about one machine at one moment, behind what they are about. */
export type MachineAnswers = {
	readonly check: Omit<CheckAnswer, 'trust'>;
	readonly frames: {
		/** The most referenced first. */
		readonly frames: readonly FrameRow[];
		/** Those in use, by their numbers; with --pid those in which it has pages. */
		readonly slots: readonly SlotRow[];
	};
	readonly map: {
		/** Pages to a sign. */
		readonly zoom: number;
		/** Lines on which nothing is in memory are left out. */
		readonly lines: readonly MapLine[];
	};
	readonly maps: {
		/** By pid. */
		readonly processes: Readonly<Record<string, ProcessMaps>>;
	};
	readonly pane: Moment & PaneRows;
	readonly report: Report & {
		/** As in the answers of a real kernel, which name the file. */
		readonly workload: {readonly forkscope: 1; readonly name: string};
		readonly refused?: readonly RefusedOp[];
	};
	readonly screen: Moment & {
		readonly columns: number;
		readonly rows: number;
		/** Those that are seen on it, each with all of its rows. */
		readonly panes: readonly PaneRows[];
	};
	readonly sharing: ReturnType<typeof sharingData>;
	readonly tables:
		| {
				/** By pid, from the top table to the leaves. */
				readonly processes: Readonly<Record<string, readonly SharedTableRow[]>>;
		  }
		| {
				/** With --address. */
				readonly walk: WalkAnswer;
		  };
	readonly why: {
		/** `swap slot 12`: what was asked about. */
		readonly subject: string;
		/** In the order of time; the history of a page goes on through swap. */
		readonly events: readonly WhyEvent[];
		/** Of a page in swap: who has it there, and what a read and a write would do, a sentence each. */
		readonly now: readonly string[];
	};
	readonly tree: {
		/** Parents before their children. */
		readonly processes: readonly Pick<
			TreeRow,
			'pid' | 'ppid' | 'name' | 'command' | 'user' | 'state' | 'threadOf' | 'depth'
		>[];
	};
};

/** An event of a history. */
export type WhyEvent = WhyLine & {
	readonly timeUs: number;
	/** The op, in words. */
	readonly asked: string;
};

/** Answers that say themselves what they are about. */
export type OtherAnswers = {
	readonly compare: {
		readonly workload: string;
		readonly trust?: readonly string[];
		/** Least system time first; behind them those that cannot run it. */
		readonly kernels: readonly ((RunSummary & {readonly reads: Reads}) | Skipped)[];
	};
	readonly sweep: {
		readonly workload: string;
		readonly trust?: readonly string[];
		/** As its flag is named, in camelCase. */
		readonly parameter: string;
		readonly values: readonly number[];
		readonly series: readonly Series[];
		/** The name of the one that the others are compared with. */
		readonly reference: string;
		/** The figure in which curves are said to cross. */
		readonly figure: string;
		/** The cost table of all. */
		readonly costs: string;
		/** By value, then as the series stand. */
		readonly points: readonly Point[];
		readonly gaps: readonly Gap[];
		readonly crossings: readonly Crossing[];
	};
	/** What `calibrate` writes, and --costs takes. */
	readonly costs: Calibration;
	readonly forktime: {readonly runs: readonly ForkTime[]; readonly trust?: readonly string[]};
	readonly 'list-costs': {
		readonly costs: readonly (CostTable & {readonly measurements: readonly MeasurementAgain[]})[];
	};
	readonly 'list-kernels': {
		readonly kernels: readonly Omit<Design, 'policies' | 'refuses' | 'remark' | 'calls'>[];
	};
	readonly 'list-workloads': {
		readonly workloads: readonly Pick<Workload, 'id' | 'title' | 'teaches' | 'parameters'>[];
	};
	readonly quiz: {
		/** Absent of exercises about races, which are no run. */
		readonly workload?: string;
		readonly kernel?: string;
		readonly trust?: readonly string[];
		readonly topic: string;
		readonly seed: number;
		/** The scenario of an exercise about races. */
		readonly scenario?: string;
		/** In words; what came of each is told with --answers. */
		readonly events: readonly string[];
		readonly questions: readonly QuizQuestion[];
	};
	readonly races: {
		/** One for each way of locking that was tried. */
		readonly cells: readonly ReturnType<typeof cellAnswer>[];
	};
	readonly run: RunSummary & {
		/** With --differences, the most frequent first. */
		readonly differences?: readonly FaultDifference[];
	};
};

/** Answers that are a line of JSON an event, behind one that says what they are about. */
export type LineAnswers = {readonly live: LiveEvent};

type Of<Answers, Machine> = {
	[Name in keyof Answers]: Omit<Data, 'name' | 'fields' | 'of'> &
		Machine & {readonly name: Name; readonly fields: Answers[Name]};
}[keyof Answers];

/** An answer that keeps to its type. */
export type Answer = Of<MachineAnswers, Required<Pick<Data, 'of'>>> | Of<OtherAnswers, Pick<Data, 'of'>>;

type Moment = {
	/** Events up to the moment. */
	readonly position: number;
	readonly timeUs: number;
};

type PaneRows = {
	readonly pane: string;
	/** Rows that there are; of more than 100,000 the first stand in `rows`. */
	readonly count: number;
	/** Each pane has columns of its own. */
	readonly rows: readonly Readonly<Record<string, unknown>>[];
};

type MapLine = {
	/** Absent of physical memory. */
	readonly pid?: number;
	/** The first page of the line: its address, or the number of its frame behind #. */
	readonly at: string;
	/** A sign a page, as `forkscope map --help` says. */
	readonly cells: string;
	/** On the first line of each mapping. */
	readonly name?: string;
};

type ProcessMaps = {
	readonly vmas: readonly (VmaReport & {
		/** The file, or a name such as [heap]; empty of plain memory. */
		readonly name: string;
		/** In the file, hexadecimal with 0x. */
		readonly offset: string;
		/** In kB; with shared page tables looked through. */
		readonly trueRss: number;
		readonly truePss: number;
		readonly trueUss: number;
		/** Tables of the last level that cover a part of it, and those of them with more than one user. */
		readonly tables: number;
		readonly sharedTables: number;
		/** How fork treats it, where it does so in a way of its own. */
		readonly onFork?: string;
	})[];
	readonly pageTablesKb: ProcessReport['pageTablesKb'];
};

/** A table of a process with the pids of those that reach it. */
export type SharedTableRow = PageTableRow & {readonly sharers: readonly number[]};

/** One kernel, timed; in microseconds. */
export type ForkTime = {
	readonly kernel: string;
	readonly costs: string;
	readonly geometry: string;
	readonly forks: number;
	readonly pages: number;
	readonly usPerFork: number;
	readonly totalUs: number;
};

/** A published measurement, and with --residuals what the simulation comes to and the share by which that is off. */
type MeasurementAgain = Measurement & {readonly simulated?: number; readonly residual?: number};

/** `value`, `answer` and `why` with --answers. */
type QuizQuestion = Pick<Question, 'question'> &
	Partial<Omit<Question, 'question' | 'kind'>> & {
		readonly kind: Question['kind'] | RaceQuestion['kind'];
		/** The way of locking, in an exercise about races. */
		readonly locks?: string;
	};

/** One event of a program that is watched. */
export type LiveEvent = Moment & {
	readonly pid: number;
	readonly comm?: string;
	/** The op, in words. */
	readonly asked?: string;
	/** What came of it, in words; empty where nothing did. */
	readonly came: string;
	/** Time in the kernel. */
	readonly sysUs: number;
};
