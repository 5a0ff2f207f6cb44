/** The screen of races: what it draws at each point of a play, and what its keys do. */
import {render} from 'ink-testing-library';
import {expect, test} from 'vitest';
import {judge} from '../../source/races/cell.ts';
import {createRace} from '../../source/races/compile.ts';
import {createOutlook, createPlay} from '../../source/races/play.ts';
import {findProtocol} from '../../source/races/protocols.ts';
import {findScenario, scenarios} from '../../source/races/scenarios.ts';
import {pressRacesKey, type RacesModel} from '../../source/ui/screen/races/keys.ts';
import {racesLines} from '../../source/ui/screen/races/lines.ts';
import {Races} from '../../source/ui/terminal/open-races.tsx';
import {findGlyphs} from '../../source/ui/text/glyphs.ts';
import {unstyled} from '../../source/ui/text/theme.ts';
import {eventually} from '../helpers/eventually.ts';

const paint = {theme: unstyled, glyphs: findGlyphs('unicode')};

function modelOf(scenario: string, locks: string): RacesModel {
	const race = createRace(
		findScenario(scenario) ?? expect.unreachable(),
		findProtocol(locks) ?? expect.unreachable(),
	);
	const first = judge(race).violation?.schedule ?? [];
	return {play: createPlay(race, first), first};
}

function draw({play}: RacesModel, columns = 100, rows = 30): string[] {
	return racesLines(play, createOutlook(play.race), {columns, rows}, paint);
}

function press(model: RacesModel, keys: string): RacesModel {
	return keys.split(' ').reduce(pressRacesKey, model);
}

test('at the end the broken law is told with its counts and its letter', () => {
	const text = draw(press(modelOf('read-read', 'v2'), 'end')).join('\n');
	expect(text).toContain('double count: Frame f1 is counted 3 times, but 1 entry and its cache have it');
	expect(text).toContain('Dickins, 17 February');
	expect(text).toMatch(/counts {2}f1×3 f2×1 +rss mm1 2, mm2 1/);
});

test('at the beginning each CPU has a choice, with what it leads to', () => {
	const text = draw(modelOf('read-read', 'v2')).join('\n');
	expect(text).toMatch(/^ 1 {2}read page 0: TLB miss +double count is 33 steps from there/m);
	expect(text).toMatch(/^ 2 {2}read page 0: TLB miss +double count is 33 steps from there/m);
});

test('where nothing can break, it is said', () => {
	expect(draw(modelOf('read-read', 'v3')).join('\n')).toMatch(
		/^ 1 {2}read page 0: TLB miss +no law can break any more/m,
	);
});

test('the timeline shows who went, and who will', () => {
	const [, , first, second] = draw(press(modelOf('read-read', 'v2'), 'right right'));
	expect(first).toMatch(/^1 mm1 {2}██░/);
	expect(second).toMatch(/^2 mm2 {2}·+░/);
});

test('keys step, choose and begin again', () => {
	const model = modelOf('read-read', 'v2');
	expect(press(model, 'right . left , right').play.position).toBe(1);
	expect(press(model, 'pagedown pagedown pageup').play.position).toBe(10);
	const own = press(model, '2 2 1');
	expect([own.play.schedule, own.play.position]).toEqual([[1, 1, 0], 3]);
	expect(press(own, 'r').play).toEqual(model.play);
	expect(press(model, 'constructor').play).toBe(model.play);
	expect(draw(press(model, '3')).join('\n')).toContain('There are 2 CPUs.');
});

test.each(scenarios.map(({name}) => name))(
	'%s: no line is wider than the screen, and there are no more lines',
	(name) => {
		const model = modelOf(name, 'v2');
		for (const keys of ['home', 'right right right', 'end']) {
			for (const [columns, rows] of [
				[100, 30],
				[40, 12],
			]) {
				const lines = draw(press(model, keys), columns, rows);
				expect(lines.length).toBeLessThanOrEqual(rows);
				expect(lines.filter((line) => [...line].length !== columns)).toEqual([]);
			}
		}
	},
);

test('in the terminal keys arrive, and q ends it', async () => {
	const {stdin, lastFrame, unmount} = render(<Races start={modelOf('read-read', 'v2')} paint={paint} />);
	await eventually(() => expect(lastFrame()).toContain('step 0 of 34'));
	stdin.write('\u001B[C');
	await eventually(() => expect(lastFrame()).toContain('step 1 of 34'));
	stdin.write('2');
	await eventually(() => expect(lastFrame()).toContain('step 2 of 2'));
	unmount();
});
