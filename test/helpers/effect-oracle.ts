/** The oracle of effects: what an op said that it did is what is there afterwards. */
import {frameKinds} from '../../source/kernel/frames/frame.ts';
import {type EffectName, effectName, refusals} from '../../source/kernel/state/effects.ts';
import {pagesInFolio} from '../../source/kernel/state/geometry.ts';
import type {Kernel} from '../../source/kernel/state/kernel.ts';
import {isGuard, pteBits, pteFrame} from '../../source/kernel/state/pte.ts';
import {vmaAt} from '../../source/kernel/state/vmas.ts';
import {findHugeEntry, hugeWord, isZeroHuge} from '../../source/kernel/tables/huge.ts';
import {readEntry} from '../../source/kernel/tables/table.ts';

/** Effects after which an entry of the page maps the frame. */
const mapping: ReadonlySet<EffectName> = new Set<EffectName>([
	'zeroFill',
	'zeroPage',
	'mapFile',
	'mapShmem',
	'copyFile',
	'mapShared',
	'copy',
	'reuse',
	'zeroCopy',
	'shareWrite',
	'forkCopy',
	'refill',
]);

/** Effects after which a huge entry of the page maps the folio whose head the frame is. */
const huge: ReadonlySet<EffectName> = new Set<EffectName>([
	'hugeFill',
	'hugeZeroCopy',
	'hugeReuse',
	'hugeCopy',
	'hugeCollapse',
]);

/** Effects that tell of two frames. */
const replacing: ReadonlySet<EffectName> = new Set<EffectName>([
	'copy',
	'copyFile',
	'zeroCopy',
	'forkCopy',
	'hugeCopy',
]);

/** Effects of 2 MiB at once. */
const wholes: ReadonlySet<EffectName> = new Set<EffectName>([
	'hugeFill',
	'hugeZero',
	'hugeZeroCopy',
	'hugeReuse',
	'hugeCopy',
]);

/** What a row of each kind tells beside the page and whose it is, as effects.ts has it. All else of it is 0. */
const told: Readonly<Record<EffectName, string>> = {
	zeroFill: 'frame',
	zeroPage: 'frame',
	mapFile: 'frame amount',
	copyFile: 'frame other',
	mapShared: 'frame amount',
	copy: 'frame other',
	reuse: 'frame amount',
	zeroCopy: 'frame other',
	shareWrite: 'frame',
	segv: 'other',
	growStack: 'amount',
	oomKill: 'other amount',
	shareTable: 'frame other amount',
	splitTable: 'frame other',
	reuseTable: 'frame',
	dropTable: 'frame',
	defect: 'other amount',
	forkCopy: 'frame other',
	freeFrame: 'frame',
	vforkWrite: 'amount',
	vforkReturn: '',
	vforkExit: '',
	refill: 'frame amount',
	shadow: 'other amount',
	collapse: 'other amount',
	bypass: 'other',
	copyAmap: 'other amount',
	reuseAmap: 'other',
	hugeFill: 'frame amount',
	hugeZero: 'amount',
	hugeZeroCopy: 'frame amount',
	hugeReuse: 'frame amount',
	hugeCopy: 'frame other amount',
	splitHuge: 'frame',
	hugeCollapse: 'frame amount',
	swapOut: 'frame other amount',
	swapIn: 'frame other amount',
	swapAhead: 'frame other',
	dropClean: 'frame amount',
	notSimulated: 'other',
	notPromised: 'amount',
	fileOut: 'frame amount',
	fileIn: 'frame',
	mapShmem: 'frame amount',
	limitMet: 'other amount',
	hugetlbFill: 'frame amount',
	hugetlbMap: 'frame amount',
	hugetlbReuse: 'frame amount',
	hugetlbCopy: 'frame other amount',
	poolOut: '',
	beyondEnd: '',
	lost: 'amount',
	hugetlbTaken: 'frame amount',
	findTable: 'frame other amount',
	limitRoom: 'other amount',
};

/** The first effect of the last op that is not true, as a sentence. */
export function firstFalseEffect(kernel: Kernel): string | undefined {
	const {effects} = kernel;
	for (let row = 0; row < effects.count; row += 1) {
		const name = effectName(effects.kind[row]);
		const problem = problemOf(kernel, row, name);
		if (problem !== undefined) {
			return `${name} of page ${effects.vpn[row]}: ${problem}`;
		}
	}

	return undefined;
}

function problemOf(kernel: Kernel, row: number, name: EffectName): string | undefined {
	const {mm, vpn, frame, other, amount} = kernel.effects;
	for (const [field, values] of Object.entries({frame, other, amount})) {
		if (values[row] !== 0 && !told[name].includes(field)) {
			return `has ${field} ${values[row]}`;
		}
	}

	if (frame[row] === 0 && told[name].includes('frame')) {
		return 'has no frame';
	}

	if (wholes.has(name) && amount[row] !== pagesInFolio) {
		return `of ${amount[row]} pages`;
	}

	if (replacing.has(name) && (other[row] === 0 || other[row] === frame[row])) {
		return `frame ${frame[row]} in place of ${other[row]}`;
	}

	if (name === 'segv') {
		const isGuarded = isGuard(readEntry(kernel, mm[row], vpn[row]));
		const isMapped = vmaAt(kernel, mm[row], vpn[row]) !== 0;
		const reason = isGuarded ? refusals.guard : isMapped ? refusals.forbidden : refusals.unmapped;
		return kernel.mm.users[mm[row]] === 0 || reason === other[row] ? undefined : `says ${other[row]}`;
	}

	if (!isLast(kernel, row) || kernel.mm.users[mm[row]] === 0) {
		return undefined;
	}

	if (mapping.has(name)) {
		const entry = readEntry(kernel, mm[row], vpn[row]);
		const isMapped = (entry & pteBits.present) !== 0 && pteFrame(entry) === frame[row];
		return isMapped ? undefined : `frame ${frame[row]} is not there but ${pteFrame(entry)}`;
	}

	const index = huge.has(name) || name === 'hugeZero' ? findHugeEntry(kernel, mm[row], vpn[row]) : 0;
	if (name === 'hugeZero') {
		return index !== 0 && isZeroHuge(kernel, index) ? undefined : 'no folio of zeros is there';
	}

	if (huge.has(name)) {
		const head = index === 0 ? 0 : pteFrame(hugeWord(kernel, index));
		return head === frame[row] ? undefined : `folio ${frame[row]} is not there but ${head}`;
	}

	const kind = kernel.frame.kind[frame[row]];
	const isOfTable = /^(splitTable|reuseTable|shareTable|findTable)$/.test(name);
	return isOfTable && kind !== frameKinds.table && kind !== 0 ? `frame ${frame[row]} is no table` : undefined;
}

/** Whether no later effect is of the same page, or of what lies around it. */
function isLast({effects}: Kernel, row: number): boolean {
	for (let later = row + 1; later < effects.count; later += 1) {
		const isSame = effects.mm[later] === effects.mm[row] && effects.vpn[later] === effects.vpn[row];
		const isOfNobody = effects.mm[later] === 0 && effectName(effects.kind[later]) !== 'freeFrame';
		if (isSame || isOfNobody) {
			return false;
		}
	}

	return true;
}
