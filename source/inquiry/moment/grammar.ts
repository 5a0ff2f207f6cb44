/**
 * The grammar of moments: what may stand behind `:` on the screen, behind `--at` of every command, and in the library.
 * docs/moments.md has every form, and a test holds it to this file.
 */
import {UserError} from '../../machine/user-error.ts';
import {type EventKind, eventKinds, isEventKind} from '../history/kinds.ts';
import {type Moment, parseThing} from './moment.ts';

/** The first form that fits is taken; `read` gets what stands in its groups. */
const forms: readonly (readonly [pattern: RegExp, read: (parts: readonly string[]) => Moment | undefined])[] =
	[
		[/^(start|end)$/, ([word]) => ({kind: word === 'start' ? 'start' : 'end'})],
		[/^#?(\d+)$/, ([count]) => ({kind: 'position', position: Number(count)})],
		[/^([+-]\d+)$/, ([by]) => ({kind: 'step', by: Number(by)})],
		[/^(\d+(?:\.\d+)?) ?%$/, ([percent]) => ({kind: 'share', percent: Number(percent)})],
		// Half an event means nothing: a fraction without a unit is seconds.
		[/^(\d+\.\d+)$/, ([seconds]) => ({kind: 'time', us: Number(seconds) * microseconds.s})],
		[
			/^(\d+(?:\.\d+)?) ?(us|µs|ms|s)$/,
			([time, unit]) => ({kind: 'time', us: Number(time) * microseconds[unit]}),
		],
		[/^mark(?::| +)(.+)$/s, ([name]) => ({kind: 'mark', name})],
		[/^exec(?::| +)(.+)$/s, ([name]) => ({kind: 'exec', name})],
		[/^pid(?:: *| +)(\d+)$/, ([pid]) => ({kind: 'birth', pid: Number(pid)})],
		[
			/^frame(?:: *| +)#?(\d+)$/,
			([frame]) => ({kind: 'origin', thing: {kind: 'frame', frame: Number(frame)}}),
		],
		[/^slot(?:: *| +)#?(\d+)$/, ([slot]) => ({kind: 'origin', thing: {kind: 'slot', slot: Number(slot)}})],
		[
			/^(back +)?until +(.+)$/s,
			([back, condition]) => ({kind: 'until', direction: back ? -1 : 1, condition}),
		],
		[/^(next|previous) +(.+)$/, ([way, what]) => readNearest(way === 'next' ? 1 : -1, what)],
	];

const microseconds: Readonly<Record<string, number>> = {us: 1, µs: 1, ms: 1000, s: 1_000_000};

/** For the sentence about what is no moment. */
const examples =
	'end, start, 1234, +10, 12.5s, 50%, mark:LABEL, exec:COMM, exec:COMM#2, pid 31, frame 455, slot 12, next fork or until CONDITION';

/** Throws a UserError that says what was expected. Whether a workload has such a moment is another question. */
export function parseMoment(text: string): Moment {
	for (const [pattern, read] of forms) {
		const [, ...parts] = pattern.exec(text) ?? [];
		const moment = parts.length === 0 ? undefined : read(parts);
		if (moment !== undefined) {
			return moment;
		}
	}

	throw new UserError(`"${text}" is no position`, {expected: examples});
}

function readNearest(direction: 1 | -1, what: string): Moment {
	const [, pid] = /^of +(\d+)$/.exec(what) ?? [];
	if (pid !== undefined) {
		return {kind: 'act', direction, pid: Number(pid)};
	}

	if (isEventKind(what)) {
		return {kind: 'nearest', direction, of: what};
	}

	const thing = parseThing(what);
	if (thing === undefined) {
		const kinds: readonly EventKind[] = Object.keys(eventKinds) as EventKind[];
		throw new UserError(`There is no next or previous ${what}`, {
			expected: `${kinds.join(', ')}, of PID, frame N, table N or slot N`,
		});
	}

	return {kind: 'change', direction, thing};
}
