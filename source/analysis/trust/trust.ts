/**
 * How far an answer can be trusted: all that limits it, collected in one place, a sentence each. Silence means exact. What the
 * recording lacks is known before it runs (`programTrust`); the rest is what the run came upon.
 */
import type {CostTable} from '../../designs/costs/cost-table.ts';
import {defectSentence} from '../../designs/defects.ts';
import type {Design, WorkloadNeeds} from '../../designs/design.ts';
import {linux6} from '../../designs/linux-6.ts';
import {framesBesidePool} from '../../kernel/frames/frame.ts';
import {metDefects} from '../../kernel/state/defects.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {framesMax} from '../../kernel/state/pte.ts';
import {totals} from '../../kernel/state/schema.ts';
import {needsOf} from '../../machine/needs.ts';
import type {Program} from '../../machine/program.ts';
import {remarksOn} from '../../machine/refusal.ts';
import {plural, sizeText} from '../words/text.ts';
import {limitSentence} from './limits.ts';

/** What a run came upon. Faults are those that a recording saw. */
export type Evidence = {
	readonly recorded: number;
	/** Of them those that were taken in the same way, and those on pages that were there already. */
	readonly same: number;
	readonly present: number;
	/** Ops that the kernel refused. */
	readonly refused: number;
	/** Requests to take pages out of memory that had no effect, as they are not simulated. */
	readonly kept: number;
	/** Pages that had left memory before a recorded fault, at a time that is not known. */
	readonly lost: number;
};

/** Of a program, whatever it runs on. */
export function programTrust({header}: Program): readonly string[] {
	return [...(header.limits ?? []).map(limitSentence), ...sizeSentences(header)];
}

/** What of one kind can be in use at once: entries have room for no larger numbers of frames and slots. */
const simulatedBytes = framesMax * pageBytes;

/** Of machines that are larger than that. */
function sizeSentences({memoryBytes = 0, swapBytes}: Program['header']): string[] {
	const sentence = (bytes: number, what: string, then: string) =>
		bytes <= simulatedBytes
			? []
			: [
					`The machine has ${sizeText(bytes)} of ${what}, of which no more than ${sizeText(simulatedBytes)} can be in use here: ${then}.`,
				];
	return [
		...sentence(memoryBytes, 'memory', 'what needs more is refused as if memory were used up'),
		...sentence(swapBytes, 'swap', 'what needs more stays in memory as if swap were full'),
	];
}

/** Of a run that needed more than can be simulated, of a machine that has it. */
function usedUpSentences(kernel: Kernel): string[] {
	const most = framesBesidePool(kernel);
	return kernel.limits.frames > most && kernel.total.value[totals.framesPeak] >= most
		? [
				`All ${sizeText(simulatedBytes)} of memory that can be simulated were in use, and more was refused as if memory were used up.`,
			]
		: [];
}

/** Of the sentences of a run those that were not told when its recording was read. */
export function trustOfRun(program: Program, trust: readonly string[] = []): readonly string[] {
	const told = programTrust(program);
	return trust.filter((sentence) => !told.includes(sentence));
}

type Subject = {readonly program: Program; readonly design: Design; readonly kernel: Kernel};

/**
 * Of a run; who tells its times adds `timeTrust`. Recordings are of today's Linux: that another kernel takes other faults is
 * an answer, and limits none.
 */
export function runTrust({program, design, kernel}: Subject, evidence: Evidence): readonly string[] {
	const needs = needsOf(program);
	return [
		...programTrust(program),
		...(design.id === linux6.id && !isAskedOtherwise(program) ? faultSentences(evidence) : []),
		...refusalSentences(evidence),
		...swapSentences(design, evidence),
		...usedUpSentences(kernel),
		...cgroupSentences(needs, design),
		...poolSentences(needs, design),
		...userfaultSentences(needs),
		...collapseSentences(needs, design),
		...remarksOn(design, program),
		...metDefects(kernel).map(defectTrust),
	];
}

const defectWords = 'Known defect of this kernel, met here: ';

/** What a run has met of it is what that kernel would have done, and no other. */
function defectTrust(defect: number): string {
	return `${defectWords}${defectSentence(defect)}.`;
}

/** Sentences for those that list the known defects by themselves, with where each was met, or compare kernels by other things. */
export function withoutDefects(trust: readonly string[]): readonly string[] {
	return trust.filter((sentence) => !sentence.startsWith(defectWords));
}

/** Faults that differ are an answer then too. */
function isAskedOtherwise({header}: Program): boolean {
	return header.limits?.some(({kind}) => kind === 'other-huge-pages') ?? false;
}

/** Of the times of a run; a past that is made up took none, and says so. */
export function timeTrust({header}: Program, costs: CostTable): readonly string[] {
	return header.limits?.some(({kind}) => kind === 'made-up-past') ? [] : priceTrust(costs);
}

/** Of times at these prices. */
export function priceTrust({limits = []}: CostTable): readonly string[] {
	return limits;
}

/** Below this share of the recorded faults the figures are of another run than the recorded one. */
const likeness = 0.95;

function faultSentences({recorded, same, present, lost}: Evidence): string[] {
	const alike = same >= likeness * recorded;
	const percent = Math.floor((same / recorded) * 1000) / 10;
	return [
		...(alike
			? []
			: [
					`Only ${percent} % of the recorded page faults are taken as recorded (${same} of ${recorded}): figures of memory and time may differ; run --differences groups the others.`,
				]),
		...(present === 0
			? []
			: [
					`${plural(present, 'recorded page fault')} ${present === 1 ? 'was' : 'were'} on pages that are there already: what took them away, such as a shortage of memory, is not in the recording.`,
				]),
		...(lost === 0
			? []
			: [
					`${plural(lost, 'page')} had left memory before the recorded page fault that brought ${lost === 1 ? 'it' : 'each'} back, at a time that nothing tells: until then up to so many more are counted as in memory, and those that were never used again for ever.`,
				]),
	];
}

/** A recording has what was granted only; in other workloads a refusal is an answer. */
function refusalSentences({recorded, refused}: Evidence): string[] {
	return recorded === 0 || refused === 0
		? []
		: [
				`${plural(refused, 'op')} of the recording ${refused === 1 ? 'is' : 'are'} refused here, and all that followed may differ.`,
			];
}

/** Linux shares page tables of such mappings between processes, where they cover a table of 1 GiB whole. */
function poolSentences({hugetlbTables}: WorkloadNeeds, {policies}: Design): string[] {
	return !hugetlbTables || policies.hasHugetlb !== true
		? []
		: [
				'Shared mappings of huge pages that cover 1 GiB and more share page tables on Linux, which is not simulated: each process has its own here.',
			];
}

/** Registering keeps memory apart; that a fault waits for a process, and what that puts there, is not known. */
function userfaultSentences({servesFaults}: WorkloadNeeds): string[] {
	return servesFaults
		? [
				'Faults that a process asked to serve itself (userfaultfd) are served by the kernel here: pages are filled as in other memory, and nobody waits for them.',
			]
		: [];
}

/** Linux collapses pages of shared memory and of files too, since 6.1 and 5.19. */
function collapseSentences({collapses, sharedMemory}: WorkloadNeeds, {policies}: Design): string[] {
	return collapses && sharedMemory && policies.rules.hugePages === 'split'
		? [
				'Only memory without a file that nobody shares is collapsed into huge pages here: asked to collapse shared memory, Linux does it, and EINVAL answers here.',
			]
		: [];
}

/** A real kernel charges more to a cgroup than pages and page tables; how much was measured on 6.18. */
function cgroupSentences({cgroups}: WorkloadNeeds, {policies}: Design): string[] {
	return cgroups && policies.hasCgroups === true
		? [
				'Memory cgroups are charged for pages and page tables; the 60 to 80 KiB that Linux needs beside them for each process, and up to 252 KiB that it charges ahead on each CPU, are left out, so that a real limit is met a little earlier.',
			]
		: [];
}

function swapSentences({policies}: Design, {kept}: Evidence): string[] {
	if (kept === 0) {
		return [];
	}

	const asked = `${plural(kept, 'request')} to take pages out of memory`;
	return policies.swaps === true
		? [`${asked} left pages of files in memory: only memory without a file goes to swap here.`]
		: [`${asked} left all but pages of files in memory: this kernel could not swap.`];
}
