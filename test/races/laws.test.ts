/** Every law can fail: a correct way of locking is broken in one place, and the law that this must break is found. */
import {expect, test} from 'vitest';
import {findLaw, judge} from '../../source/races/cell.ts';
import {createRace, type RaceOptions} from '../../source/races/compile.ts';
import {type LawId, laws} from '../../source/races/laws.ts';
import {findProtocol} from '../../source/races/protocols.ts';
import {findScenario} from '../../source/races/scenarios.ts';
import {endText} from '../../source/races/schedule.ts';
import type {Line, Step} from '../../source/races/step.ts';

type Mutant = {
	readonly law: LawId;
	readonly scenario: string;
	readonly what: string;
	readonly change: (lines: readonly Line[]) => readonly Line[];
};

/** The lines without the steps that this is true of. */
function without(isGone: (step: Step) => boolean): Mutant['change'] {
	return (lines) => lines.filter((line) => !('op' in line && isGone(line)));
}

/** The lines with every such step replaced. */
function replaced(change: (step: Step) => Step): Mutant['change'] {
	return (lines) => lines.map((line) => ('op' in line ? change(line) : line));
}

const mutants: readonly Mutant[] = [
	{
		law: 'freed table',
		scenario: 'zap-unshare',
		what: 'a table is freed whatever its count',
		change: (lines) => lines.filter((line) => !('when' in line && line.to === 'dropped')),
	},
	{
		law: 'freed page',
		scenario: 'write-swapout',
		what: 'swap-out flushes no CPU',
		change: without(({op}) => op === 'flush'),
	},
	{
		law: 'freed slot',
		scenario: 'swapin-swapin',
		what: 'unsharing does not count swap slots',
		change: without((step) => step.op === 'countSlot' && step.by === 1),
	},
	{
		law: 'table count',
		scenario: 'share-share',
		what: 'fork does not count',
		change: without((step) => step.op === 'count' && step.by === 1),
	},
	{
		law: 'lost reference',
		scenario: 'unshare-unshare',
		what: 'unsharing does not count pages',
		change: without((step) => step.op === 'countFrame' && step.by === 1),
	},
	{
		law: 'double count',
		scenario: 'unshare-unshare',
		what: 'unsharing counts every page twice',
		change: replaced((step) => (step.op === 'countFrame' && step.by === 1 ? {...step, by: 2} : step)),
	},
	{
		law: 'swap count',
		scenario: 'unshare-swapout',
		what: 'swap-out finds the page in no cache and counts a slot that is there',
		change: replaced((step) => (step.op === 'addToSwapCache' ? {op: 'countSlot', by: 1} : step)),
	},
	{
		law: 'leak',
		scenario: 'zap-zap',
		what: 'the last user frees no table',
		change: without(({op}) => op === 'freeTable'),
	},
	{
		law: 'lost write',
		scenario: 'write-swapout',
		what: 'swap-out flushes the CPUs of one address space only',
		change: replaced((step) => (step.op === 'flush' ? {...step, scope: 'own'} : step)),
	},
	{
		law: 'foreign write',
		scenario: 'thread-fork',
		what: 'fork does not flush',
		change: without(({op}) => op === 'flush'),
	},
	{
		law: 'open shared page',
		scenario: 'thread-fork',
		what: 'fork leaves the write bits',
		change: without((step) => step.op === 'storeEntry' && step.value === 'closed'),
	},
	{
		law: 'deadlock',
		scenario: 'unshare-unshare',
		what: 'the share lock is taken twice',
		change: (lines) =>
			lines.flatMap((line) =>
				'op' in line && line.op === 'lock' && line.lock === 'table' ? [line, line] : [line],
			),
	},
	{
		law: 'waste',
		scenario: 'unshare-unshare',
		what: 'the table copied from is thrown away',
		change: replaced((step) =>
			step.op === 'freeTable' && step.on === 'fresh' ? {...step, isWaste: true} : step,
		),
	},
	{
		law: 'rss drift',
		scenario: 'unshare-unshare',
		what: 'pages are counted resident before the table’s count is looked at again',
		change: (lines) => moveRss(lines),
	},
];

/** Counts the pages when the new table is allocated, so that who gives it back has counted them too. */
function moveRss(lines: readonly Line[]): readonly Line[] {
	const isCount = (line: Line) => 'op' in line && line.op === 'countRss';
	const counts = lines.filter(isCount);
	return lines
		.filter((line) => !isCount(line))
		.flatMap((line) => ('op' in line && line.op === 'allocateTable' ? [line, ...counts] : [line]));
}

const correct = findProtocol('per-table') ?? expect.unreachable();

test.each(mutants)('$law, when $what', ({law, scenario: name, change}) => {
	const scenario = findScenario(name) ?? expect.unreachable();
	const options: RaceOptions = {change};
	expect(findLaw(scenario, correct, law).holds, 'unchanged').toBe(true);
	const {holds, violation, race} = findLaw(scenario, correct, law, options);
	expect([holds, violation?.broken.law]).toEqual([false, law]);
	if (violation !== undefined) {
		expect(endText(race, violation.schedule, violation.broken)).toMatch(/^[A-Z].*\.$|^mm\d .*\.$/);
	}
});

test('every law has a mutant', () => {
	const known = laws.filter(({isBound}) => isBound !== true).map(({id}) => id);
	expect(mutants.map(({law}) => law).toSorted()).toEqual(known.toSorted());
});

test('a page of the swap cache is counted once if it stays locked until its entry is stored', () => {
	const scenario = findScenario('swapin-swapin') ?? expect.unreachable();
	const v2 = findProtocol('v2') ?? expect.unreachable();
	const unlockLast = (lines: readonly Line[]) => {
		const store = lines.findIndex(
			(line) => 'op' in line && line.op === 'storeEntry' && line.value === 'page',
		);
		const unlock = lines.findIndex(
			(line, i) => i > store - 2 && 'op' in line && line.op === 'unlock' && line.lock === 'frame',
		);
		return lines.toSpliced(store + 1, 0, lines[unlock]).toSpliced(unlock, 1);
	};

	expect(judge(createRace(scenario, v2)).violation?.broken.law).toBe('freed slot');
	expect(judge(createRace(scenario, v2, {change: unlockLast})).holds).toBe(true);
});
