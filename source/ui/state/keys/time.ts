/** Keys of time: playing, stepping, leaping. */
import type {EventKind} from '../../../inquiry/history/kinds.ts';
import type {Model} from '../model.ts';
import type {Binding, Moment} from './binding.ts';

const atStart = (_model: Model, moment: Moment) => (moment.position === 0 ? 'this is the start' : undefined);
const atEnd = (_model: Model, {position, end}: Moment) => (position >= end ? 'this is the end' : undefined);

/** After e for the next and E for the previous. */
const eventKeys: readonly (readonly [letter: string, kind: EventKind, what: string])[] = [
	['f', 'fork', 'Fork'],
	['x', 'exec', 'Exec'],
	['q', 'exit', 'Exit'],
	['c', 'copy', 'Copy'],
	['s', 'split', 'Split'],
	['p', 'fault', 'Fault'],
];

export const timeBindings: readonly Binding[] = [
	{
		action: 'play',
		keys: ['space', 'Z'],
		message: {type: 'play'},
		help: 'play or pause',
		label: 'play',
		labelWhilePlaying: 'pause',
		group: 'Time',
	},
	{
		action: 'stepForward',
		keys: ['.'],
		message: {type: 'step', by: 1},
		help: 'one event forward',
		label: 'step',
		group: 'Time',
		reason: atEnd,
	},
	{
		action: 'stepBack',
		keys: [','],
		message: {type: 'step', by: -1},
		help: 'one event back',
		label: 'back',
		group: 'Time',
		reason: atStart,
	},
	{
		action: 'leapForward',
		keys: ['shift-right'],
		message: {type: 'step', by: 10},
		help: 'ten events forward',
		group: 'Time',
		reason: atEnd,
	},
	{
		action: 'leapBack',
		keys: ['shift-left'],
		message: {type: 'step', by: -10},
		help: 'ten events back',
		group: 'Time',
		reason: atStart,
	},
	{
		action: 'nextMark',
		keys: [']'],
		message: {type: 'toMark', direction: 1},
		help: 'to the next mark of the workload or bookmark',
		label: 'mark',
		group: 'Time',
	},
	{
		action: 'previousMark',
		keys: ['['],
		message: {type: 'toMark', direction: -1},
		help: 'to the previous mark or bookmark',
		group: 'Time',
	},
	{
		action: 'nextOfSubject',
		keys: ['}'],
		message: {type: 'toSubjectEvent', direction: 1},
		help: 'to the next event of the selected process, mapping, page table or frame',
		group: 'Time',
	},
	{
		action: 'previousOfSubject',
		keys: ['{'],
		message: {type: 'toSubjectEvent', direction: -1},
		help: 'to the previous event of the selected process, mapping, page table or frame',
		group: 'Time',
	},
	...eventKeys.flatMap(([letter, kind, what]): Binding[] => [
		{
			action: `next${what}`,
			keys: [`e ${letter}`],
			message: {type: 'toEventOf', kind, direction: 1},
			help: `to the next ${kind}`,
			short: kind,
			group: 'Time',
			reason: atEnd,
		},
		{
			action: `previous${what}`,
			keys: [`E ${letter}`],
			message: {type: 'toEventOf', kind, direction: -1},
			help: `to the previous ${kind}`,
			short: kind,
			group: 'Time',
			reason: atStart,
		},
	]),
	{action: 'faster', keys: [')', 'f8'], message: {type: 'speed', by: 1}, help: 'faster', group: 'Time'},
	{action: 'slower', keys: ['(', 'f7'], message: {type: 'speed', by: -1}, help: 'slower', group: 'Time'},
	{action: 'normalSpeed', keys: ['='], message: {type: 'normalSpeed'}, help: 'normal speed', group: 'Time'},
	{
		action: 'goto',
		keys: [':', 'f9'],
		message: {type: 'prompt', kind: 'goto'},
		help: 'go to a moment: 1234, 12.5s, 50%, +10, mark:forked, exec:cc1, pid 31, frame 455, next fork, start, end',
		label: 'go to',
		group: 'Time',
	},
	{
		action: 'until',
		keys: ['U'],
		message: {type: 'prompt', kind: 'until'},
		help: 'run until something is true: frame 455 refcount 1, pid 31 exits, pss > 10M; back before it looks behind',
		group: 'Time',
	},
	{
		action: 'jumpBack',
		keys: ["' '"],
		message: {type: 'jumpBack'},
		help: 'back to where the last jump began',
		group: 'Time',
		reason: ({cameFrom}) => (cameFrom === undefined ? 'there was no jump yet' : undefined),
	},
	{
		action: 'liveEnd',
		keys: ['L'],
		message: {type: 'toLiveEnd'},
		help: 'to the newest event, and along with a program that is watched live',
		group: 'Time',
		reason: ({feed}) => (feed?.isOpen === true ? undefined : 'this workload does not grow'),
	},
	{
		action: 'bookmark',
		keys: ['b'],
		message: {type: 'bookmark'},
		help: 'set or remove a bookmark here',
		group: 'Time',
	},
	{
		action: 'marks',
		keys: ['B'],
		message: {type: 'overlay', kind: 'marks'},
		help: 'the list of bookmarks and marks: Enter goes there, b removes',
		group: 'Time',
	},
	{
		action: 'toDifference',
		keys: ['D'],
		message: {type: 'toDifference'},
		help: 'to the first event in which the two kernels differ',
		group: 'Time',
	},
];
