/** What events do to one frame: who it was filled or copied for, who shares it, who took it over, who let go. */

import {type MemoryView, pathsTo, viewMemory} from '../../analysis/memory/memory.ts';
import type {Subject} from '../../analysis/words/subject.ts';
import {addressText} from '../../analysis/words/text.ts';
import {folioHead} from '../../kernel/frames/folio.ts';
import {isUsed, referencesOf} from '../../kernel/frames/frame.ts';
import {type EffectName, type Effects, effectKinds, effectName} from '../../kernel/state/effects.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import {pteBits} from '../../kernel/state/pte.ts';
import {totals} from '../../kernel/state/schema.ts';
import {tableHolding} from '../../kernel/state/strips.ts';
import {opKinds} from '../../machine/ops/index.ts';
import {eventCount, type Machine} from '../../machine/state.ts';
import type {Watch} from './change.ts';
import {whyItLeft} from './leaving.ts';
import {type Doors, doorsTo, noPointers, type Pointers, pointersTo, tellDoors} from './pointers.ts';

/** What an effect says of the frame that it made or found, and of the one that it copied from; `row` is that of the effect. */
type Telling = {
	readonly own: (page: string, other: number, machine: Machine, row: number) => string;
	readonly asSource?: (page: string, copy: number) => string;
	/** The frame was handed out for this. */
	readonly isOrigin?: true;
	/** As `isOrigin`, where the page was not in memory; `other` is its slot in swap. */
	readonly isFromSwap?: true;
};

const tellings: Partial<Record<EffectName, Telling>> = {
	zeroFill: {own: (page) => `filled with zeros for ${page}`, isOrigin: true},
	zeroCopy: {
		own: (page) => `filled with zeros for a write to ${page}, in place of the zero page`,
		isOrigin: true,
	},
	copy: {
		own: (page, other) => `copied from #${other} for a write to ${page}`,
		asSource: (page, copy) => `copied to #${copy} for a write to ${page}`,
		isOrigin: true,
	},
	copyFile: {
		own: (page, other) => `a private copy of file page #${other}, for a write to ${page}`,
		asSource: (page, copy) => `copied to #${copy} for a write to ${page}`,
		isOrigin: true,
	},
	forkCopy: {
		own: (page, other) => `copied from #${other} by fork, for ${page} of the child`,
		asSource: (page, copy) => `copied to #${copy} by fork, for ${page} of the child`,
		isOrigin: true,
	},
	mapFile: {own: (page) => `mapped at ${page}`},
	mapShmem: {own: (page) => `mapped at ${page}`},
	mapShared: {own: (page) => `mapped writable at ${page}`},
	refill: {own: (page) => `entered at ${page} again`},
	reuse: {own: (page) => `taken over by its last user for a write to ${page}`},
	shareWrite: {own: (page) => `made writable again at ${page}`},
	hugeFill: {own: (page) => `filled with zeros, as a part of a huge page for ${page}`, isOrigin: true},
	hugeZeroCopy: {
		own: (page) => `filled with zeros for a write to ${page}, in place of the huge page of zeros`,
		isOrigin: true,
	},
	hugeCollapse: {
		own: (page) => `made as a part of a huge page at ${page}, out of single pages`,
		isOrigin: true,
	},
	hugeCopy: {
		own: (page, other) => `copied with a whole huge page from that of #${other}, for a write to ${page}`,
		asSource: (page, copy) => `copied with its whole huge page to that of #${copy}, for a write to ${page}`,
		isOrigin: true,
	},
	hugeReuse: {own: (page) => `taken over with its whole huge page by its last user at ${page}`},
	splitHuge: {own: (page) => `mapped by an entry of its own since the huge entry at ${page} was split`},
	swapOut: {own: (_page, slot, machine, row) => `went to swap slot ${slot}, ${whyItLeft(machine, row)}`},
	dropClean: {own: (_page, _slot, machine, row) => `dropped unwritten, ${whyItLeft(machine, row)}`},
	fileOut: {own: (_page, _other, machine, row) => `left memory, ${whyItLeft(machine, row)}`},
	swapIn: {own: readBack, isFromSwap: true},
	swapAhead: {own: (_page, slot) => `read ahead from swap slot ${slot}`, isFromSwap: true},
	fileIn: {own: () => 'read from its file again', isOrigin: true},
	freeFrame: {own: () => 'freed'},
};

/** How a frame stands: all that the pane of frames shows of it. */
type Standing = {
	readonly references: number;
	readonly mapped: number;
	readonly kind: number;
	readonly word: number;
	/** The entries that map it, and which of them let writes through. */
	readonly pointers: Pointers;
	readonly open: ReadonlySet<number>;
	/** Users of the page tables that these entries lie in, and the directory entries above, by table. */
	readonly users: number;
	readonly doors: ReadonlyMap<number, Doors>;
	/** Ways in which processes reach it: tables and address spaces that are shared looked through, and records beside them. */
	readonly paths: number;
	/** How many live, which is how one knows that ways have changed. */
	readonly alive: number;
};

const gone: Standing = {
	...{references: 0, mapped: 0, kind: 0, word: 0, users: 0, paths: 0, alive: 0},
	...{pointers: noPointers, open: new Set(), doors: new Map()},
};

export function watchFrame(frame: number): Watch {
	let standing = gone;
	const remember = (machine: Machine): void => {
		standing = standingOf(machine, frame, standing);
	};

	return {
		begin: remember,
		see(machine) {
			const before = standing;
			remember(machine);
			const told = tellEffects(machine, frame);
			const isOther = standing.references > 0 && (before.references === 0 || before.kind !== standing.kind);
			const isOrigin = told.isOrigin || isOther;
			const texts = [
				...told.texts,
				...tellCounts(before, standing),
				...(isOrigin ? [] : tellRights(before, standing, told.texts.length > 0)),
				...(isOrigin || before.word === standing.word ? [] : [`written by op ${standing.word}`]),
			];
			return texts.length === 0 ? undefined : {what: texts.join(', '), isOrigin, source: told.source};
		},
	};
}

function standingOf(machine: Machine, frame: number, before: Standing): Standing {
	const {kernel} = machine;
	if (frame >= kernel.frame.count || !isUsed(kernel, frame)) {
		return gone;
	}

	const {mapcount, kind, word} = kernel.frame;
	const {refs} = kernel.table;
	const {entry} = kernel.strip;
	const pointers = pointersTo(kernel, {target: frame, level: 1, count: mapcount[frame]}, before.pointers);
	const tables = new Set<number>(pointers.indexes.map((index) => tableHolding(kernel, index)));
	return {
		references: referencesOf(kernel, frame),
		mapped: mapcount[frame],
		kind: kind[frame],
		word: word[frame],
		pointers,
		open: new Set(pointers.indexes.filter((index) => (entry[index] & pteBits.write) !== 0)),
		users: [...tables].reduce((sum, table) => sum + refs[table], 0),
		doors: new Map([...tables].map((table) => [table, doorsTo(kernel, table, before.doors.get(table))])),
		paths: mayHaveOtherPaths(machine, frame, before) ? pathsTo(viewAt(machine), frame) : before.paths,
		alive: kernel.total.value[totals.tasksAlive],
	};
}

/** Ways change as processes come, go and exec, with the entries, and where pages are recorded beside them at any time. */
function mayHaveOtherPaths({kernel, outcome, program}: Machine, frame: number, before: Standing): boolean {
	return (
		kernel.policies.visitRecorded !== undefined ||
		before.mapped !== kernel.frame.mapcount[frame] ||
		before.alive !== kernel.total.value[totals.tasksAlive] ||
		program.kind[outcome.op] === opKinds.exec
	);
}

/** The last view of each machine: it is the same at the same position. */
const views = new WeakMap<Machine, {readonly position: number; readonly view: MemoryView}>();

function viewAt(machine: Machine): MemoryView {
	const position = eventCount(machine);
	const last = views.get(machine);
	const view = last?.position === position ? last.view : viewMemory(machine);
	views.set(machine, {position, view});
	return view;
}

/** A page that was still in the swap cache was in this frame all the time; without an address it is one of an object. */
function readBack(page: string, slot: number, {kernel: {effects}}: Machine, row: number): string {
	const where = effects.vpn[row] === 0 ? '' : ` for ${page}`;
	return isRead(effects, row) ? `read from swap slot ${slot}${where}` : `found in the swap cache${where}`;
}

function isRead({kind, amount}: Effects, row: number): boolean {
	return kind[row] !== effectKinds.swapIn || amount[row] === 1;
}

/** An effect on a huge page names its head, and tells of every frame of it. */
function tellEffects(machine: Machine, frame: number) {
	const {kernel} = machine;
	const {effects} = kernel;
	const head = folioHead(kernel, frame);
	const texts: string[] = [];
	let isOrigin = false;
	let isFreed = false;
	let source: Subject | undefined;
	for (let i = 0; i < effects.count; i += 1) {
		const isOwn = effects.frame[i] === frame || effects.frame[i] === head;
		if (!isOwn && effects.other[i] !== frame && effects.other[i] !== head) {
			continue;
		}

		// What happened before it was handed out again is the end of another's history.
		if (isOwn && isFreed) {
			texts.length = 0;
			isOrigin = true;
		}

		isFreed = isOwn && effects.kind[i] === effectKinds.freeFrame;
		const telling = tellings[effectName(effects.kind[i])];
		const page = addressText(effects.vpn[i] * pageBytes);
		const text = isOwn
			? telling?.own(page, effects.other[i], machine, i)
			: telling?.asSource?.(page, effects.frame[i]);
		texts.push(...(text === undefined ? [] : [text]));
		if (isOwn && telling?.isOrigin) {
			isOrigin = true;
			source = effects.other[i] === 0 ? undefined : {kind: 'frame', frame: effects.other[i]};
		} else if (isOwn && telling?.isFromSwap && isRead(effects, i)) {
			isOrigin = true;
			source = {kind: 'slot', slot: effects.other[i]};
		}
	}

	return {texts, isOrigin, source};
}

/** Who maps it says most; what else holds it, the page cache say, and who shares the table only where that alone has changed. */
function tellCounts(before: Standing, now: Standing): string[] {
	if (before.mapped !== now.mapped) {
		return [`mapped ${before.mapped} → ${now.mapped}`];
	}

	return [
		...(before.references === now.references ? [] : [`references ${before.references} → ${now.references}`]),
		...(before.users === now.users
			? before.paths === now.paths
				? []
				: [`reached in ${before.paths} → ${now.paths} ways`]
			: [`users of its page table ${before.users} → ${now.users}`]),
	];
}

/** Of the entries that stay: a fault that makes one writable says so itself. */
function tellRights(before: Standing, now: Standing, isFault: boolean): string[] {
	const stay = before.pointers.indexes.filter((index) => now.pointers.indexes.includes(index));
	const isProtected = stay.some((index) => before.open.has(index) && !now.open.has(index));
	const isOpened = stay.some((index) => !before.open.has(index) && now.open.has(index));
	const doors = [...now.doors].flatMap(([table, door]) => {
		const was = before.doors.get(table);
		return was === undefined ? [] : tellDoors(was, door);
	});
	return [
		...(isProtected ? ['write-protected'] : []),
		...(isOpened && !isFault ? ['made writable'] : []),
		...new Set(doors),
	];
}
