/** Workloads as commands take them: reading what is named, and the run at the moment that the flags describe. */

import {existsSync} from 'node:fs';
import type {Readable} from 'node:stream';
import {didYouMean} from '../../analysis/words/suggest.ts';
import {plural} from '../../analysis/words/text.ts';
import {defaultDesign} from '../../designs/index.ts';
import {type GeometryChoice, type MachineChoice, machineOptions} from '../../inquiry/choices.ts';
import {goTo} from '../../inquiry/moment/go-to.ts';
import {openRun, type Run} from '../../inquiry/run.ts';
import {branchAt} from '../../inquiry/what-if/branch.ts';
import {readWhatIf} from '../../inquiry/what-if/words.ts';
import type {HugePageMode} from '../../kernel/state/limits.ts';
import {type ForkAs, type Rewritten, rewriteForks} from '../../machine/fork-as.ts';
import {parseSize} from '../../machine/ops/size.ts';
import {withPrintableNames} from '../../machine/printable.ts';
import type {Header, Program} from '../../machine/program.ts';
import {withHugePages} from '../../machine/thp-as.ts';
import {UserError} from '../../machine/user-error.ts';
import type {RunningOptions} from '../../readers/proc/index.ts';
import {pidsOf} from '../../readers/proc/tree.ts';
import {findWorkload, workloads} from '../../workloads/index.ts';
import type {Context} from '../command.ts';
import {print} from '../output/print.ts';
import {readRecording, tellTrust} from '../output/reading.ts';
import {spellFlag} from './global-flags.ts';
import {runningFlags} from './shared-flags.ts';
import {parameterNames} from './workload-parameters.ts';

export type WorkloadContext = Pick<Context, 'input' | 'stderr' | 'env'> & {
	readonly stdin: Readable;
	readonly flags: Readonly<Record<string, unknown>>;
	/** Names are escaped by who prints them, and come as they are. */
	readonly escapesNames?: boolean;
};

/**
 * Reads the workload that the words name: a built-in one with its parameters, a file, a folder or the files of one recording,
 * or `-`; with --fork-as its forks replaced, those of --then among them, on the machine that --memory, --swap, --overcommit and --thp describe. Its names are printable, unless the
 * answer is JSON or escapes them itself. Lines of a recording that cannot be used are told on stderr. Throws a UserError where
 * there is none.
 */
export async function loadWorkload(context: WorkloadContext): Promise<Program> {
	return settleWorkload(await openNamed(context), context);
}

/** The first half of it: what the words name, as it was built or read. */
export async function openNamed(context: WorkloadContext): Promise<Program> {
	const {flags} = context;
	const name = checkNamed(context);
	return findWorkload(name)?.build(flags) ?? openFiles(name, context);
}

/** The first of the words. Throws a UserError for words and flags that do not go together. */
export function checkNamed({input, flags}: Pick<WorkloadContext, 'input' | 'flags'>): string {
	const [name, ...rest] = input;
	if (name === undefined) {
		throw new UserError('Which workload?', {expected: `a file, - or one of ${names().join(', ')}`});
	}

	const isBuiltIn = findWorkload(name) !== undefined;
	const strange = rest.find((word) => isBuiltIn || !existsSync(word));
	if (strange !== undefined) {
		throw new UserError(`One workload at a time: "${strange}" is one word too many.`);
	}

	refuseStrangeParameters(name, flags);
	refuseRunningFlags(name, flags);
	return name;
}

/** The second half: on the machine that flags describe, with forks replaced and a what-if in place. */
export function settleWorkload(built: Program, context: WorkloadContext): Program {
	const {flags, stderr} = context;
	const program = onMachine(built, flags);
	const branch = hasWhatIf(flags) ? whatIf(program, flags, stderr) : program;
	const rewritten = flags.forkAs === undefined ? branch : rewrite(branch, flags.forkAs as ForkAs, stderr);
	return escapesNames(context) ? rewritten : withPrintableNames(rewritten);
}

/** Whether other ops than the recorded ones follow at the moment of --at; the workload then ends with them. */
export function hasWhatIf({then}: WorkloadContext['flags']): boolean {
	return Array.isArray(then) && then.length > 0;
}

/** The workload up to the moment of --at, and what --then asks for. */
function whatIf(
	program: Program,
	{then, kernel, geometry, at}: WorkloadContext['flags'],
	stderr: WorkloadContext['stderr'],
): Program {
	const whatIfs = (then as readonly string[]).map(readWhatIf);
	const chosen = {
		kernel: typeof kernel === 'string' ? kernel : defaultDesign.id,
		...(geometry === undefined ? {} : {geometry: geometry as GeometryChoice}),
	};
	const run = openRun(program, machineOptions(program, chosen));
	goTo(run.timeline, typeof at === 'string' ? at : 'end', tellOn(stderr));
	return branchAt(run, whatIfs);
}

function escapesNames({flags, escapesNames = false}: WorkloadContext): boolean {
	return escapesNames || flags.json === true || flags.format === 'json';
}

/** What flags say of the machine in place of the workload. */
function onMachine(program: Program, {thp, memory, swap, overcommit}: WorkloadContext['flags']): Program {
	const set = thp === undefined ? program : withHugePages(program, thp as HugePageMode);
	const limits: Partial<Header> = {
		...(memory === undefined ? {} : {memoryBytes: sizeOf('memory', memory)}),
		...(swap === undefined ? {} : {swapBytes: sizeOf('swap', swap)}),
		...(overcommit === undefined ? {} : {overcommit: Number(overcommit)}),
	};
	return {...set, header: {...set.header, ...limits}};
}

function sizeOf(flag: string, text: unknown): number {
	const bytes = parseSize(text);
	if (bytes === undefined) {
		throw new UserError(`--${flag} cannot be "${String(text)}"`, {expected: 'a size such as 64M or 1G'});
	}

	return bytes;
}

function rewrite(program: Program, as: ForkAs, stderr: WorkloadContext['stderr']): Program {
	const result = rewriteForks(program, as);
	print(stderr, rewriteText(result, as));
	return result.program;
}

/** What --fork-as changed, and what it could not know. */
function rewriteText({rewritten, kept, unknown}: Rewritten, as: string): string {
	const children = plural(rewritten, 'child', 'children');
	const told = `${children} started by ${as} instead, ${kept} started as before.\n`;
	return unknown === 0
		? told
		: `${told}What they wrote to pages of their parents is not in a recording of faults, so the copies that it would take are missing.\n`;
}

function refuseStrangeParameters(name: string, flags: WorkloadContext['flags']): void {
	const given = parameterNames().filter((flag) => flags[flag] !== undefined && flags[flag] !== false);
	const known = Object.keys(findWorkload(name)?.parameters ?? {});
	const strange = given.find((flag) => !known.includes(flag));
	if (strange !== undefined) {
		const list = known.length === 0 ? 'It has none.' : `It has ${known.map(spellFlag).join(', ')}.`;
		throw new UserError(`The workload ${name} has no parameter ${spellFlag(strange)}. ${list}`);
	}
}

/** Throws a UserError for a flag of processes that run now, where the workload is another one. */
export function refuseRunningFlags(name: string, flags: WorkloadContext['flags']): void {
	const given = Object.keys(runningFlags).find((flag) => flags[flag] !== undefined && flags[flag] !== false);
	if (given !== undefined && pidsOf(name) === undefined) {
		throw new UserError(`${spellFlag(given)} is for processes that run now, pid:812, not for ${name}.`);
	}
}

/** What a search for a moment has to say beside where it is. */
export function tellOn(stderr: WorkloadContext['stderr']): (sentence: string) => void {
	return (sentence) => print(stderr, `${sentence}\n`);
}

async function openFiles(name: string, {input, flags, ...streams}: WorkloadContext): Promise<Program> {
	try {
		return (await readRecording(input, streams, runningOptions(flags))).program;
	} catch (error) {
		const hint = didYouMean(name, names()) || ` Built in: ${names().join(', ')}.`;
		throw isUnknownName(error, name)
			? new UserError(`There is no workload and no file ${name}.${hint}`)
			: error;
	}
}

/** What the flags say of processes that run now. */
function runningOptions({freeze, anonymous, proc}: WorkloadContext['flags']): RunningOptions {
	return {
		freeze: freeze === true,
		anonymous: anonymous === true,
		...(typeof proc === 'string' ? {proc} : {}),
	};
}

/** A word without a dot or slash is meant as the name of a built-in workload. */
function isUnknownName(error: unknown, name: string): boolean {
	const {code} = error instanceof UserError ? ((error.cause ?? {}) as NodeJS.ErrnoException) : {};
	return code === 'ENOENT' && !/[./\\]/.test(name);
}

function names(): string[] {
	return workloads.map(({id}) => id);
}

type MomentFlags = MachineChoice & {readonly at: string; readonly json?: boolean};

/** Memory for the way back of a run that is looked at once. */
const passingBytes = 16 * 2 ** 20;

/** Loads the workload, and opens a run of it at the moment that is looked at; tells on stderr what limits what is seen there. */
export async function openAt(
	context: Pick<WorkloadContext, 'input' | 'stdin' | 'stderr' | 'env' | 'escapesNames'> & {
		readonly flags: MomentFlags;
		/** The answer has times in it: unless told, text has. */
		readonly tellsTimes?: boolean;
	},
): Promise<Run> {
	const program = await loadWorkload(context);
	const run = openRun(program, {...machineOptions(program, context.flags), budgetBytes: passingBytes});
	goTo(run.timeline, hasWhatIf(context.flags) ? 'end' : context.flags.at, tellOn(context.stderr));
	tellTrust(context.stderr, run.timeline, context.tellsTimes ?? context.flags.json !== true);
	return run;
}
