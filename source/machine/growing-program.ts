/**
 * Programs that grow at their end while they run. All holders of the program see what was added: a machine takes it in with its
 * next step, and the end of a run that is known holds for as many ops as there were then.
 */
import type {Limit} from './limits.ts';
import {printable} from './printable.ts';
import type {Header, Program} from './program.ts';
import {createProgramBuilder, type OpRow} from './program-builder.ts';

export type GrowingProgram = {
	readonly program: Program;
	/** Adds ops at the end, which is later than all that are there. */
	add(rows: Iterable<OpRow>): void;
	/** Says what limits its answers by now. */
	limit(limits: readonly Limit[]): void;
	/** Says that no more will come. */
	close(): void;
};

/**
 * An open program without ops, or the beginning of one that is being read. Its names are printable; it runs on one CPU, where ops
 * go in the order of the file.
 */
export function createGrowingProgram(header: Omit<Header, 'cpus'>, isPartial = false): GrowingProgram {
	const builder = createProgramBuilder({shown: printable});
	let now: Header = {...header, name: printable(header.name), cpus: 1};
	const program: {-readonly [Name in keyof Program]: Program[Name]} = {
		...builder.soFar(now),
		isOpen: true,
		isPartial,
	};
	return {
		program,
		add(rows) {
			for (const row of rows) {
				builder.add(row);
			}

			Object.assign(program, builder.soFar(now));
		},
		limit(limits) {
			now = {...now, limits};
			Object.assign(program, builder.soFar(now));
		},
		close() {
			program.isOpen = false;
			program.isPartial = false;
		},
	};
}
