/** The language of queries and conditions: what each word means on a real moment, and what is said of mistakes. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory.ts';
import {parseCondition} from '../../../source/analysis/query/condition.ts';
import {parseQuery} from '../../../source/analysis/query/query.ts';
import {designs} from '../../../source/designs/index.ts';
import {createMachine, type Machine, runMachine} from '../../../source/machine/machine.ts';
import {opKinds} from '../../../source/machine/op.ts';
import {refusalOf} from '../../../source/machine/refusal.ts';
import {UserError} from '../../../source/machine/user-error.ts';
import {findWorkload} from '../../../source/workloads/index.ts';

function machineAfter(workload: string, events: number, kernel = 'linux-6'): Machine | undefined {
	const program = findWorkload(workload)?.build();
	const design = designs.find(({id}) => id === kernel);
	if (program === undefined || design === undefined || refusalOf(design, program) !== undefined) {
		return undefined;
	}

	const machine = createMachine(program, {design});
	runMachine(machine, events);
	return machine;
}

function pidsMeant(machine: Machine, text: string): number[] {
	const view = viewMemory(machine);
	const isMeant = parseQuery(text).matcher(view);
	const {task} = machine.kernel;
	const pids: number[] = [];
	for (let row = 1; row < task.count; row += 1) {
		if (task.state[row] !== 0 && isMeant(row)) {
			pids.push(task.pid[row]);
		}
	}

	return pids.sort((left, right) => left - right);
}

/** At `all jobs busy`: four recipes sh → cc → cc1 below make 5, below bash 4, login 3, init 1. */
const build = machineAfter('build', 411) as Machine;
const everybody = pidsMeant(build, '');
const compilers = [11, 14, 16, 17];

describe('on a busy build', () => {
	test.each([
		['', everybody],
		['cc1', compilers],
		['CC1', compilers],
		['cc', [8, 10, 11, 13, 14, 15, 16, 17]],
		['name = cc', [8, 10, 13, 15]],
		['name != cc and cc', compilers],
		['name ~ gett', [2]],
		['name !~ c and not init', [2, 3, 4, 5, 6, 7, 9, 12]],
		['"make"', [5]],
		['11', [11]],
		['pid 11', [11]],
		['pid = 11 or pid = 14', [11, 14]],
		['pid 11 | make', [5, 11]],
		['ppid = 5', [6, 7, 9, 12]],
		['/^make -j[0-9]+$/', [5]],
		['/^MAKE/i', [5]],
		['cmd ~ "-j4"', [5]],
		['rss > 4.1M', [16]],
		['rss > 3M and not pid 16', [11, 14, 17]],
		['rss >= 3M rss < 4M', [11, 17]],
		['uss > 3M & (pid 11 | pid 14)', [11]],
		['not (rss < 3M)', compilers],
		['! rss < 3M', compilers],
		['vsz > 43M', compilers],
		['tables > 16', compilers],
		['shared > 0', []],
		['children = 4', [5]],
		['children > 0 and not below 5', [1, 3, 4]],
		['below 12', [12, 15, 17]],
		['waiting', [4, 5, 6, 7, 8, 9, 10, 12, 13, 15]],
		['ready and not cc1', [1, 2, 3]],
		['zombie', []],
		['thread', []],
		['maps cc1', compilers],
		['maps "ld-linux"', everybody],
	])('%j means %j', (text, expected) => {
		expect(pidsMeant(build, text)).toEqual(expected);
	});

	test('shares means the processes that a frame can be reached from', () => {
		const {frame} = build.kernel;
		const shared = frame.mapcount.findIndex((count, row) => row < frame.count && count === 4);
		expect(pidsMeant(build, `shares ${shared}`)).toHaveLength(4);
		expect(pidsMeant(build, `shares #${shared}`)).toEqual(pidsMeant(build, `shares ${shared}`));
		expect(pidsMeant(build, 'shares 99999999')).toEqual([]);
	});
});

test.each(designs.map(({id}) => id))('above a size means on %s what below it does not', (kernel) => {
	const machine = machineAfter('pipeline', 60, kernel);
	const view = machine === undefined ? undefined : viewMemory(machine);
	for (const figure of view === undefined ? [] : ['rss', 'pss', 'uss']) {
		for (const size of ['100K', '300K', '1M']) {
			const above = pidsMeant(machine as Machine, `${figure} >= ${size}`);
			const below = pidsMeant(machine as Machine, `${figure} < ${size}`);
			const all = pidsMeant(machine as Machine, `not zombie not thread`);
			expect(
				[...above, ...below].sort((left, right) => left - right),
				`${figure} ${size}`,
			).toEqual(all);
		}
	}
});

test('states that a build does not have', () => {
	const program = findWorkload('zombies-and-orphans')?.build();
	const machine = createMachine(program as NonNullable<typeof program>);
	const seen = new Set<string>();
	for (let event = 1; event <= 25; event += 1) {
		runMachine(machine, event);
		for (const state of ['zombie', 'ready', 'waiting']) {
			seen.add(pidsMeant(machine, state).length > 0 ? state : '');
		}
	}

	expect([...seen].sort()).toEqual(['', 'ready', 'waiting', 'zombie']);
});

test.each([
	['rss >', 'Nothing stands after rss >; expected a size such as 5M'],
	['rss > big', '"big" is no size; expected a size such as 5M'],
	['children > 5M', '"5M" is no number; expected a number'],
	['rss ~ 5', 'rss is a number; expected = != < <= > or >= after it'],
	['user > 5', 'user is a text; expected = != ~ or !~ after it'],
	['colour = red', 'Processes have no "colour"; expected pid, ppid,'],
	['(cc1', 'A bracket is open; expected )'],
	['cc1)', '")" cannot stand here; expected the end of the query'],
	['cc1 and', 'The query breaks off; expected a name'],
	['or cc1', '"or" cannot stand here'],
	['name =', 'Nothing stands after name =; expected a text'],
	['"cc1', 'never closed'],
	['/(/', '/(/ is no pattern; expected a regular expression'],
	['shares x', '"x" is no number; expected a number after shares'],
])('the query %j is told: %s', (text, expected) => {
	expect(() => parseQuery(text)).toThrow(UserError);
	expect(() => parseQuery(text)).toThrow(expected);
});

/** The event after which a condition holds first. */
function firstEvent(workload: string, condition: string): number | undefined {
	const program = findWorkload(workload)?.build();
	const machine = createMachine(program as NonNullable<typeof program>);
	const holds = parseCondition(condition);
	for (let event = 1; event <= machine.program.count; event += 1) {
		runMachine(machine, event);
		if (holds(machine)) {
			return event;
		}
	}

	return undefined;
}

/** The op that a condition comes true in first, as it stands in the program. */
function firstOp(condition: string): string {
	const event = firstEvent('build', condition);
	const {outcome, program} = machineAfter('build', event ?? 0) as Machine;
	const kind = Object.entries(opKinds).find(([, number]) => number === program.kind[outcome.op])?.[0];
	return `${kind} ${program.pid[outcome.op]}`;
}

test.each([
	['pid 5 starts', 'fork 4'],
	['any name = make', 'exec 5'],
	['processes > 16', /^(fork|vfork|spawn) \d+$/],
	['zombies > 0', /^exit \d+$/],
	['forks >= 2', 'fork 1'],
	['any rss > 4M', /^(write|read) \d+$/],
	['pid 11 rss > 1M', /^(write|read|exec|mmap) 11$/],
	['pid 11 name = cc1', 'exec 11'],
	['frame 455 refcount > 0', /./],
	['frame 455 mapcount 2', /./],
	['table 30 used > 3', /./],
	['copies > 10', /./],
	['faults > 100', /./],
	['execs = 3', /^exec \d+$/],
	['exits 1', /^exit \d+$/],
	['frames > 1000', /./],
	['tables >= 100', /./],
])('%s comes true in %s', (condition, expected) => {
	expect(firstOp(condition)).toMatch(expected);
});

test('a process that has ended and a frame that was freed are conditions too', () => {
	expect(firstEvent('zombies-and-orphans', 'pid 1 exits')).toBe(undefined);
	expect(firstEvent('build', 'frame 455 free')).toBe(1);
});

test.each([
	['', 'A condition is missing; expected frame 455 refcount 1'],
	['frame 455 colour 1', 'A frame has no "colour"; expected refcount, mapcount, free'],
	['frames > many', '"many" is no number'],
	['pid 5 rss >', 'Nothing stands after rss >'],
])('the condition %j is told: %s', (text, expected) => {
	expect(() => parseCondition(text)).toThrow(UserError);
	expect(() => parseCondition(text)).toThrow(expected);
});

test('whatever is typed is understood or told what is wrong with it', () => {
	const view = viewMemory(build);
	const words = fc.constantFrom(
		...[
			'rss',
			'>',
			'5M',
			'and',
			'or',
			'not',
			'(',
			')',
			'"',
			'/',
			'cc1',
			'~',
			'=',
			'!',
			'shares',
			'pid',
			'11',
			'|',
			'frame',
			' ',
		],
	);
	const typed = fc.oneof(
		fc.string(),
		fc.array(words).map((parts) => parts.join(' ')),
		fc.array(words).map((parts) => parts.join('')),
	);
	fc.assert(
		fc.property(typed, (text) => {
			for (const read of [() => parseQuery(text).matcher(view)(1), () => parseCondition(text)(build)]) {
				try {
					expect(typeof read()).toBe('boolean');
				} catch (error) {
					expect(error).toBeInstanceOf(UserError);
				}
			}
		}),
		{numRuns: 500},
	);
});
