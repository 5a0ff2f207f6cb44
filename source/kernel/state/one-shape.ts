/**
 * Policies in one shape: every field is there in one order, those that a design has not are undefined. V8 compiles the kernel
 * for the shapes that it has met; so what it has made of it for one design holds for the next one, which may run in the
 * same thread.
 */
import type {EntryRules, PoliciesOf, TableSharingOf} from './policies.ts';

type Whole<Record> = {readonly [Name in keyof Required<Record>]: Record[Name]};

export function inOneShape<Kernel>(policies: PoliciesOf<Kernel>): PoliciesOf<Kernel> {
	const whole: Whole<PoliciesOf<Kernel>> = {
		vfork: policies.vfork,
		rules: rulesInOneShape(policies.rules),
		sharing: policies.sharing && sharingInOneShape(policies.sharing),
		populates: policies.populates,
		mappingUnit: policies.mappingUnit,
		beforeMapChange: policies.beforeMapChange,
		reservesMemory: policies.reservesMemory,
		guessesFrom: policies.guessesFrom,
		recordMapping: policies.recordMapping,
		recordedPage: policies.recordedPage,
		visitRecorded: policies.visitRecorded,
		visitAway: policies.visitAway,
		copyMapping: policies.copyMapping,
		resume: policies.resume,
		finishFork: policies.finishFork,
		fault: policies.fault,
		swaps: policies.swaps,
		keepsSlots: policies.keepsSlots,
		remembersZeros: policies.remembersZeros,
		pageQueues: policies.pageQueues,
		listsPages: policies.listsPages,
		collapsesPagers: policies.collapsesPagers,
		reclaim: policies.reclaim,
		hasHugetlb: policies.hasHugetlb,
		killsYoungest: policies.killsYoungest,
		hasCgroups: policies.hasCgroups,
		mayReuse: policies.mayReuse,
		reachTable: policies.reachTable,
		unmapRange: policies.unmapRange,
		discardRange: policies.discardRange,
		protectRange: policies.protectRange,
		moveRange: policies.moveRange,
		clearMm: policies.clearMm,
	};
	return whole as PoliciesOf<Kernel>;
}

function rulesInOneShape(rules: EntryRules): EntryRules {
	const whole: Whole<EntryRules> = {
		merging: rules.merging,
		reverseMaps: rules.reverseMaps,
		readWindow: rules.readWindow,
		cachedFaultsAreMajor: rules.cachedFaultsAreMajor,
		writableReads: rules.writableReads,
		privateReads: rules.privateReads,
		writableByMprotect: rules.writableByMprotect,
		residentFloor: rules.residentFloor,
		tablesFreed: rules.tablesFreed,
		hugePages: rules.hugePages,
		guards: rules.guards,
		swapKeepsOwner: rules.swapKeepsOwner,
	};
	return whole;
}

function sharingInOneShape<Kernel>(sharing: TableSharingOf<Kernel>): TableSharingOf<Kernel> {
	const whole: Whole<TableSharingOf<Kernel>> = {
		closes: sharing.closes,
		opensOn: sharing.opensOn,
		protects: sharing.protects,
		lastUser: sharing.lastUser,
		resident: sharing.resident,
		protectsInPlace: sharing.protectsInPlace,
		movesInPlace: sharing.movesInPlace,
		copiesAreClean: sharing.copiesAreClean,
		scansOnce: sharing.scansOnce,
		scansShared: sharing.scansShared,
		listsUsers: sharing.listsUsers,
		mayShare: sharing.mayShare,
		closesFor: sharing.closesFor,
		finds: sharing.finds,
		open: sharing.open,
		drop: sharing.drop,
		clearStrays: sharing.clearStrays,
		beforeReclaim: sharing.beforeReclaim,
		beforeZap: sharing.beforeZap,
	};
	return whole as TableSharingOf<Kernel>;
}
