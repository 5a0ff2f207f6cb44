/** What if the machine had been set to huge pages another way? */
import type {HugePageMode} from '../kernel/index.ts';
import {withLimit} from './limits.ts';
import type {Program} from './program.ts';

/** Of a recording that tells how its machine was set, faults are those of what was: that they differ is the answer. */
export function withHugePages(program: Program, mode: HugePageMode): Program {
	const {header, fault} = program;
	const isOther =
		header.hugePages !== undefined && header.hugePages !== mode && fault.some((each) => each !== 0);
	return {
		...program,
		header: {...withLimit(header, 'other-huge-pages', isOther ? 1 : 0), hugePages: mode},
	};
}
