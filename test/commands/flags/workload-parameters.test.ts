/** A parameter of a built-in workload is a flag of every command that takes a workload, by its long name and its letter. */
import {describe, expect, test} from 'vitest';
import {spellFlag} from '../../../source/commands/flags/global-flags.ts';
import {parseFlags} from '../../../source/commands/flags/parse-flags.ts';
import {flagsForLine, parameterNames} from '../../../source/commands/flags/workload-parameters.ts';
import {commands} from '../../../source/commands/index.ts';
import {workloads} from '../../../source/workloads/index.ts';
import {runCommand} from '../../helpers/run-command.ts';

const loaded = await Promise.all(commands.map(({load}) => load()));
const takingWorkloads = loaded.filter(({flags}) =>
	parameterNames().every((name) => Object.hasOwn(flags, name)),
);
const parameters = workloads.flatMap(({id, parameters}) =>
	Object.entries(parameters).map(([name, parameter]) => ({id, name, ...parameter})),
);

test('the commands that take a workload', () => {
	expect(takingWorkloads.map(({name}) => name)).toEqual(
		expect.arrayContaining([
			'view',
			'run',
			'report',
			'tree',
			'maps',
			'tables',
			'frames',
			'map',
			'sharing',
			'compare',
			'check',
		]),
	);
});

describe.each(takingWorkloads)('$name', ({name, flags}) => {
	const value = (type: string) => (type === 'number' ? ['3'] : []);
	// sweep takes a range of each number.
	const number = name === 'sweep' ? '3' : 3;
	const meant = (type: string) => (type === 'number' ? number : true);

	test.each(parameters)('$id --$name', ({id, name, type}) => {
		const line = [id, spellFlag(name), ...value(type)];
		const parsed = parseFlags(line, flagsForLine(flags, line));
		expect(parsed.flags[name]).toBe(meant(type));
		expect(parsed.input).toEqual([id]);
	});

	const letters = new Set(Object.values(flags).map(({shortFlag}) => shortFlag));
	const lettered = parameters.filter(({shortFlag}) => shortFlag !== undefined && !letters.has(shortFlag));
	test.each(lettered)('$id -$shortFlag', ({id, name, type, shortFlag}) => {
		const line = [`-${shortFlag}`, ...value(type), id];
		const parsed = parseFlags(line, flagsForLine(flags, line));
		expect(parsed.flags[name]).toBe(meant(type));
		expect(parsed.input).toEqual([id]);
	});
});

test.each([
	[
		'tree forktime -n 2',
		'-n means "sort by number, not by name" here; the parameter of forktime is --forks 2.',
	],
	['run prefork -n 3', 'There is no flag -n.'],
	['run prefork --forks 3', 'The workload prefork has no parameter --forks. It has'],
	['forktime -n 2 hello', 'forktime takes no words, only flags: "hello" is one too many.'],
])('%s', async (line, told) => {
	const {code, stdout, stderr} = await runCommand(line);
	expect({code, stdout}).toEqual({code: 2, stdout: ''});
	expect(stderr).toContain(told);
});

test('a letter that the command has itself keeps its meaning', async () => {
	const {code, stdout} = await runCommand('tree forktime --forks 2 -n --at 50%');
	expect(code).toBe(0);
	expect(stdout).toContain('forktime');
});

describe('view without a terminal takes what it was told', () => {
	test('a moment, keys and a pane', async () => {
		const {stdout} = await runCommand('cow --at #5 --pane log --format json');
		expect(JSON.parse(stdout).rows.length).toBeGreaterThan(0);
		expect((await runCommand('cow --at #5')).stdout).toContain('5/22');
		expect((await runCommand(['cow', '--keys', '3'])).stdout).toContain('Tables');
	});

	test.each([['cow --at nonsense'], ['cow --pane nonsense']])('%s', async (line) => {
		const {code, stdout} = await runCommand(line);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
	});
});
