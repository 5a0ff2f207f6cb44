/** Reading a recording for a command: its progress, what could not be used, and what limits the answers. */
import type {Readable} from 'node:stream';
import {limitSentence} from '../../analysis/trust/limits.ts';
import {trustOfRun} from '../../analysis/trust/trust.ts';
import {plural, sizeText} from '../../analysis/words/text.ts';
import {trustAt} from '../../inquiry/outcome/evidence.ts';
import type {Recording} from '../../readers/format.ts';
import type {OpenOptions} from '../../readers/open.ts';
import type {Problem} from '../../readers/problems.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import type {Streams} from '../command.ts';
import {print} from './print.ts';
import {startProgress} from './progress.ts';

/** Reads a file, a folder or several files as openWorkload does; says on stderr what there is to be said of it. */
export async function readRecording(
	paths: readonly string[],
	{stdin, stderr, env}: Pick<Streams, 'stderr' | 'env'> & {readonly stdin: Readable},
	options: OpenOptions = {},
): Promise<Recording> {
	const progress = startProgress(stderr, `Reading ${paths[0] === '-' ? 'standard input' : paths[0]}`);
	try {
		const {openWorkload} = await import('../../readers/open.ts');
		const {giveUnusedBack, keepNewObjectsFew} = await import('../../readers/room.ts');
		let letGrow: (() => void) | undefined;
		const recording = await openWorkload(paths, stdin, {
			...options,
			env,
			onRead: (share) => progress.tell(share),
			onLarge(name, bytes) {
				letGrow = keepNewObjectsFew();
				print(stderr, largeSentence(name, bytes));
			},
		});
		if (letGrow !== undefined) {
			giveUnusedBack();
			letGrow();
		}

		progress.end();
		print(stderr, recordingNotes(recording));
		return recording;
	} finally {
		progress.end();
	}
}

function largeSentence(name: string, bytes: number): string {
	return `${name} has ${sizeText(bytes)}: reading it, and replaying what it holds, takes a while; Ctrl-C ends it.\n`;
}

/** What is wrong with a recording, and what limits the answers that are got from it; empty when it is whole. */
export function recordingNotes({program, problems}: Recording): string {
	const limits = (program.header.limits ?? []).map((limit) => `${limitSentence(limit)}\n`);
	return problemReport(problems) + limits.join('');
}

/** Tells what limits an answer about the present moment beyond what was told when its recording was read. */
export function tellTrust(stderr: NodeJS.WriteStream, timeline: Timeline, times: boolean): void {
	const sentences = trustOfRun(timeline.machine.program, trustAt(timeline, {times}));
	print(stderr, sentences.map((sentence) => `${sentence}\n`).join(''));
}

/** Kinds of problems that are shown one by one; the rest is counted. */
const shownProblems = 5;

function problemReport(problems: readonly Problem[]): string {
	const faults = problems.filter(({isText}) => isText === undefined);
	const texts = problems.filter(({isText}) => isText === true);
	return faultReport(faults) + texts.map(textSentence).join('');
}

function faultReport(faults: readonly Problem[]): string {
	if (faults.length === 0) {
		return '';
	}

	const lines = faults.slice(0, shownProblems).map(({line, message, count}) => {
		const times = count === 1 ? '' : `, and ${count - 1} more such`;
		return `  line ${line}: ${message}${times}\n`;
	});
	const rest = faults.slice(shownProblems);
	const more = rest.length > 0 ? `  and ${plural(total(rest), 'line')} of other kinds\n` : '';
	return `${plural(total(faults), 'line')} could not be used:\n${lines.join('')}${more}`;
}

function textSentence({line, message, count}: Problem): string {
	return count === 1
		? `Line ${line} was left out: ${message}.\n`
		: `${count} lines were left out, the first is line ${line}: ${message}.\n`;
}

function total(problems: readonly Problem[]): number {
	return problems.reduce((sum, {count}) => sum + count, 0);
}
