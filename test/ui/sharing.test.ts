/** The pane of sharing and what it draws from: curves that are true where they say they are, and what Enter does. */

import {expect, test} from 'vitest';
import {viewMemory} from '../../source/analysis/memory/memory.ts';
import {mapRows} from '../../source/analysis/rows/maps.ts';
import {processRow} from '../../source/analysis/rows/processes.ts';
import {findDesign} from '../../source/designs/index.ts';
import {taskKey} from '../../source/inquiry/keys.ts';
import {openRun, type Run} from '../../source/inquiry/run.ts';
import {answerAt} from '../../source/inquiry/sharing/answer.ts';
import {blameMappings, type Erosion, sampleCopies, sharingAt} from '../../source/inquiry/sharing/erosion.ts';
import {followErosion} from '../../source/inquiry/sharing/erosions.ts';
import {findSharers} from '../../source/inquiry/sharing/sharers.ts';
import {sharingSince, viewSharing} from '../../source/inquiry/sharing/sharing.ts';
import type {Program} from '../../source/machine/program.ts';
import {lengthOf} from '../../source/timeline/explore.ts';
import {seek} from '../../source/timeline/seek.ts';
import type {Timeline} from '../../source/timeline/timeline.ts';
import {offered} from '../../source/ui/panes/offered.ts';
import {createScreen, frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {screenOf, textOf} from '../frames/screens.ts';
import {readFixture} from '../helpers/read-text.ts';

function runOf(program: Program | undefined, kernel = 'linux-6'): Run {
	if (program === undefined) {
		throw new Error('no such workload');
	}

	const run = openRun(program, {design: findDesign(kernel)});
	lengthOf(run.timeline);
	return run;
}

function timelineOf(program: Program | undefined, kernel?: string): Timeline {
	return runOf(program, kernel).timeline;
}

function erosionOf(timeline: Timeline, parent = findSharers(timeline)[0].key, milliseconds = 1): Erosion {
	const erosion = followErosion(timeline, parent);
	while (!erosion.isOver) {
		erosion.advance(milliseconds);
	}

	return erosion.answer;
}

const small = {workers: 3, requests: 60, heap: 1, dataset: 1};

test.each([
	['prefork', 'linux-6'],
	['prefork', 'shared-pt'],
	['prefork', '4.4bsd'],
	['prefork', 'v7'],
	['snapshot', 'odf'],
	['snapshot', 'uvm'],
	['snapshot', 'async-fork'],
	['vfork', 'linux-6'],
	['vfork', '3bsd'],
	['zombies-and-orphans', 'linux-6'],
	['threads', 'mccracken'],
	['build', 'linux-6'],
])('the curves of %s on %s are what one finds by asking at that moment', (workload, kernel) => {
	const timeline = timelineOf(findWorkload(workload)?.build(small), kernel);
	let asked = 0;
	for (const {key} of findSharers(timeline).slice(0, 3)) {
		const {children, stride} = erosionOf(timeline, key);
		for (let position = 1; position <= lengthOf(timeline); position += 1) {
			const living = children.filter((child) => sharingAt(child, position) !== undefined);
			const exact = living.filter(
				({birth, end}) =>
					position % stride === 0 || position === birth.child.born || position + 1 === end?.event,
			);
			if (exact.length > 0) {
				seek(timeline, position);
			}

			for (const child of exact) {
				asked += 1;
				const now = sharingSince(viewSharing(timeline.machine.kernel), child.birth);
				expect(sharingAt(child, position), `${key} at ${position}`).toMatchObject(now);
			}
		}
	}

	expect(asked).toBeGreaterThan(3);
});

test('long curves are thinned out and stay true where they say so', () => {
	const program = findWorkload('prefork')?.build({workers: 2, requests: 1500, heap: 4});
	const timeline = timelineOf(program);
	const {children, stride} = erosionOf(timeline);
	expect(stride).toBeGreaterThan(1);
	for (const child of children) {
		expect(child.points.length).toBeLessThan(400);
		for (let position = stride; position < lengthOf(timeline); position += stride * 5) {
			seek(timeline, position);
			const now = sharingSince(viewSharing(timeline.machine.kernel), child.birth);
			const said = sharingAt(child, position);
			expect(said === undefined ? undefined : said.shared).toBe(said && now.shared);
		}
	}
});

test('every copy of an inherited page has its event, its process and its mapping', () => {
	const timeline = timelineOf(findWorkload('prefork')?.build(small));
	const erosion = erosionOf(timeline);
	const end = lengthOf(timeline);
	for (const [index, {end: ended}] of erosion.children.entries()) {
		const copied = sampleCopies(erosion, end, 10, index).reduce((sum, pages) => sum + pages, 0);
		expect(copied).toBe(ended?.last.copiedByChild);
	}

	const blamed = blameMappings(erosion, end);
	const all = sampleCopies(erosion, end, 7).reduce((sum, pages) => sum + pages, 0);
	expect(blamed.reduce((sum, {byChildren, byParent}) => sum + byChildren + byParent, 0)).toBe(all);
	expect(blamed[0].byChildren).toBeGreaterThan(blamed[1].byChildren);
	expect(blameMappings(erosion, erosion.children[0].birth.child.born)).toEqual([]);
});

/** Redis calls copied on write what is private dirty in the child that saves: copies, and pages that it made itself. */
test('redis-bgsave: the pages copied while the child saves are those that Redis reported', async () => {
	const {program} = await readFixture('recordings/redis-bgsave.perf.txt.gz');
	const timeline = timelineOf(program);
	const {children} = erosionOf(timeline);
	expect(children).toHaveLength(1);
	const [{birth, end}] = children;
	expect(end?.why).toBe('exited');
	seek(timeline, (end?.event ?? 0) - 1);
	const view = viewMemory(timeline.machine);
	const dirtyKb = mapRows(view, birth.child.task).reduce((sum, {smaps}) => sum + smaps.Private_Dirty, 0);
	const {copiedByParent = 0, copiedByChild = 0} = end?.last ?? {};
	expect(dirtyKb * 1024).toBe(17_244_160);
	const made = dirtyKb / 4 - copiedByParent - copiedByChild;
	expect({copiedByParent, copiedByChild, made}).toEqual({copiedByParent: 4073, copiedByChild: 23, made: 114});
});

test('the process meant is the server, and not the shell that starts programs', () => {
	const names = ['prefork', 'snapshot'].map((workload) => {
		const timeline = timelineOf(findWorkload(workload)?.build(small));
		return findSharers(timeline)[0].pid;
	});
	expect(names).toEqual([5, 5]);
});

const size = {columns: 120, rows: 30};

test('while curves are worked out the pane says so, and fills in', () => {
	const program = findWorkload('prefork')?.build();
	const session = createSession(runOf(program));
	const store = createScreen(session, size);
	session.run({type: 'goto', target: '60%'});
	store.send({type: 'moveTo', end: 'last'}, {type: 'focus', pane: 'sharing'}, {type: 'zoom'});
	const textNow = () => frameOf(store).map(plainText).join('\n');
	expect(textNow()).toMatch(/9 processes: .* in truth[\s\S]*Looking for forks and copies: \d+% of the run/);
	expect(textNow()).not.toContain('EROSION');
	expect(session.isLooking).toBe(true);
	let slices = 0;
	while (session.isLooking) {
		session.lookAhead(1);
		slices += 1;
	}

	expect(slices).toBeGreaterThan(1);
	expect(session.isLooking).toBe(false);
	store.send({type: 'focus', pane: 'sharing'});
	expect(textNow()).toContain('EROSION');
	expect(textNow()).not.toContain('Looking');
});

test('of a process that has no children those of its parent are shown, itself marked', () => {
	const store = screenOf('prefork', '60%', size, 'end 9 z');
	const lines = frameOf(store).map(plainText);
	expect(lines.find((line) => line.includes('>13'))).toContain('shares');
	expect(lines.filter((line) => />\d/.test(line))).toHaveLength(1);
});

test('a child that runs another program keeps what it shared when it did', () => {
	const store = screenOf('build', 'mark:all jobs busy', size, 'down down down down 9 z');
	const line = frameOf(store)
		.map(plainText)
		.find((each) => / exec /.test(each));
	expect(line).toMatch(/100% .* exec/);
});

test('Enter on a child goes to its fork, on a mapping to Maps, elsewhere it zooms', () => {
	const store = screenOf('prefork', '60%', size, 'end up 9 home down down down down enter');
	const {pid, born} = {pid: 6, born: 143};
	expect(store.model().cursors.sharing.key).toBe(`child ${pid}@${born}`);
	expect(store.session.position).toBe(born);
	pressKeys(store, "' '");
	expect(store.session.position).toBeGreaterThan(born);
	pressKeys(store, '9 end');
	const key = store.model().cursors.sharing.key ?? '';
	expect(key).toMatch(/^mapping \d+ \[stack\]/);
	pressKeys(store, 'enter');
	expect(store.model().recent[0]).toBe('maps');
	expect(store.model().cursors.maps.key).toBe(key.split(' ')[1]);
	const zoomed = screenOf('prefork', '60%', size, 'end 9 home down enter');
	expect(zoomed.model().isZoomed).toBe(true);
});

test.each([
	['prefork', 'linux-6'],
	['snapshot', 'odf'],
	['laptop', 'linux-6'],
])(
	'where nobody has chosen, the pane opens on the family of %s that `sharing` chooses, and says why',
	(workload, kernel) => {
		const run = runOf(findWorkload(workload)?.build(), kernel);
		const {view, family, steady} = answerAt(run.timeline, undefined, undefined);
		seek(run.timeline, steady?.position ?? 0);
		const store = createScreen(createSession(run), {columns: 160, rows: 50});
		pressKeys(store, '9 z');
		const text = frameOf(store).map(plainText).join('\n');
		const {pid, name} = processRow(view, family.parent);
		expect(text).toContain(`${pid} ${name} and its children`);
		expect(text).toContain('Children keep most here.');
		expect(text).toContain(`Steady at ${steady?.position}: `);
		expect(offered(store.session, store.model(), 'process').process).toBe(
			taskKey(view.kernel, family.parent),
		);
	},
);

test('Enter on the steady moment goes there; who has been chosen stays chosen', () => {
	const run = runOf(findWorkload('prefork')?.build());
	const {steady} = answerAt(run.timeline, undefined, undefined);
	seek(run.timeline, 400);
	const store = createScreen(createSession(run), {columns: 160, rows: 50});
	pressKeys(store, '9 home enter');
	expect(store.session.position).toBe(steady?.position);
	const chosen = screenOf('prefork', '60%', {columns: 160, rows: 50}, 'home 9');
	expect(textOf(chosen)).not.toContain('Children keep most');
});
