/** A scenario under a protocol, made ready to be explored: every CPU's routines as one list of instructions, and a start. */
import type {Protocol} from './protocols.ts';
import type {Scenario} from './scenario.ts';
import type {Layout} from './state.ts';
import type {Branch, Call, Follow, PageKind, Step} from './step.ts';

/** A branch whose mark has become the number of an instruction. */
export type Jump = Omit<Branch, 'to'> & {readonly goTo: number};
/** Where a routine is done: its registers are cleared, and a child that it made is born. */
export type End = {readonly end: Call};
export type Instruction = (Step | Jump | Follow | End) & {
	/** The routine that it belongs to. */
	readonly call: Call;
	/** The first step of a fork: from here until the end the child's memory is as the parent's was at some moment. */
	readonly bears?: number;
};

export type Cpu = {
	/** The address space whose program it runs, 0 when it does the kernel's own work. */
	readonly mm: number;
	readonly calls: readonly Call[];
	readonly instructions: readonly Instruction[];
};

export type Race = {
	readonly scenario: Scenario;
	readonly protocol: Protocol;
	readonly layout: Layout;
	readonly cpus: readonly Cpu[];
	readonly kinds: readonly PageKind[];
	/** Which address space writes a word, 0 for those that are there at the start. */
	readonly writers: readonly number[];
	readonly start: Uint8Array;
};

export function isStep(instruction: Instruction): instruction is Step & Instruction {
	return 'op' in instruction;
}
