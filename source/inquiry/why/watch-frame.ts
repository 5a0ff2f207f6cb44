/** What events do to one frame: who it was filled or copied for, who shares it, who took it over, who let go. */

import type {Subject} from '../../analysis/words/subject.ts';
import {addressText} from '../../analysis/words/text.ts';
import {folioHead} from '../../kernel/frames/folio.ts';
import {type EffectName, effectName} from '../../kernel/state/effects.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Machine} from '../../machine/state.ts';
import type {Watch} from './change.ts';

/** What an effect says of the frame that it made or found, and of the one that it copied from. */
type Telling = {
	readonly own: (page: string, other: number) => string;
	readonly asSource?: (page: string, copy: number) => string;
	/** The frame was handed out for this. */
	readonly isOrigin?: true;
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
	freeFrame: {own: () => 'freed'},
};

export function watchFrame(frame: number): Watch {
	let references = 0;
	let mapped = 0;
	let kind = 0;
	const remember = ({kernel}: Machine): void => {
		const isKnown = frame < kernel.frame.count;
		references = isKnown ? kernel.frame.refcount[frame] : 0;
		mapped = isKnown ? kernel.frame.mapcount[frame] : 0;
		kind = isKnown ? kernel.frame.kind[frame] : 0;
	};

	return {
		begin: remember,
		see(machine) {
			const before = {references, mapped, kind};
			remember(machine);
			const told = tellEffects(machine, frame);
			const counts = tellCounts(before, {references, mapped});
			if (told.texts.length === 0 && counts === '') {
				return undefined;
			}

			const isOther = references > 0 && (before.references === 0 || before.kind !== kind);
			return {
				what: [...told.texts, ...(counts === '' ? [] : [counts])].join(', '),
				isOrigin: told.isOrigin || isOther,
				source: told.source,
			};
		},
	};
}

/** An effect on a huge page names its head, and tells of every frame of it. */
function tellEffects({kernel}: Machine, frame: number) {
	const {effects} = kernel;
	const head = folioHead(kernel, frame);
	const texts: string[] = [];
	let isOrigin = false;
	let source: Subject | undefined;
	for (let i = 0; i < effects.count; i += 1) {
		const isOwn = effects.frame[i] === frame || effects.frame[i] === head;
		if (!isOwn && effects.other[i] !== frame && effects.other[i] !== head) {
			continue;
		}

		const telling = tellings[effectName(effects.kind[i])];
		const page = addressText(effects.vpn[i] * pageBytes);
		const text = isOwn ? telling?.own(page, effects.other[i]) : telling?.asSource?.(page, effects.frame[i]);
		texts.push(...(text === undefined ? [] : [text]));
		if (isOwn && telling?.isOrigin) {
			isOrigin = true;
			source = effects.other[i] === 0 ? undefined : {kind: 'frame', frame: effects.other[i]};
		}
	}

	return {texts, isOrigin, source};
}

type Counts = {readonly references: number; readonly mapped: number};

/** Who maps it says most; what else holds it, the page cache say, only where that alone has changed. */
function tellCounts(before: Counts, now: Counts): string {
	if (before.mapped !== now.mapped) {
		return `mapped ${before.mapped} → ${now.mapped}`;
	}

	return before.references === now.references ? '' : `references ${before.references} → ${now.references}`;
}
