/** Queries against processes that are known: what each means, what binds more tightly, every sentence about a mistake. */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {processMemory} from '../../../source/analysis/memory/process-memory.ts';
import {parseQuery, understoodPart} from '../../../source/analysis/query/query.ts';
import {queryWords} from '../../../source/analysis/query/terms.ts';
import {frameRows, listFrames} from '../../../source/analysis/rows/frames.ts';
import {pageTableRows, sharersOf} from '../../../source/analysis/rows/page-tables.ts';
import {findDesign} from '../../../source/designs/index.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {nextRow, rowId} from '../../../source/kernel/state/columns.ts';
import type {Machine} from '../../../source/machine/state.ts';
import {UserError} from '../../../source/machine/user-error.ts';
import {findWorkload} from '../../../source/workloads/index.ts';
import {machineAt} from '../../helpers/at.ts';
import {holds} from '../../helpers/property.ts';

function machineOf(workload: string, at: string, kernel = 'linux-6'): Machine {
	const program = findWorkload(workload)?.build();
	if (program === undefined) {
		throw new Error(`no workload ${workload}`);
	}

	return machineAt(program, at, {design: findDesign(kernel)});
}

/** A build with four compilers: init 1, agetty 2, login 3, bash 4, make 5, and below it sh, cc and cc1 each. */
const busy = machineOf('build', 'mark:all jobs busy');

/** Pids of all that a query means, ascending; threads have pids too. */
function pidsOf(query: string, machine = busy): number[] {
	const {kernel} = machine;
	const isMeant = parseQuery(query).on(viewMemory(machine));
	const pids: number[] = [];
	for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
		if (kernel.task.state[task] !== 0 && isMeant(task)) {
			pids.push(kernel.task.pid[task]);
		}
	}

	return pids.sort((left, right) => left - right);
}

const everybody = pidsOf('pid > 0');
const compilers = [11, 14, 16, 17];
const drivers = [8, 10, 13, 15];
const shells = [6, 7, 9, 12];

test.each<[string, number[]]>([
	['cc1', compilers],
	['CC1', compilers],
	['cc', [...compilers, ...drivers]],
	['11', [11]],
	['"11"', []],
	['/cc[0-9]/', compilers],
	['/CC[0-9]/', []],
	['/CC[0-9]/i', compilers],
	['/^cc1.*lexer\\.c/', [16]],
	['"two words"', []],
	['name = cc', drivers],
	['name cc', drivers],
	['name != cc', everybody.filter((pid) => !drivers.includes(pid))],
	['name ~ sh', [4, ...shells]],
	['name !~ sh', everybody.filter((pid) => ![4, ...shells].includes(pid))],
	['name = sh|BASH', [4, ...shells]],
	['name ~ /^c+$/', drivers],
	['cmd ~ "-j4"', [5]],
	['cmd ~ -j4', [5]],
	['cmd = "-bash"', [4]],
	['user = ada', everybody.filter((pid) => pid > 3)],
	['user != ada', [1, 2, 3]],
	['pid 31', []],
	['pid = 11', [11]],
	['pid 11|#14', [11, 14]],
	['pid < 3', [1, 2]],
	['ppid = 5', shells],
	['ppid 0', [1]],
	['state = waiting', [4, 5, ...shells, ...drivers]],
	['state != waiting', [1, 2, 3, ...compilers]],
	['state running|zombie', [1, 2, 3, ...compilers]],
	['running', [1, 2, 3, ...compilers]],
	['waiting', [4, 5, ...shells, ...drivers]],
	['zombie', []],
	['vfork', []],
	['thread', []],
	['rss > 4M', [14, 16]],
	['RSS > 4096K', [14, 16]],
	['rss > 4194304', [14, 16]],
	['rss > 4MiB', [14, 16]],
	['rss = 748K', [5]],
	['pss >= 3.5M', [11, 16, 17]],
	['uss<100K', [7, 9]],
	['vsz > 40M', compilers],
	['tables > 17', [11, 16, 17]],
	['tables >= 17', compilers],
	['shared tables > 0', []],
	['children > 1', [1, 5]],
	['children = 4', [5]],
	['threads > 1', []],
	['maps libc', everybody],
	['maps cc1', compilers],
	['maps "[heap]" and name = cc', drivers],
	['below 7', [7, 10, 14]],
	['below 99', []],
])('%s means %j', (query, expected) => {
	expect(pidsOf(query)).toEqual([...expected].sort((left, right) => left - right));
});

test.each([0, 100, 500])('shared > %iK means memory that others have too', (kib) => {
	const view = viewMemory(busy);
	const shares = (pid: number) => {
		const held = processMemory(view, findTask(busy.kernel, pid));
		return held !== undefined && held.rssBytes - held.ussBytes > kib * 1024;
	};
	expect(pidsOf(`shared > ${kib}K`)).toEqual(everybody.filter(shares));
});

test('what a process was born with is no question to a moment alone', () => {
	expect(() => pidsOf('still < 50%')).toThrow('asked of a run');
});

test.each<[string, string]>([
	['cc|sh', 'name ~ cc or name ~ sh'],
	['!cc|sh', 'not (name ~ cc or name ~ sh)'],
	['!cc|sh name ~ i', '(not (name ~ cc or name ~ sh)) and name ~ i'],
	['! cc | sh', '(not name ~ cc) or name ~ sh'],
	['cc1 | sh waiting', 'cc1 or (sh and waiting)'],
	['waiting sh or make', '(waiting and sh) or make'],
	['not cc1 and running', '(not cc1) and running'],
	['cc1 and not pid 11', 'cc1 and pid != 11'],
	['cc1 & pid > 14', 'cc1 pid > 14'],
	['cc1 && pid > 14 || make', '(cc1 and pid > 14) or make'],
	['pid == 5', 'pid = 5'],
	['!!cc1', 'cc1'],
	['rss > 4M|zombie running', '(rss > 4M or zombie) and running'],
	['rss > 4M and (name = cc1 or name = make)', 'rss > 4M cc1'],
	['CC1 AND NOT PID 11', 'cc1 and not pid 11'],
])('%s is the same as %s', (query, same) => {
	const pids = pidsOf(query);
	expect(pids).toEqual(pidsOf(same));
	expect(pids.length).toBeGreaterThan(0);
});

test('zombies, threads and sleepers in vfork are told apart', () => {
	const orphans = machineOf('zombies-and-orphans', '#14');
	expect(pidsOf('zombie', orphans)).toEqual([3, 4]);
	expect(pidsOf('not zombie', orphans)).toEqual([1, 2, 5]);
	expect(pidsOf('rss >= 0', orphans)).toEqual([1, 2, 5]);
	const vfork = machineOf('vfork', '#16');
	expect(pidsOf('vfork', vfork)).toEqual([1]);
	expect(pidsOf('shared tables > 0', vfork)).toEqual([1, 4]);
	const threads = machineOf('threads', '#20');
	expect(pidsOf('thread', threads)).toEqual([4]);
	expect(pidsOf('threads > 1', threads)).toEqual([1]);
	expect(pidsOf('below 1', threads)).toEqual([1, 4]);
	expect(pidsOf('rss > 0', threads)).toEqual([1]);
});

test('who shares a frame or a page table is who the other panes say', () => {
	const machine = machineOf('build', '#24', 'shared-pt');
	const view = viewMemory(machine);
	const frames = frameRows(view, listFrames(view, 'number'));
	for (const {frame, owners} of frames.filter((_, i) => i % 7 === 0)) {
		const pids = [...new Set(owners.map(({pid}) => pid))].sort((left, right) => left - right);
		expect([frame, pidsOf(`shares ${frame}`, machine)]).toEqual([frame, pids]);
	}

	const tables = pageTableRows(view, findTask(machine.kernel, 1));
	expect(tables.some(({references}) => references > 1)).toBe(true);
	for (const row of tables) {
		expect(pidsOf(`shares table #${row.table}`, machine)).toEqual(sharersOf(view, row));
	}

	expect(pidsOf('shares 99999999', machine)).toEqual([]);
});

test('memory is measured for those only that the cheap words leave', () => {
	const view = viewMemory(busy);
	const isMeant = parseQuery('rss > 100K and name = make').on(view);
	const answers = Array.from({length: busy.kernel.task.count - 1}, (_, i) =>
		isMeant(rowId(busy.kernel.task, i + 1)),
	);
	expect(answers.filter(Boolean)).toHaveLength(1);
	expect(view.known.size).toBe(1);
});

const term = 'a word or a comparison such as rss > 5M was expected';
const text = 'a text such as cc1, "two words" or /cc[0-9]/ was expected';

test.each([
	['', `Here ${term}`],
	['   ', `Here ${term}`],
	['and', `and: ${term}`],
	['cc1 and', `cc1 and : ${term}`],
	['not ', `not : ${term}`],
	['cc1 | | sh', `cc1 | |: ${term}`],
	['()', `(): ${term}`],
	['(cc1', '(cc1 : a closing ) was expected'],
	['cc1)', 'cc1): the end or another word was expected'],
	['"cc1', '"cc1 : a closing " was expected'],
	['sh /cc', 'sh /cc : a closing / was expected'],
	['/[/', '/[/: a regular expression such as /cc[0-9]/i was expected'],
	['/a/g', '/a/g: a regular expression with nothing or an i behind it, or the text in quotes was expected'],
	[
		'/(a+)+$/',
		'/(a+)+$/: a regular expression of at most 3 repeats, none of them of a group that repeats or chooses inside, was expected',
	],
	['rss', 'rss : a comparison such as > 5M was expected'],
	['rss >', 'rss > : a size such as 5M was expected'],
	['rss > cc1', 'rss > cc1: a size such as 5M was expected'],
	['rss ~ 5', 'rss ~: a comparison such as > 5M was expected'],
	['pid cc1', 'pid cc1: a comparison such as = 31 was expected'],
	['tables > #5', 'tables > #5: a number such as 8 was expected'],
	['pid = 5M', 'pid = 5M: a number such as 31 was expected'],
	['name', `name : ${text}`],
	['name >', `name >: ${text}`],
	['user =', `user = : ${text}`],
	['state = dead', 'state = dead: running, waiting, vfork or zombie was expected'],
	['shares', 'shares : a frame such as 455, or table and its number was expected'],
	['shares table', 'shares table : a number such as 31 was expected'],
	['maps >', 'maps >: a file or name such as libc or "[heap]" was expected'],
	['below make', 'below make: a number such as 31 was expected'],
	[
		'rs > 5M',
		'rs: name, cmd, user, cgroup, state, pid, ppid, rss, pss, uss, swap, huge, vsz, tables, shared, shared tables, still, copied, children or threads was expected',
	],
	[`${'long '.repeat(20)}rss >`, '…ong long long long long long long rss > : a size such as 5M was expected'],
	['x'.repeat(1001), 'A line of at most 1000 characters was expected, not of 1001.'],
])('%j is refused: %s', (query, sentence) => {
	expect(() => parseQuery(query)).toThrow(new UserError(sentence));
});

test.each([
	['cc1 and rss >', 'cc1'],
	['cc1|', 'cc1'],
	['cc1 (', 'cc1'],
	['cc1 "two w', 'cc1'],
	['make /[', 'make'],
	['rss', ''],
	['rss > ', ''],
	['(cc1', ''],
	['not', ''],
	['cc1 or not make', 'cc1 or not make'],
])('of %j, %j is understood', (text, part) => {
	expect(understoodPart(text)).toBe(part);
});

test('whatever is typed is a query or a sentence about it', () => {
	const piece = fc.oneof(
		fc.constantFrom(
			...queryWords,
			'(',
			')',
			'|',
			'&',
			'!',
			'"',
			'/',
			'=',
			'>',
			'~',
			'!~',
			' ',
			'5M',
			'31',
			'#7',
		),
		fc.string({maxLength: 6, unit: 'binary'}),
	);
	const line = fc
		.array(piece, {maxLength: 12})
		.chain((pieces) => fc.constantFrom(pieces.join(''), pieces.join(' ')));
	holds(
		fc.property(line, (query) => {
			try {
				pidsOf(query);
			} catch (error) {
				expect(error).toBeInstanceOf(UserError);
			}
		}),
		2000,
	);
});

test('every word of the language can be searched for in quotes', () => {
	for (const word of queryWords) {
		expect(pidsOf(`"${word}"`)).toEqual(pidsOf(`name ~ "${word}"`));
	}
});
