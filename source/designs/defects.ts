/** What each known defect comes to, in one sentence; shown as `known defect: …` where it first bites. */
import type {DefectName} from '../kernel/state/defects.ts';
import {defects} from '../kernel/state/defects.ts';

const sentences: Readonly<Record<DefectName, string>> = {
	readFill:
		'a read fault entered its page in the table that others share; the page counts once for all of them and only the reader is charged',
	strangePage:
		'a page entered in a shared table now stands where another sharer maps something else, or nothing',
	overUnshare: 'unmapping copied a shared table first, only to empty the copy',
	protectReaches: 'mprotect edited a shared table, so the new rights reach every process that shares it',
	remapTakes: 'mremap moved entries out of a shared table, so they are gone for every process that shares it',
	residentDrift:
		'the resident counter has drifted from what is resident, because sharing a table counts nothing',
	lastUserCopies: 'the last user of a table copied it and threw the original away, entry by entry',
	writableAgain: 'the last user of a table got it back with writable entries of pages that others still map',
	dontneedIgnored: 'madvise(DONTNEED) is switched off, so the pages keep their contents',
	extraCopy:
		'a write copied a page that nobody else could see any more, where taking it over would have done',
	dirtLost:
		'splitting a table made all its copies clean, so that a page written before is lost if it is swapped out',
	pagerBlocks:
		'a page that has been in swap keeps two objects from becoming one for ever, so chains grow and pages that no process can see stay',
	swapLeak: 'swap goes on holding pages that no process can see any more',
	privateShared:
		'a table of a file that was written privately and then made read-only is shared, so that another process reads what was written',
	deadPages:
		'pages that no process can see any more stay in memory, because the objects above them could not be collapsed',
};

const names = Object.fromEntries(Object.entries(defects).map(([name, number]) => [number, name])) as Readonly<
	Record<number, DefectName>
>;

/** The sentence of a defect by its number, as an effect carries it. */
export function defectSentence(defect: number): string {
	return sentences[names[defect]];
}
