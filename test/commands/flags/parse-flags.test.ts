/** Flags as they are typed, and what is said about those that are wrong. */
import {describe, expect, test} from 'vitest';
import type {Flags} from '../../../source/commands/command.ts';
import {spellFlag} from '../../../source/commands/flags/global-flags.ts';
import {parseFlags} from '../../../source/commands/flags/parse-flags.ts';

const flags = {
	json: {type: 'boolean', summary: 'print JSON'},
	args: {type: 'boolean', shortFlag: 'a', aliases: ['arguments'], summary: 'show arguments'},
	threads: {type: 'boolean', shortFlag: 't', summary: 'show thread names'},
	noThreads: {type: 'boolean', shortFlag: 'T', summary: 'hide threads'},
	pages: {type: 'number', shortFlag: 'm', default: 10, summary: 'pages to map'},
	pid: {type: 'number', shortFlag: 'H', summary: 'the process'},
	forkAs: {type: 'string', choices: ['vfork', 'spawn'], summary: 'another way to fork'},
	at: {type: 'string', summary: 'the moment'},
	set: {type: 'string', isMultiple: true, summary: 'a parameter'},
} as const satisfies Flags;

/** The flags that differ from what an empty line gives, and the other words. */
function parse(line: string) {
	const empty = parseFlags([], flags).flags;
	const parsed = parseFlags(line.split(' '), flags);
	const changed = Object.entries(parsed.flags).filter(([name, value]) => {
		return JSON.stringify(value) !== JSON.stringify(empty[name]);
	});
	return {input: parsed.input, ...Object.fromEntries(changed)};
}

test('what is not given', () => {
	expect(parseFlags([], flags).flags).toEqual({
		json: false,
		args: false,
		threads: false,
		noThreads: false,
		pages: 10,
		set: [],
		help: false,
		version: false,
		debug: false,
		noPager: false,
	});
});

describe('what is given', () => {
	test.each([
		['build', {input: ['build']}],
		['-', {input: ['-']}],
		['build 12', {input: ['build', '12']}],
		['build --json', {input: ['build'], json: true}],
		['--json build', {input: ['build'], json: true}],
		['-at build', {input: ['build'], args: true, threads: true}],
		['-aT build', {input: ['build'], args: true, noThreads: true}],
		['--arguments', {input: [], args: true}],
		['--no-json', {input: []}],
		['-a -a', {input: [], args: true}],
		['-m 3', {input: [], pages: 3}],
		['-m3', {input: [], pages: 3}],
		['-aH 77', {input: [], args: true, pid: 77}],
		['--pages=4096', {input: [], pages: 4096}],
		['--fork-as vfork', {input: [], forkAs: 'vfork'}],
		['--at #12', {input: [], at: '#12'}],
		['--at mark:a=b', {input: [], at: 'mark:a=b'}],
		['--set a=1 --set b=2', {input: [], set: ['a=1', 'b=2']}],
		['--json -- make -j4 --json', {input: ['make', '-j4', '--json'], json: true}],
		['0x10', {input: ['0x10']}],
	])('%s', (line, expected) => {
		expect(parse(line)).toEqual(expected);
	});
});

describe('what is wrong', () => {
	test.each([
		['--jsn', 'There is no flag --jsn. Did you mean "--json"?'],
		['--fork-sa vfork', 'There is no flag --fork-sa. Did you mean "--fork-as"?'],
		['--wholly-other', 'There is no flag --wholly-other.'],
		['-m many', 'The flag --pages needs a number (pages to map), not "many".'],
		['-m', 'The flag --pages needs a value (pages to map).'],
		['--at', 'The flag --at needs a value (the moment).'],
		['--at a --at b', 'The flag --at can only be set once.'],
		[
			'--fork-as vfrok',
			'The flag --fork-as cannot be "vfrok"; it is one of vfork, spawn. Did you mean "vfork"?',
		],
	])('%s', (line, message) => {
		expect(() => parseFlags(line.split(' '), flags)).toThrow(message);
	});
});

test('flags are spelled as they are typed', () => {
	expect(['json', 'forkAs', 'n'].map(spellFlag)).toEqual(['--json', '--fork-as', '-n']);
});
