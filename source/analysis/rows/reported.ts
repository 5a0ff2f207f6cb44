/** Where a kernel's own figures are not the truth: what it reports instead, and why, in words. */

import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {MemoryView, ProcessMemory} from '../memory/memory.ts';
import {processMemory} from '../memory/process-memory.ts';
import {sizeText} from '../words/text.ts';
import type {MapRow} from './maps.ts';

export type ReportedGap = {
	/** `RSS 712K PSS 712K`: only what differs. */
	readonly figures: string;
	readonly reason: string;
};

/** Undefined where the kernel's figures of a process are true to a page. */
export function reportedGap(view: MemoryView, task: Task): ReportedGap | undefined {
	const memory = processMemory(view, task);
	if (memory === undefined) {
		return undefined;
	}

	const figures = reportedFigures(memory);
	const reason = reasonOf(view, task, memory.sharedTablePages, memory.reported.rssBytes - memory.rssBytes);
	return figures === '' ? undefined : {figures, reason};
}

/** Only what differs; empty where nothing does. */
export function reportedFigures(memory: ProcessMemory): string {
	const {reported} = memory;
	const isPssWrong = Math.abs(reported.pssBytes - memory.pssBytes) >= pageBytes;
	const parts = [
		reported.rssBytes === memory.rssBytes ? '' : `RSS ${sizeText(reported.rssBytes)}`,
		isPssWrong ? `PSS ${sizeText(reported.pssBytes)}` : '',
		reported.ussBytes === memory.ussBytes ? '' : `USS ${sizeText(reported.ussBytes)}`,
	];
	return parts.filter((part) => part !== '').join(' ');
}

function reasonOf({kernel, processes}: MemoryView, task: Task, sharedTables: number, rssGap: number): string {
	const users = processes[kernel.task.mm[task]];
	if (users > 1) {
		return `${users} processes in one address space, each counted whole`;
	}

	if (sharedTables > 0) {
		return rssGap === 0
			? 'pages below a shared page table look private'
			: 'pages below a shared page table are charged to one process';
	}

	return rssGap < 0
		? 'pages that came while their table was shared were not charged'
		: rssGap > 0
			? 'pages that went while their table was shared are still charged'
			: 'map counts do not see every process that reaches the pages';
}

/** What smaps says of a mapping where that is not the truth; undefined where it is, to 4 KiB. */
export function reportedOfMapping({smaps, rssKb, pssKb, ussKb}: MapRow): string | undefined {
	const privateKb = smaps.Private_Clean + smaps.Private_Dirty;
	const parts = [
		smaps.Rss === rssKb ? '' : `RSS ${sizeText(smaps.Rss * 1024)}`,
		Math.abs(smaps.Pss - pssKb) < 4 ? '' : `PSS ${sizeText(smaps.Pss * 1024)}`,
		privateKb === ussKb ? '' : `private ${sizeText(privateKb * 1024)}`,
	].filter((part) => part !== '');
	return parts.length === 0 ? undefined : parts.join(' ');
}
