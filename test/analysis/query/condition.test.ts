/** Conditions: what holds at a moment that is known, when it begins to hold, and every sentence about a mistake. */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {parseCondition} from '../../../source/analysis/query/condition.ts';
import {statistics} from '../../../source/analysis/rows/stats.ts';
import {createMachine, stepMachine} from '../../../source/machine/machine.ts';
import type {Program} from '../../../source/machine/program.ts';
import {eventCount, type Machine} from '../../../source/machine/state.ts';
import {UserError} from '../../../source/machine/user-error.ts';
import {findWorkload} from '../../../source/workloads/index.ts';
import {machineAt} from '../../helpers/at.ts';
import {holds} from '../../helpers/property.ts';

function programOf(workload: string): Program {
	const program = findWorkload(workload)?.build();
	if (program === undefined) {
		throw new Error(`no workload ${workload}`);
	}

	return program;
}

const build = programOf('build');
const busy = machineAt(build, 'mark:all jobs busy');

/** Frame and page table that are in use at that moment. */
const {mm, table} = busy.kernel;
const root = mm.root[busy.kernel.task.mm[1]];
const frame = table.frame[root];

test.each<[string, boolean]>([
	[`frame ${frame} refcount 1`, true],
	[`frame #${frame} refcount = 1`, true],
	[`frame ${frame} refcount != 1`, false],
	[`frame ${frame} mapcount > 0`, false],
	[`frame ${frame} free`, false],
	['frame 99999999 free', true],
	['frame 99999999 mapcount > 2', false],
	[`table ${root} refs 1`, true],
	[`table ${root} used >= 1`, true],
	[`table ${root} free`, false],
	['table 99999999 free', true],
	['pid 11 starts', true],
	['pid 11 exits', false],
	['pid 31 starts', false],
	['pid 31 exits', true],
	['pid 11 rss > 3M', true],
	['pid 11 rss > 10M', false],
	['pid 31 rss >= 0', false],
	['pid 11 (waiting or running)', true],
	['pid 11 not running', false],
	['pid = 11', true],
	['pid = 31', false],
	['pss > 3M', true],
	['pss > 10M', false],
	['any rss > 4M and name = cc1', true],
	['any rss > 4M and name = make', false],
	['rss > 4M and name = make', false],
	['processes > 3 and rss > 4M and name = make', false],
	['processes > 3 and any rss > 4M', true],
	['(any rss > 4M) and (any name = make)', true],
	['cc1', true],
	['not cc1', true],
	['not any cc1', false],
	['zombie', false],
	['any tables > 17', true],
	['processes = 17', true],
	['processes > 50', false],
	['threads = 0', true],
	['zombies 0', true],
	['frames > 1k', true],
	['frames > 1M', false],
	['tables > 100', true],
	['shared tables > 0', false],
	['copies > 10', true],
	['faults > 1000', true],
	['forks >= 3', true],
	['forks >= 3 and not zombies > 0', true],
	['kills > 0 or splits > 0', false],
])('at the mark all jobs busy, %s is %s', (text, expected) => {
	expect(parseCondition(text, build).holds(busy)).toBe(expected);
});

/** The events after which a condition holds that did not hold before. */
function beginnings(workload: string, text: string): number[] {
	const program = programOf(workload);
	const {holds} = parseCondition(text, program);
	const machine = createMachine(program);
	const found: number[] = [];
	let held = holds(machine);
	while (stepMachine(machine)) {
		const now = holds(machine);
		if (now && !held) {
			found.push(eventCount(machine));
		}

		held = now;
	}

	return found;
}

test('a condition begins to hold with the event that makes it true', () => {
	const program = programOf('zombies-and-orphans');
	const kindAt = (event: number) => {
		const machine = machineAt(program, String(event));
		return [program.pid[machine.outcome.op], program.child[machine.outcome.op]];
	};
	const [start] = beginnings('zombies-and-orphans', 'pid 3 starts');
	expect(kindAt(start)[1]).toBe(3);
	const [end] = beginnings('zombies-and-orphans', 'pid 3 exits');
	expect(kindAt(end)[0]).toBe(3);
	expect(beginnings('zombies-and-orphans', 'zombie')).toEqual(
		beginnings('zombies-and-orphans', 'zombies > 0'),
	);
	expect(beginnings('zombies-and-orphans', 'pid 3 zombie')).toEqual([end]);
	expect(beginnings('zombies-and-orphans', 'processes > 99')).toEqual([]);
});

test('counts are those of the statistics', () => {
	const program = programOf('zombies-and-orphans');
	const machine = createMachine(program);
	const all = (each: Machine) => {
		const {processes, threads, zombies, frames, tables} = statistics(viewMemory(each));
		return Object.entries({processes, threads, zombies, frames: frames.inUse, tables: tables.inUse});
	};
	while (stepMachine(machine)) {
		for (const [name, count] of all(machine)) {
			expect([name, parseCondition(`${name} = ${count}`, program).holds(machine)]).toEqual([name, true]);
		}
	}
});

test('its text is what was typed', () => {
	expect(parseCondition('  pid 11 exits ', build).text).toBe('pid 11 exits');
});

const subjects =
	'frame, table, any, processes, threads, zombies, frames, tables, shared tables, copies, faults, forks, execs, exits, splits, kills, name, cmd, user, cgroup, state, pid, ppid, rss, pss, uss, swap, huge, vsz, shared, still, copied or children';

test.each([
	['', `Here a condition such as pid 31 exits, on ${subjects} was expected`],
	['framez > 3', `framez: ${subjects} was expected`],
	['frame', 'frame : a number such as 31 was expected'],
	['frame 45', 'frame 45 : refcount, mapcount or free was expected'],
	['frame 45 colour', 'frame 45 colour: refcount, mapcount or free was expected'],
	['frame 45 refcount', 'frame 45 refcount : a comparison such as > 8 was expected'],
	['table 3', 'table 3 : refs, used or free was expected'],
	['pid 11', 'pid 11 : exits, starts or what is asked of it, such as rss > 10M, was expected'],
	['pid 11 dies', 'pid 11 dies: exits, starts or what is asked of it, such as rss > 10M, was expected'],
	['pid 11 exits now >', 'pid 11 exits now: '],
	['pid 99 exits', 'There is never a process 99 in this workload.'],
	['processes', 'processes : a comparison such as > 8 was expected'],
	['processes many', 'processes many: a comparison such as > 8 was expected'],
	['shared tables >', 'shared tables > : a number such as 8 was expected'],
	['any', 'any : a word or a comparison such as rss > 5M was expected'],
	['still', 'still : a comparison such as < 50% was expected'],
	['still < 5', 'still < 5: a part such as 50% was expected'],
	['rss', 'rss : a comparison such as > 5M was expected'],
	['(zombie', '(zombie : a closing ) was expected'],
])('%j is refused: %s', (text, sentence) => {
	expect(() => parseCondition(text, build)).toThrow(UserError);
	expect(() => parseCondition(text, build)).toThrow(sentence);
});

test('whatever is typed is a condition or a sentence about it', () => {
	const words = [
		'frame',
		'table',
		'pid',
		'any',
		'shared',
		'tables',
		'exits',
		'free',
		'refs',
		'rss',
		'zombie',
		'not',
	];
	const piece = fc.constantFrom(
		...words,
		'(',
		')',
		'|',
		'!',
		'=',
		'>',
		'5M',
		'11',
		'#7',
		'and',
		'or',
		'"',
		'/',
	);
	holds(
		fc.property(fc.array(piece, {maxLength: 10}), (pieces) => {
			try {
				parseCondition(pieces.join(' '), build).holds(busy);
			} catch (error) {
				expect(error).toBeInstanceOf(UserError);
			}
		}),
		1000,
	);
});
