/** What limits an answer is told by every command that gives one, in text and as JSON; what is exact says nothing. */
import {expect, test} from 'vitest';
import {read, run} from '../../index.ts';
import {runCommand} from '../helpers/run-command.ts';

const at = 0x10000;
const touch = (number: number, fault?: string) => ({
	...{pid: 1, op: 'write', addr: at + number * 4096, len: 4096},
	...(fault === undefined ? {} : {fault}),
});

/** A recording of which half the faults are not taken as recorded, one is on a page that is there, and an op is refused. */
const doubtful = [
	{forkscope: 1, name: 'doubtful', limits: [{kind: 'lost-events', count: 3}]},
	{op: 'start', pid: 1, comm: 'init'},
	{pid: 1, op: 'mmap', addr: at, len: '16K', prot: 'rw-', share: 'private'},
	touch(0, 'absentWrite'),
	touch(0, 'absentWrite'),
	{pid: 1, op: 'fork', child: 2},
	{pid: 1, op: 'munmap', addr: 1, len: 4096},
	{pid: 2, op: 'run', us: 100},
];
const text = (lines: readonly object[]) => lines.map((line) => JSON.stringify(line)).join('\n');

const ofRun = [
	'3 events of the recording were lost',
	'Only 50 % of the recorded page faults',
	'1 recorded page fault was on pages that are there already',
	'1 op of the recording is refused here',
];
const ofTimes = 'Times are at the prices of the cost table modern';

/** Each with whether its text and its JSON have times in them. */
const commands: readonly (readonly [line: string, inText: boolean, inJson: boolean])[] = [
	['report -', true, false],
	['sharing -', true, true],
	['tree -', false, false],
	['maps -', true, false],
	['frames -', true, false],
	['tables -', true, false],
	['map -', true, false],
	['check -', false, false],
	['run -', true, true],
];

const folded = (words: string) => words.replaceAll(/\s+/g, ' ');

test.each(commands)('%s tells in text', async (line, inText) => {
	const {stdout, stderr} = await runCommand(line, {stdin: text(doubtful)});
	const told = folded(stdout + stderr);
	for (const sentence of ofRun) {
		expect(told.split(sentence)).toHaveLength(2);
	}

	expect(told.includes(ofTimes)).toBe(inText);
});

test.each(commands)('%s tells in JSON', async (line, _inText, inJson) => {
	const {stdout} = await runCommand(`${line} --json`, {stdin: text(doubtful)});
	const {trust} = JSON.parse(stdout);
	for (const sentence of [...ofRun, ...(inJson ? [ofTimes] : [])]) {
		expect(trust).toContainEqual(expect.stringContaining(sentence));
	}

	expect(trust).toHaveLength(inJson ? 5 : 4);
});

test.each([
	['openmetrics', false],
	['dot', false],
	['csv', false],
	['chrome', true],
	['plot', true],
])('export --to %s tells beside what it writes', async (form, hasTimes) => {
	const {stderr} = await runCommand(`export - --to ${form}`, {stdin: text(doubtful)});
	for (const sentence of ofRun) {
		expect(stderr).toContain(sentence);
	}

	expect(stderr.includes(ofTimes)).toBe(hasTimes);
});

test('a moment is limited by what came before it only', async () => {
	const {stderr} = await runCommand('maps - --at 3', {stdin: text(doubtful)});
	expect(stderr).toContain('3 events of the recording were lost');
	expect(stderr).not.toMatch(/Only|already|refused/);
});

test('what is exact says nothing but whose the prices are', async () => {
	const exact = [{forkscope: 1, name: 'exact'}, ...doubtful.slice(1, 4), {pid: 1, op: 'fork', child: 2}];
	for (const [line, inText] of commands) {
		const {stderr} = await runCommand(line, {stdin: text(exact)});
		expect(stderr === '' || stderr.startsWith(ofTimes)).toBe(true);
		expect(inText || stderr === '').toBe(true);
	}

	const {stderr} = await runCommand('maps - --costs ppro-1998', {stdin: text(exact)});
	expect(stderr).toBe('');
});

test('the screen has a sign as soon as it has seen it, and lists all behind i', async () => {
	const recorded = [{forkscope: 1, name: 'doubtful'}, ...doubtful.slice(1)];
	const screen = (keys: string) =>
		runCommand(['view', '-', '--screen', '120x40', '--at', 'end', '--keys', keys], {stdin: text(recorded)});
	expect((await screen('.')).stdout).toContain('!i');
	const list = folded((await screen('i')).stdout);
	for (const sentence of [...ofRun.slice(1), ofTimes]) {
		expect(list).toContain(sentence);
	}
});

test('the library tells the same, of the moment at which its run is', async () => {
	const workload = await read(text(doubtful));
	const trust = async (moment: string) => (await run(workload, {at: moment})).trust();
	expect(await trust('end')).toHaveLength(5);
	expect(await trust('3')).toHaveLength(2);
	expect((await run(workload)).check().trust).toHaveLength(4);
});
