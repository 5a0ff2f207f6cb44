/** Counts that are kept up with what changed are those of a count of everything, at moments all over a run. */

import {expect, test} from 'vitest';
import {designs, findDesign} from '../../../source/designs/index.ts';
import {openRun} from '../../../source/inquiry/run.ts';
import {sharingAt} from '../../../source/inquiry/sharing/erosion.ts';
import {followErosion} from '../../../source/inquiry/sharing/erosions.ts';
import {findSharers} from '../../../source/inquiry/sharing/sharers.ts';
import {type Sharing, sharingSince, viewSharing} from '../../../source/inquiry/sharing/sharing.ts';
import {finish} from '../../../source/inquiry/work.ts';
import {refusalOf} from '../../../source/machine/refusal.ts';
import {lengthOf} from '../../../source/timeline/explore.ts';
import {seek} from '../../../source/timeline/seek.ts';
import {findWorkload} from '../../../source/workloads/index.ts';

function figures({inherited, shared, copiedByChild, copiedByParent, letGo}: Sharing): Sharing {
	return {inherited, shared, copiedByChild, copiedByParent, letGo};
}

/** One kernel of each way to keep tables and pages. */
const kernels = ['linux-6', 'linux-2.4', 'shared-pt', 'odf', 'mccracken', 'async-fork', 'uvm'];
const families = {
	cow: {},
	prefork: {},
	snapshot: {dataset: 16},
	pressure: {units: 2},
	threads: {},
	'deep-chain': {},
} as const;
type Family = keyof typeof families;

function programOf(workload: Family) {
	return findWorkload(workload)?.build(families[workload]) ?? expect.unreachable(workload);
}

const cases = (Object.keys(families) as Family[]).flatMap((workload) =>
	designs
		.filter((design) => kernels.includes(design.id) && refusalOf(design, programOf(workload)) === undefined)
		.map(({id}) => [workload, id] as const),
);

test.each(cases)('%s on %s: every point of the curves is what is counted then', (workload, id) => {
	const program = programOf(workload);
	const design = findDesign(id);
	const {timeline} = openRun(program, {design});
	const [sharer] = findSharers(timeline);
	const erosion = finish(followErosion(timeline, sharer.key));
	const {stride, children} = erosion;
	const step = stride * Math.max(1, Math.ceil(lengthOf(timeline) / stride / 8));
	let looked = 0;
	for (let position = step; position <= lengthOf(timeline); position += step) {
		seek(timeline, position);
		const view = viewSharing(timeline.machine.kernel);
		for (const child of children) {
			const point = sharingAt(child, position);
			if (point !== undefined) {
				looked += 1;
				expect(figures(point), `${child.birth.child.pid} at ${position}`).toEqual(
					figures(sharingSince(view, child.birth)),
				);
			}
		}
	}

	expect(looked + children.filter(({end}) => end !== undefined).length).toBeGreaterThan(0);
});
