/**
 * What a session is: the simulated machine at a moment, with all that panes and reducers may ask of it, and the effects
 * that concern time. screen/session.ts makes one.
 */
import type {MemoryView} from '../../analysis/memory/memory.ts';
import type {Subject} from '../../analysis/words/subject.ts';
import type {Across} from '../../inquiry/compare/across.ts';
import type {AcrossThing} from '../../inquiry/compare/across-figures.ts';
import type {Erosion} from '../../inquiry/sharing/erosion.ts';
import type {Sharer} from '../../inquiry/sharing/sharers.ts';
import type {Why} from '../../inquiry/why/why.ts';
import type {Inquiry} from '../../inquiry/work.ts';
import type {Program} from '../../machine/program.ts';
import type {Machine} from '../../machine/state.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import type {Facts} from './facts.ts';
import type {Effect, Message} from './message.ts';
import type {Model} from './model.ts';
import type {Rows} from './rows.ts';

/** Effects that concern the machine and time. */
export type SessionEffect = Extract<
	Effect,
	{
		readonly type:
			| 'advance'
			| 'stage'
			| 'catchUp'
			| 'seek'
			| 'goto'
			| 'why'
			| 'design'
			| 'beside'
			| 'workload'
			| 'whatIf'
			| 'otherFuture';
	}
>;

export type Session = Omit<Facts, 'rows'> & {
	/** The rows of a pane, with how they are drawn. */
	rows(pane: string, model: Model): Rows;
	/** Grows with every change of the machine, and with what is known of the future. */
	readonly version: number;
	readonly timeline: Timeline;
	readonly machine: Machine;
	readonly kernel: string;
	readonly timeUs: number;
	/** The program has grown, and its end has not been reached since. */
	readonly isBehind: boolean;
	/** Counts the events so far that may have changed who is there: equal numbers, the same tree. */
	readonly families: number;
	/** The same of events that may have changed what pstree says. */
	readonly labels: number;
	/** The same moment on another kernel, where one was asked for. */
	readonly beside: Session | undefined;
	/** The process that starts most others in the whole run, and its ancestors, nearest first. */
	readonly startPids: readonly number[];
	/** Who holds what at this moment; asked anew after every change. */
	readonly memory: MemoryView;
	/** Carries an effect out; the answers are for the model. */
	run(effect: SessionEffect): readonly Message[];
	/**
	 * Stands at a stage of the event that comes next, or with `undefined` at no stage, and answers how many there are. The
	 * last one stands in for those beyond it.
	 */
	standAt(stage: number | undefined): number;
	/** How it was at the stage before. */
	readonly stageBefore: Session | undefined;
	/** How it was before the last event, once it is calm; undefined at the beginning and in stages. */
	readonly eventBefore: Session | undefined;
	/** The history that was asked for last. */
	readonly why: Why | undefined;
	/** The history of a subject up to now; what is not known yet is worked out from now on. */
	historyOf(subject: Subject): Why;
	/** Another program in place of this one, on the same kernel at the same moment; answers with a sentence. */
	load(program: Program): string;
	/**
	 * The moment has been on the screen for a while. What is dear to count waits for this, so that each key shows its effect at
	 * once; whoever asks is drawn again when it is so.
	 */
	readonly isCalm: boolean;
	/** There is something left to find out. */
	readonly isLooking: boolean;
	/** Finds out for about so many milliseconds: how the workload ends, then what panes ask for. */
	lookAhead(milliseconds: number): void;
	/** A process (`31@1234`), or a thing of it, on every kernel at this moment; what is not known yet is worked out from now on. */
	across(process: string, thing?: AcrossThing): Across;
	/** How the children of a process (`31@1234`) stop sharing; what is not known yet is looked for from now on. */
	erosionOf(parent: string): Inquiry<Erosion>;
	/** The process whose children keep most of what they were born with; undefined where there is none, and until it is found. */
	readonly sharer: Sharer | undefined;
};
