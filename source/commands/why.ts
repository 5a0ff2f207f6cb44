/** `why`: the history of a page, frame, slot of swap, page table, mapping or process, event by event, as the pane of that name tells it. */

import {readAddress} from '../analysis/address/address.ts';
import {walkAddress} from '../analysis/address/address-walk.ts';
import {viewMemory} from '../analysis/memory/memory.ts';
import {chosenProcesses} from '../analysis/query/find-process.ts';
import {type Subject, subjectText} from '../analysis/words/subject.ts';
import {countText, timeText} from '../analysis/words/text.ts';
import {wrapText} from '../exports/text.ts';
import {eventAt} from '../inquiry/history/event.ts';
import {taskSubject} from '../inquiry/keys.ts';
import {trustAt} from '../inquiry/outcome/evidence.ts';
import {tellSlot} from '../inquiry/why/in-swap.ts';
import {createWhy} from '../inquiry/why/why.ts';
import {finish} from '../inquiry/work.ts';
import type {Machine} from '../machine/state.ts';
import {UserError} from '../machine/user-error.ts';
import type {WhyEvent} from './answers.ts';
import {defineCommand} from './command.ts';
import {momentText} from './flags/moment.ts';
import {jsonFlags, kernelFlags, positionFlags, processFlags} from './flags/shared-flags.ts';
import {openAt} from './flags/workload-flags.ts';
import {parameterFlags} from './flags/workload-parameters.ts';
import {printAll} from './output/print.ts';
import {printJson} from './output/print-json.ts';

const thingFlags = ['frame', 'table', 'slot'] as const;

export const why = defineCommand({
	name: 'why',
	usage: [
		'why WORKLOAD --pid PID [--address ADDRESS] [--at POSITION] [--json]',
		'why WORKLOAD --frame N|--slot N|--table N [--at POSITION] [--json]',
	],
	description:
		'Tells the history of a thing up to a position: of what stands at an address of a process (its page in memory or in swap, or the mapping where there is none), of a frame, a slot of swap, a page table, or of a process. Each line is an event that changed it, and the history of a page goes on through swap. Of a page in swap it is told too who has it there, and what a read and a write would do now.',
	flags: {
		...positionFlags,
		...processFlags,
		address: {
			type: 'string',
			shortFlag: 'a',
			placeholder: 'ADDRESS',
			summary: 'what stands at this address (0x7f0700001000) of the process that --pid names',
		},
		frame: {type: 'number', placeholder: 'N', summary: 'the frame of that number', notWith: ['pid']},
		slot: {
			type: 'number',
			placeholder: 'N',
			summary: 'the slot of swap of that number',
			notWith: ['pid', 'frame'],
		},
		table: {
			type: 'number',
			placeholder: 'N',
			summary: 'the page table of that number',
			notWith: ['pid', 'frame', 'slot'],
		},
		...kernelFlags,
		...jsonFlags,
		...parameterFlags,
	},
	examples: [
		['why cow --pid 2 --at 8', 'Who made process 2, and what became of it'],
		[
			'why cow --pid 2 --address 0x7effffff8000 --at 8',
			'Whose page stands there, and since when it is its own',
		],
		['why pressure --slot 1 --at 700', 'Which page went to slot 1 of swap, why, and who has it there'],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const {timeline} = await openAt({input, flags, stdin, stderr, env});
		const {machine} = timeline;
		const subject = subjectOf(machine, flags);
		const events = finish(createWhy(timeline, subject)).map((line) => ({
			...line,
			timeUs: timeline.history.time[line.event],
			asked: eventAt(timeline, line.event)?.asked ?? '',
		}));
		const now = subject.kind === 'slot' ? tellSlot(machine, viewMemory(machine), subject.slot) : [];
		if (flags.json) {
			const fields = {subject: subjectText(subject), events, now};
			await printJson(stdout, {name: 'why', of: {machine, trust: trustAt(timeline)}, fields});
			return 0;
		}

		await printAll(stdout, [`${momentText(machine)}\n\n`, whyText(subject, events, now)]);
		return 0;
	},
});

type Asked = {
	readonly pid?: number;
	readonly address?: string;
	readonly frame?: number;
	readonly slot?: number;
	readonly table?: number;
};

function subjectOf(machine: Machine, asked: Asked): Subject {
	for (const kind of thingFlags) {
		const number = asked[kind];
		if (number !== undefined) {
			return thingOf(kind, number);
		}
	}

	if (asked.pid === undefined) {
		throw new UserError('why needs to know what of', {
			expected: '--pid PID, with --address ADDRESS or without, --frame N, --slot N or --table N',
		});
	}

	const [task] = chosenProcesses(machine, asked.pid);
	const process = taskSubject(machine.kernel, task);
	if (asked.address === undefined) {
		return process;
	}

	const address = readAddress(asked.address);
	const {frame, slot} = walkAddress(viewMemory(machine), task, address);
	return frame !== undefined
		? {kind: 'frame', frame: frame.frame}
		: slot !== undefined
			? {kind: 'slot', slot: slot.slot}
			: {...process, kind: 'mapping', address};
}

function thingOf(kind: (typeof thingFlags)[number], number: number): Subject {
	if (!Number.isSafeInteger(number) || number < 1) {
		throw new UserError(`--${kind} cannot be ${number}`, {expected: 'a whole number from 1'});
	}

	switch (kind) {
		case 'frame':
			return {kind, frame: number};
		case 'slot':
			return {kind, slot: number};
		case 'table':
			return {kind, table: number};
	}
}

/** Where the story goes on that is another thing's. */
function sourceText({source}: WhyEvent): string {
	return source === undefined ? '' : `(${subjectText(source)} before that)`;
}

function whyText(subject: Subject, events: readonly WhyEvent[], now: readonly string[]): string {
	const name = subjectText(subject);
	const heading = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
	const told = events.length === 0 ? ['Nothing has happened to it up to now.\n'] : events.map(eventText);
	const standing = now.map((sentence) => wrapText(sentence, ''));
	return [`${heading}\n`, ...told, ...standing].join('\n');
}

/** Who asked for what, and below it what that did. */
function eventText(told: WhyEvent): string {
	const {event, timeUs, asked, what} = told;
	const source = sourceText(told);
	const did = source === '' ? what : `${what} ${source}`;
	return `${countText(event)}, ${timeText(timeUs)}: ${asked}\n${wrapText(did, '    ')}`;
}
