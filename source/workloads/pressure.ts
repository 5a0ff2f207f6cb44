/** `pressure`: the build of `build`, on a machine whose memory does not hold it. */
import {plural} from '../analysis/words/text.ts';
import {build} from './build.ts';
import {defineWorkload, seedParameter} from './workload.ts';

const mebibyte = 2 ** 20;

export const pressure = defineWorkload({
	id: 'pressure',
	title: 'a build on a machine too small',
	teaches:
		'What links from pages to their entries cost at every fork they give back when memory is short: a page leaves all that map it in one visit, while a kernel without them comes by every address space first.',
	parameters: {
		units: {type: 'number', default: 12, least: 1, most: 1000, summary: 'source files to compile'},
		jobs: {type: 'number', default: 4, least: 1, most: 64, shortFlag: 'j', summary: 'compilers at a time'},
		seed: seedParameter,
	},
	build({units, jobs, seed}, space) {
		const program = build.build({units, jobs, seed, geometry: space.geometry});
		return {
			...program,
			header: {
				...program.header,
				name: 'pressure',
				description: `make -j${jobs} compiles ${plural(units, 'file')} in 12 MiB of memory`,
				memoryBytes: 12 * mebibyte,
				swapBytes: 256 * mebibyte,
			},
		};
	},
});
