/** Reads recordings of several parts: what ran when the recording began, and what the tools recorded then. */
import {UserError} from '../../machine/user-error.ts';
import {forkscopeFormat} from '../forkscope/forkscope.ts';
import type {Follower, LineReader, Recording, TextFormat} from '../format.ts';
import {createEventFollower, createEventReader, type EventReaderOptions, perfScript} from '../perf/index.ts';
import {type CallReader, createCallReader} from './calls.ts';
import {type CombinedHeader, type PartName, readHeaderLine, readPartLine} from './parts.ts';

const mark = '{"forkscope-recording"';

/** Takes lines of all parts, and hands those of perf to a reader that `create` makes once the parts before are known. */
function createParts<Events extends Pick<LineReader, 'line'>>(
	name: string,
	create: (options: EventReaderOptions) => Events,
) {
	let header: CombinedHeader | undefined;
	let part: PartName | undefined;
	let snapshot: LineReader | undefined;
	let calls: CallReader | undefined;
	let events: Events | undefined;
	const createEvents = (): Events => {
		const {moments, command} = header ?? {moments: new Map(), command: undefined};
		return create({
			beginning: snapshot === undefined ? undefined : {program: snapshot.finish().program, moments},
			calls: calls?.finish(),
			command,
		});
	};
	const eventReader = (): Events => {
		events ??= createEvents();
		return events;
	};

	return {
		/** The reader of the events; undefined where none has come yet. */
		get events() {
			return events;
		},
		eventReader,
		line(text: string, number: number) {
			const next = readPartLine(text);
			if (header === undefined) {
				header = readHeaderLine(text);
				if (header === undefined) {
					throw unreadable(name, number, text);
				}
			} else if (next !== undefined) {
				part = next;
			} else if (part === 'snapshot') {
				snapshot ??= forkscopeFormat.createReader(name);
				snapshot.line(text, number);
			} else if (part === 'strace') {
				calls ??= createCallReader();
				calls.line(text, number);
			} else if (part === 'perf') {
				eventReader().line(text, number);
			}
		},
	};
}

function createReader(name: string): LineReader {
	const parts = createParts(name, (options) => createEventReader(name, perfScript, options));
	return {line: parts.line, finish: (): Recording => parts.eventReader().finish()};
}

/** What ran when the recording began is told with the first events. */
function createFollower(name: string): Follower {
	const parts = createParts(name, (options) => createEventFollower(perfScript, options));
	return {
		line: parts.line,
		rest: () => parts.events?.rest(),
		end: () => parts.eventReader().end(),
		take: () => parts.events?.take() ?? [],
		limits: () => parts.events?.limits() ?? [],
		machine: () => parts.events?.machine() ?? {},
	};
}

function unreadable(file: string, line: number, source: string): UserError {
	return new UserError('The first line of this recording cannot be read', {
		file,
		line,
		expected: '{"forkscope-recording":1,"moments":{…}}',
		source,
	});
}

export const combinedFormat: TextFormat = {
	takes: 'lines',
	id: 'combined',
	title: 'recording of forkscope record',
	sniff: ([first = '']) => first.startsWith(mark),
	createReader: (name) => createReader(name),
	createFollower,
};
