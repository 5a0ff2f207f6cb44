/** What queries are told of the past is what the pane Sharing counts, event by event and after jumps; conditions find its moments. */
import {expect, test} from 'vitest';
import type {Inherited} from '../../../source/analysis/memory/past.ts';
import {findProcess} from '../../../source/analysis/query/find-process.ts';
import {findDesign} from '../../../source/designs/index.ts';
import {goTo} from '../../../source/inquiry/moment/go-to.ts';
import {openRun} from '../../../source/inquiry/run.ts';
import type {ErosionChild} from '../../../source/inquiry/sharing/erosion.ts';
import {followErosion} from '../../../source/inquiry/sharing/erosions.ts';
import {createPast} from '../../../source/inquiry/sharing/past.ts';
import {findSharers} from '../../../source/inquiry/sharing/sharers.ts';
import {sharingSince, viewSharing} from '../../../source/inquiry/sharing/sharing.ts';
import {finish} from '../../../source/inquiry/work.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {Machine} from '../../../source/machine/state.ts';
import {lengthOf} from '../../../source/timeline/explore.ts';
import {seek} from '../../../source/timeline/seek.ts';
import {positionOf} from '../../../source/timeline/timeline.ts';
import {findWorkload} from '../../../source/workloads/index.ts';
import {runCommand} from '../../helpers/run-command.ts';

function runOf(workload: string, kernel = 'linux-6', parameters = {}) {
	const program = findWorkload(workload)?.build(parameters) ?? expect.unreachable(workload);
	return openRun(program, {design: findDesign(kernel)}).timeline;
}

/** As it is counted page by page, for a child that still shares. */
function counted({kernel}: Machine, {birth}: ErosionChild): Inherited {
	const {inherited, shared, copiedByChild} = sharingSince(viewSharing(kernel), birth);
	return {born: inherited, still: shared, copied: copiedByChild};
}

test.each([
	['cow', 'linux-6', {}],
	['cow', 'shared-pt', {}],
	['cow', 'uvm', {}],
	['snapshot', 'linux-6', {dataset: 1}],
	['snapshot', 'odf', {dataset: 1}],
	['prefork', 'linux-6', {}],
	['vfork', 'linux-6', {}],
	['deep-chain', 'async-fork', {}],
	['zombies-and-orphans', 'linux-6', {}],
])('%s on %s', (workload, kernel, parameters) => {
	const timeline = runOf(workload, kernel, parameters);
	const end = lengthOf(timeline);
	const past = createPast(timeline);
	const children = findSharers(timeline).flatMap(({key}) => finish(followErosion(timeline, key)).children);
	let looked = 0;
	const look = () => {
		const {machine} = timeline;
		const position = positionOf(timeline);
		for (const child of children) {
			const {pid, born, task} = child.birth.child;
			if (position >= born && (child.end === undefined || position < child.end.event)) {
				looked += 1;
				expect([pid, position, past(machine, task)]).toEqual([pid, position, counted(machine, child)]);
			}
		}
	};
	for (let position = Math.max(0, end - 400); position <= end; position += 1) {
		seek(timeline, position);
		look();
	}

	for (const part of [0.9, 0.2, 0.5, 0.4, 0.95]) {
		seek(timeline, Math.round(part * end));
		look();
	}

	expect(looked).toBeGreaterThan(5);
});

test('what runs another program, was not forked or has ended was born with nothing', () => {
	const timeline = runOf('build');
	const past = createPast(timeline);
	goTo(timeline, 'mark:all jobs busy');
	const {machine} = timeline;
	expect(past(machine, findProcess(machine, 1))).toBeUndefined();
	expect(past(machine, findProcess(machine, 11))).toBeUndefined();
});

test.each(['still < 99%', 'still <= 50%', 'copied >= 40', 'copied > 0 and still < 100%'])(
	'until pid 6 %s is the first event after which it is so',
	(query) => {
		const timeline = runOf('snapshot', 'linux-6', {dataset: 1});
		const end = lengthOf(timeline);
		const past = createPast(timeline);
		const [, still, least] = /still <=? (\d+)%|copied >=? (\d+)/.exec(query) ?? [];
		seek(timeline, 0);
		const found = attempt(() => goTo(timeline, `until pid 6 (${query})`));
		let expected: number | undefined;
		for (let position = 0; position <= end && expected === undefined; position += 1) {
			seek(timeline, position);
			const task = findTask(timeline.machine.kernel, 6);
			const inherited = task === 0 ? undefined : past(timeline.machine, task);
			const part = inherited && (100 * inherited.still) / inherited.born;
			const holds =
				inherited !== undefined &&
				part !== undefined &&
				(query.includes('copied > 0')
					? inherited.copied > 0 && part < 100
					: still !== undefined
						? query.includes('<=')
							? part <= Number(still)
							: part < Number(still)
						: inherited.copied >= Number(least));
			expected = holds ? position : undefined;
		}

		expect(found).toBe(expected);
	},
);

function attempt(go: () => number): number | undefined {
	try {
		return go();
	} catch {
		return undefined;
	}
}

test('--where takes them too', async () => {
	const {stdout} = await runCommand([
		'report',
		'snapshot',
		'--at',
		'mark:half saved',
		'--where',
		'still < 100%',
	]);
	expect(
		stdout
			.split('\n')
			.filter((line) => /^ +\d+ /.test(line))
			.map((line) => line.trim().split(/ +/)[0]),
	).toEqual(['3', '6']);
});
