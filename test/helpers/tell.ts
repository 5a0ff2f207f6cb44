/** Tells a story on each of some kernels, with the page tables of each machine there is, or of the one that is asked for. */
import {expect, test} from 'vitest';
import {findDesign} from '../../source/designs/index.ts';
import type {Geometry} from '../../source/kernel/state/geometry.ts';
import {geometries} from '../../source/kernel/state/geometry.ts';
import {checkStory, type StoryOptions} from './story.ts';

const geometryIds = Object.keys(geometries) as Geometry['id'][];

/** A test for each pair of kernel and page tables. */
export function tell(ids: readonly string[], story: string, options: StoryOptions = {}): void {
	const told = options.geometry === undefined ? geometryIds : [options.geometry];
	test.each(ids.flatMap((id) => told.map((geometry) => [id, geometry] as const)))(
		'%s on %s',
		(id, geometry) => {
			const design = findDesign(id);
			expect(design?.id).toBe(id);
			checkStory(story, {...options, design, geometry});
		},
	);
}
