/** Another program in place of the one that a session holds: it was read again, or is whole now. */
import {plural} from '../../analysis/words/text.ts';
import {type Run, withProgram, withWhole} from '../../inquiry/run.ts';
import type {Program} from '../../machine/program.ts';
import {seek} from '../../timeline/seek.ts';
import {positionOf} from '../../timeline/timeline.ts';
import type {Futures} from './futures.ts';
import type {Held} from './held.ts';
import {replace} from './take-over.ts';

/** Another program in place of this one and beside it, at the same moment; answers with a sentence. */
export function load(held: Held, program: Program): string {
	const {run, futures} = held;
	if (futures?.isBranch === true && futures.other.program.isOpen !== undefined) {
		return loadBehind(held, futures, program);
	}

	return run.program.isOpen === undefined ? loadAnew(held, program) : loadWhole(held, program);
}

/** The what-if that is on the screen stays there. */
function loadBehind(held: Held, futures: Futures, program: Program): string {
	const other = withWhole(futures.other, program);
	if (typeof other === 'string') {
		return other;
	}

	held.futures = {...futures, other};
	return `${program.header.name} is read as a whole: ${placeText(other)}`;
}

function loadAnew(held: Held, program: Program): string {
	const run = withProgram(held.run, program);
	if (typeof run === 'string') {
		return run;
	}

	replace(held, run);
	return `${program.header.name} was read again: ${placeText(run)}`;
}

/** What was followed until now. Who has come to its end live stays there. */
function loadWhole(held: Held, program: Program): string {
	const {run: before} = held;
	const wasAtEnd = positionOf(before.timeline) === before.timeline.length;
	const run = withWhole(before, program);
	if (typeof run === 'string') {
		return run;
	}

	if (wasAtEnd) {
		seek(run.timeline, program.count);
	}

	replace(held, run);
	return `${program.header.name} is read as a whole: ${placeText(run)}`;
}

function placeText({program, timeline}: Run): string {
	return `${plural(program.count, 'event')}, now at position ${positionOf(timeline)}.`;
}
