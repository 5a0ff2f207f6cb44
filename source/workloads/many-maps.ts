/** `many-maps`: a process with many small mappings forks. What fork pays for each of them, whatever is in it. */
import {plural} from '../analysis/words/text.ts';
import {opFlags} from '../machine/op.ts';
import {act, exit, fork, startActor, waitFor, writePages} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {defineWorkload} from './workload.ts';

const firstAddress = 0x40_00_00_00;
/** Of each mapping and the hole above it, so that no two merge. */
const stride = 4;

export const manyMaps = defineWorkload({
	id: 'many-maps',
	title: 'many small mappings',
	teaches:
		'fork pays for the map as well as for the pages: a mapping or map entry costs as much as dozens of page-table entries, and only a vfork that lends memory, or a map that is shared itself, is spared that.',
	parameters: {
		maps: {type: 'number', default: 1000, least: 1, most: 30_000, summary: 'mappings'},
		size: {type: 'number', default: 1, least: 1, most: 3, summary: 'pages in each'},
		forks: {type: 'number', default: 10, least: 1, most: 1000, summary: 'times to fork'},
	},
	build({maps, size, forks}, space) {
		const scene = createScene(0, space);
		const parent = startActor(scene, {comm: 'parent'});
		const flags = opFlags.read | opFlags.write;
		for (let i = 0; i < maps; i += 1) {
			const address = firstAddress + i * stride * pageBytes;
			act(parent, {op: 'mmap', address, length: size * pageBytes, flags});
			writePages(parent, address, size);
		}

		addMark(scene, parent.clock, 'all mapped');
		for (let i = 0; i < forks; i += 1) {
			const child = fork(parent);
			exit(child);
			waitFor(parent, child);
		}

		addMark(scene, parent.clock, 'forked');
		exit(parent);
		return finishScene(scene, {
			name: 'many-maps',
			description: `${plural(forks, 'fork')} of a process with ${plural(maps, 'mapping')}`,
			geometry: 'i386',
		});
	},
});
