/** What the last event has changed, for screens that mark it: whose memory, which page tables, which frames. */
import {pagesWith} from '../../kernel/frames/folio.ts';
import {effectKinds} from '../../kernel/state/effects.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {MemoryView} from '../memory/memory.ts';

const tableWords: Readonly<Record<number, string>> = {
	[effectKinds.shareTable]: 'shared now',
	[effectKinds.findTable]: 'shared now',
	[effectKinds.splitTable]: 'split off now',
	[effectKinds.reuseTable]: 'taken over now',
};

const frameWords: Readonly<Record<number, string>> = {
	[effectKinds.zeroFill]: 'new',
	[effectKinds.zeroCopy]: 'new',
	[effectKinds.copy]: 'copied now',
	[effectKinds.copyFile]: 'copied now',
	[effectKinds.forkCopy]: 'copied now',
	[effectKinds.reuse]: 'taken over now',
	[effectKinds.hugeFill]: 'new',
	[effectKinds.hugeZeroCopy]: 'new',
	[effectKinds.hugeCollapse]: 'new',
	[effectKinds.hugeCopy]: 'copied now',
	[effectKinds.hugeReuse]: 'taken over now',
};

type Changes = {
	readonly mms: ReadonlySet<number>;
	/** In words, by frame; a page table is known by the frame that it is in. */
	readonly tables: ReadonlyMap<number, string>;
	readonly frames: ReadonlyMap<number, string>;
};

const known = new WeakMap<MemoryView, Changes>();

function changesOf(view: MemoryView): Changes {
	const found = known.get(view);
	if (found !== undefined) {
		return found;
	}

	const {count, kind, mm, frame} = view.kernel.effects;
	const mms = new Set<number>();
	const tables = new Map<number, string>();
	const frames = new Map<number, string>();
	for (let i = 0; i < count; i += 1) {
		mms.add(mm[i]);
		const words = tableWords[kind[i]];
		if (words !== undefined) {
			tables.set(frame[i], words);
		}

		const frameWord = frameWords[kind[i]];
		if (frameWord !== undefined) {
			for (const each of pagesWith(view.kernel, frame[i])) {
				frames.set(each, frameWord);
			}
		}
	}

	mms.delete(0);
	const changes = {mms, tables, frames};
	known.set(view, changes);
	return changes;
}

/** Whether the memory of a process has changed; a thread's is its process's. */
export function hasChanged(view: MemoryView, task: Task): boolean {
	const {leader, mm} = view.kernel.task;
	return leader[task] === task && changesOf(view).mms.has(mm[task]);
}

/** What has become of a page table, in words; undefined where nothing has. */
export function tableChange(view: MemoryView, table: number): string | undefined {
	return changesOf(view).tables.get(view.kernel.table.frame[table]);
}

export function frameChange(view: MemoryView, frame: number): string | undefined {
	return changesOf(view).frames.get(frame);
}
