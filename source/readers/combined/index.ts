/** Reads recordings of several parts: what ran when the recording began, and what the tools recorded then. */
import {UserError} from '../../machine/user-error.ts';
import {forkscopeFormat} from '../forkscope/forkscope.ts';
import type {LineReader, Recording, TextFormat} from '../format.ts';
import {createEventReader} from '../perf/index.ts';
import {parsePerfLine} from '../perf/line.ts';
import {type CallReader, createCallReader} from './calls.ts';
import {type CombinedHeader, type PartName, readHeaderLine, readPartLine} from './parts.ts';

const mark = '{"forkscope-recording"';

function createReader(name: string): LineReader {
	let header: CombinedHeader | undefined;
	let part: PartName | undefined;
	let snapshot: LineReader | undefined;
	let calls: CallReader | undefined;
	let events: LineReader | undefined;
	const createEvents = (): LineReader => {
		const {moments, command} = header ?? {moments: new Map(), command: undefined};
		return createEventReader(name, parsePerfLine, 'perf script', {
			beginning: snapshot === undefined ? undefined : {program: snapshot.finish().program, moments},
			calls: calls?.finish(),
			command,
		});
	};
	const eventReader = (): LineReader => {
		events ??= createEvents();
		return events;
	};

	return {
		line(text, number) {
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
		finish: (): Recording => eventReader().finish(),
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
};
