/** Whether there are colours: the variables by their rank, and the flag above them. */
import {expect, test} from 'vitest';
import {withColour} from '../../source/commands/flags/colour.ts';
import {hasColours} from '../../source/ui/terminal/colours.ts';
import {runCommand} from '../helpers/run-command.ts';

test.each([
	[{}, true, false],
	[{NO_COLOR: '1'}, false, false],
	[{NO_COLOR: ''}, true, false],
	[{FORCE_COLOR: '1'}, true, true],
	[{FORCE_COLOR: ''}, true, true],
	[{FORCE_COLOR: '0'}, false, false],
	[{FORCE_COLOR: 'false', CLICOLOR_FORCE: '1'}, false, false],
	[{FORCE_COLOR: '1', NO_COLOR: '1'}, true, true],
	[{CLICOLOR: '0'}, false, false],
	[{CLICOLOR: '1'}, true, false],
	[{CLICOLOR_FORCE: '1'}, true, true],
	[{CLICOLOR_FORCE: '0'}, true, false],
	[{CLICOLOR_FORCE: '1', CLICOLOR: '0'}, true, true],
	[{CLICOLOR_FORCE: '1', NO_COLOR: '1'}, false, false],
])('%j: on a terminal %s, elsewhere %s', (env, onTerminal, elsewhere) => {
	expect([hasColours(env, true), hasColours(env, false)]).toEqual([onTerminal, elsewhere]);
	for (const isTerminal of [true, false]) {
		expect(hasColours(withColour(env, 'always'), isTerminal)).toBe(true);
		expect(hasColours(withColour(env, 'never'), isTerminal)).toBe(false);
		expect(hasColours(withColour(env, 'auto'), isTerminal)).toBe(hasColours(env, isTerminal));
	}
});

test.each([
	['', {}, false],
	['--color always', {}, true],
	['--color=always', {NO_COLOR: '1'}, true],
	['', {FORCE_COLOR: '1'}, true],
	['--color never', {FORCE_COLOR: '1'}, false],
])('a printed screen with %j and %j has colours: %s', async (flag, env, isColoured) => {
	const {stdout} = await runCommand(`view cow --screen 80x24 ${flag}`, {env});
	// The codes of a colour, not those of bold, dim and inverse.
	const codes = stdout.split('\u001B').slice(1);
	expect(codes.some((code) => /^\[(?:\d+;)*[349]\d(?:;\d+)*m/.test(code))).toBe(isColoured);
});
