/** The matrix: what must hold, what is known to break, and that an answer is the same every time. */
import {expect, test} from 'vitest';
import {designs} from '../../source/designs/index.ts';
import {findLaw, judge, matrix} from '../../source/races/cell.ts';
import {createRace} from '../../source/races/compile.ts';
import type {LawId} from '../../source/races/laws.ts';
import {findProtocol, type Protocol, protocolOfKernel, protocols} from '../../source/races/protocols.ts';
import {readScenario} from '../../source/races/read-scenario.ts';
import type {Scenario} from '../../source/races/scenario.ts';
import {findScenario, scenarios} from '../../source/races/scenarios.ts';

const cells = [...matrix()].flat();

function protocol(id: string): Protocol {
	return findProtocol(id) ?? expect.unreachable(`no locks ${id}`);
}

function scenario(name: string): Scenario {
	return findScenario(name) ?? expect.unreachable(`no scenario ${name}`);
}

function answer(name: string, locks: string) {
	return cells.find(({race}) => race.scenario.name === name && race.protocol.id === locks);
}

test('there are fifteen scenarios under ten ways of locking, and every cell is decided', () => {
	expect([scenarios.length, protocols.length, cells.length]).toEqual([15, 10, 150]);
	expect(cells.filter(({holds}) => holds === undefined)).toEqual([]);
});

test('every scenario says what it is and where it stands in the letters', () => {
	for (const {name, says, letter} of scenarios) {
		expect(says, name).toMatch(/[.?]$/);
		expect(letter, name).toMatch(/[.?"”]$/);
	}
});

test('a state is a hundred bytes or so', () => {
	expect(Math.max(...cells.map(({race}) => race.layout.size))).toBeLessThan(128);
});

test.each(['big', 'per-table', 'exclusive-owner'])('%s holds everywhere', (locks) => {
	const broken = cells.filter(({race, holds}) => race.protocol.id === locks && holds !== true);
	expect(broken.map(({race}) => race.scenario.name)).toEqual([]);
});

test('no lock at all breaks what the letters argue about', () => {
	const holding = cells.filter(({race, holds}) => race.protocol.id === 'none' && holds === true);
	expect(holding.map(({race}) => race.scenario.name)).toEqual([
		'share-unshare',
		'share-share',
		'thread-fork',
		'three',
	]);
});

const claims: readonly (readonly [scenario: string, locks: string, law: LawId | 'holds'])[] = [
	['read-read', 'v2', 'double count'],
	['read-read', 'v3', 'holds'],
	['read-read', 'linus', 'double count'],
	['read-read', 'mccracken', 'holds'],
	['share-unshare', 'linus', 'holds'],
	['unshare-unshare', 'linus', 'holds'],
	['share-share', 'linus', 'holds'],
	['unshare-unshare', 'v2', 'table count'],
	['unshare-unshare', 'v3', 'holds'],
	['write-unshare', 'v1', 'foreign write'],
	['unshare-swapout', 'v2', 'lost write'],
	['unshare-swapout', 'v3', 'lost write'],
	['unshare-swapout', 'per-table', 'holds'],
	['write-swapout', 'v2', 'lost write'],
	['write-swapout', 'v3', 'holds'],
	['swapin-swapin', 'v2', 'freed slot'],
	['exclusive', 'v2', 'freed table'],
	['exclusive', 'v3', 'holds'],
	['exclusive', 'mccracken', 'freed table'],
];

test.each(claims)('%s under %s: %s', (name, locks, law) => {
	const cell = answer(name, locks);
	expect(cell?.holds === true ? 'holds' : cell?.violation?.broken.law).toBe(law);
});

test('the decrement outside the lock counts pages twice, apart from the reference left over', () => {
	expect(findLaw(scenario('exit-free'), protocol('v2'), 'double count').holds).toBe(false);
	const withoutLeft = {...protocol('v2'), leavesReference: false};
	expect(judge(createRace(scenario('exit-free'), withoutLeft)).violation?.broken.law).toBe('double count');
	const inside = {...withoutLeft, dropsOutside: false};
	expect(judge(createRace(scenario('exit-free'), inside)).holds).toBe(true);
});

test.each(['unshare-unshare', 'zap-unshare', 'write-unshare'])(
	'the reference left over is all that is wrong with %s under v2',
	(name) => {
		const withoutLeft = {...protocol('v2'), leavesReference: false};
		expect(answer(name, 'v2')?.violation?.broken.law).toBe('table count');
		expect(judge(createRace(scenario(name), withoutLeft)).holds).toBe(true);
	},
);

test('fork against swap-out is no race where the write bit is cleared atomically', () => {
	const answers = protocols.map(
		(each) => judge(createRace(scenario('fork-swapout'), each, {isAtomic: true})).holds,
	);
	expect(answers).toEqual(protocols.map(() => true));
});

test('two unsharers that both copy are noted as waste, not as an error', () => {
	expect(answer('unshare-unshare', 'linus')?.notes).toContain('waste');
	expect(answer('unshare-unshare', 'v3')?.notes).toEqual([]);
	const {violation} = findLaw(scenario('unshare-unshare'), protocol('linus'), 'waste');
	expect(violation?.broken.law).toBe('waste');
});

test('resident counters that no serial order leaves are noted as drift', () => {
	expect(answer('fork-swapout', 'mccracken')?.notes).toEqual(['rss drift']);
	expect(findLaw(scenario('read-read'), protocol('v2'), 'rss drift').violation?.broken.law).toBe('rss drift');
	expect(answer('read-read', 'v3')?.notes).toEqual([]);
});

test('the same race gives the same answer', () => {
	const again = [...matrix({}, [protocol('v2')])].flat();
	for (const cell of again) {
		const first = answer(cell.race.scenario.name, 'v2');
		expect([cell.states, cell.violation]).toEqual([first?.states, first?.violation]);
	}
});

test('a bound that is hit is no answer', () => {
	const cell = judge(createRace(scenario('three'), protocol('v3')), 1000);
	expect([cell.holds, cell.states]).toEqual([undefined, 1000]);
});

test('a race that needs more ids than there are is not decided', () => {
	const many = readScenario(
		'share mm1\npage 0 anonymous present\ncpu 1 mm1: write 0, write 1, write 0',
		'many',
	);
	const race = createRace(many, protocol('big'));
	const short = {...race, layout: {...race.layout, shape: {...race.layout.shape, frames: 1}}};
	expect(judge(short).holds).toBeUndefined();
});

test.each([
	['linux-2.4', 'mm'],
	['shared-pt', 'v2'],
	['shared-pt-v3', 'v3'],
	['shared-pt-dir', 'linus'],
	['mccracken', 'mccracken'],
	['odf', undefined],
])('the kernel %s locks like %s', (kernel, locks) => {
	expect(protocolOfKernel(kernel)?.id).toBe(locks);
});

test('every kernel that shares page tables as the letters of 2002 did has its way of locking, and no name is wrong', () => {
	const ids = designs.map(({id}) => id);
	expect(protocols.flatMap(({kernels}) => kernels).filter((kernel) => !ids.includes(kernel))).toEqual([]);
	const sharing = designs.filter(({policies, year}) => policies.sharing !== undefined && year === 2002);
	expect(sharing.filter(({id}) => protocolOfKernel(id) === undefined)).toEqual([]);
});
