/** Playing a race by hand: both ways, other choices, refusals, and where a choice still leads. */
import {expect, test} from 'vitest';
import {judge} from '../../source/races/cell.ts';
import {createRace} from '../../source/races/compile.ts';
import {
	brokenHere,
	choicesOf,
	choose,
	createOutlook,
	createPlay,
	type Play,
	stateOf,
	stepBy,
} from '../../source/races/play.ts';
import {findProtocol} from '../../source/races/protocols.ts';
import {findScenario} from '../../source/races/scenarios.ts';

function playOf(scenario: string, locks: string): Play {
	const race = createRace(
		findScenario(scenario) ?? expect.unreachable(),
		findProtocol(locks) ?? expect.unreachable(),
	);
	return createPlay(race, judge(race).violation?.schedule ?? []);
}

test('a schedule is stepped through both ways, and no further than it goes', () => {
	const play = playOf('read-read', 'v2');
	const end = stepBy(play, 1000);
	expect(end.position).toBe(play.schedule.length);
	expect(brokenHere(end)?.law).toBe('double count');
	expect(brokenHere(stepBy(end, -1))).toBeUndefined();
	expect(stateOf(stepBy(end, -1000))).toEqual(play.race.start);
});

test('a choice that the schedule makes too keeps what is to come; another ends it', () => {
	const play = playOf('read-read', 'v2');
	const [first] = play.schedule;
	expect(choose(play, first)).toEqual({...play, position: 1});
	const other = choose(play, 1 - first);
	expect([other.schedule, other.position]).toEqual([[1 - first], 1]);
});

test('a CPU that waits, is done or is not there takes no step, and it is said why', () => {
	const play = {...playOf('zap-zap', 'big'), schedule: []};
	const locked = choose(play, 0);
	const waiting = choose(locked, 1);
	expect([waiting.position, waiting.notice]).toEqual([1, 'CPU 2 waits for big, which CPU 1 holds.']);
	expect(choose(play, 2).notice).toBe('There are 2 CPUs.');
	let done: Play = play;
	while (done.notice === undefined) {
		done = choose(done, 0);
	}

	expect(done.notice).toBe('CPU 1 is done.');
	expect(choose(done, 1).notice).toBeUndefined();
});

test('after a step that breaks a law nobody goes on', () => {
	const end = stepBy(playOf('exclusive', 'v1'), 1000);
	expect(brokenHere(end)?.law).toBe('freed table');
	expect(choose(end, 0).notice).toBe('A law is broken: go back.');
});

test('choices say what the CPU would do, and how far the nearest broken law is from there', () => {
	const play = playOf('read-read', 'v2');
	const outlookOn = createOutlook(play.race);
	const [chosen] = choicesOf(play, outlookOn).filter(({cpu}) => cpu === play.schedule[0]);
	expect(chosen).toMatchObject({isPossible: true, text: 'read page 0: TLB miss'});
	expect(chosen.outlook).toEqual({law: 'double count', steps: play.schedule.length - 1});
});

test('where one CPU has done everything alone, nothing can break any more', () => {
	let play = {...playOf('read-read', 'v2'), schedule: []} as Play;
	while (play.notice === undefined) {
		play = choose(play, 0);
	}

	const choices = choicesOf({...play, notice: undefined}, createOutlook(play.race));
	expect(choices[0]).toEqual({cpu: 0, text: 'CPU 1 is done.', isPossible: false});
	expect(choices[1].outlook).toBe('never');
});

test('a choice changes nothing that was there', () => {
	const play = playOf('read-read', 'v2');
	const before = JSON.stringify(play.schedule);
	choose(stepBy(play, 5), 1);
	expect(JSON.stringify(play.schedule)).toBe(before);
});
