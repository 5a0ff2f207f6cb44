/**
 * The table of keys. Handlers, the bottom line, the help and the documentation are all made from it: a key that is
 * not in here does nothing, and one that is in here is explained.
 */
import type {Facts} from './facts.ts';
import type {Input, KeyInput} from './input.ts';
import type {Message} from './message.ts';
import {focused, type Model} from './model.ts';

export type Binding = {
	/** Its name in a configuration file. */
	readonly action: string;
	/** As input.ts names them; two names with a space between are pressed one after the other. */
	readonly keys: readonly string[];
	readonly message: Message;
	/** What it does, as the help says it. */
	readonly help: string;
	/** One or two words for the bottom line; bindings without are in the help only. */
	readonly label?: string;
	readonly group: Group;
	/** Only in these panes; everywhere if absent. */
	readonly panes?: readonly string[];
	/** Why it would do nothing now. */
	readonly reason?: (model: Model, facts: Facts) => string | undefined;
};

export const groups = ['Time', 'Moving', 'Tree', 'Finding', 'Screen'] as const;
export type Group = (typeof groups)[number];

const atStart = (_model: Model, facts: Facts) => (facts.position === 0 ? 'this is the start' : undefined);
const atEnd = (_model: Model, facts: Facts) => (facts.position >= facts.end ? 'this is the end' : undefined);
const noTour = ({tour}: Model) => (tour === undefined ? 'forkscope tour starts it' : undefined);

export const bindings: readonly Binding[] = [
	{
		action: 'play',
		keys: ['space', 'Z'],
		message: {type: 'play'},
		help: 'play or pause',
		label: 'play',
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
		action: 'nextOfProcess',
		keys: ['}'],
		message: {type: 'toProcessEvent', direction: 1},
		help: 'to the next event of the selected process',
		group: 'Time',
	},
	{
		action: 'previousOfProcess',
		keys: ['{'],
		message: {type: 'toProcessEvent', direction: -1},
		help: 'to the previous event of the selected process',
		group: 'Time',
	},
	{action: 'faster', keys: [')', 'f8'], message: {type: 'speed', by: 1}, help: 'faster', group: 'Time'},
	{action: 'slower', keys: ['(', 'f7'], message: {type: 'speed', by: -1}, help: 'slower', group: 'Time'},
	{action: 'normalSpeed', keys: ['='], message: {type: 'normalSpeed'}, help: 'normal speed', group: 'Time'},
	{
		action: 'goto',
		keys: [':', 'f9'],
		message: {type: 'prompt', kind: 'goto'},
		help: 'go to a moment: #1234, 12.5s, 50%, +10, mark:forked, exec:cc1, pid 31, start, end',
		label: 'go to',
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
		action: 'bookmark',
		keys: ['b'],
		message: {type: 'bookmark'},
		help: 'set or remove a bookmark here',
		group: 'Time',
	},
	{action: 'up', keys: ['up', 'k'], message: {type: 'move', by: -1}, help: 'up', group: 'Moving'},
	{action: 'down', keys: ['down', 'j'], message: {type: 'move', by: 1}, help: 'down', group: 'Moving'},
	{
		action: 'pageUp',
		keys: ['pageup'],
		message: {type: 'movePages', by: -1},
		help: 'a page up',
		group: 'Moving',
	},
	{
		action: 'pageDown',
		keys: ['pagedown'],
		message: {type: 'movePages', by: 1},
		help: 'a page down',
		group: 'Moving',
	},
	{
		action: 'halfUp',
		keys: ['ctrl-u'],
		message: {type: 'movePages', by: -0.5},
		help: 'half a page up',
		group: 'Moving',
	},
	{
		action: 'halfDown',
		keys: ['ctrl-d'],
		message: {type: 'movePages', by: 0.5},
		help: 'half a page down',
		group: 'Moving',
	},
	{
		action: 'first',
		keys: ['home', 'g'],
		message: {type: 'moveTo', end: 'first'},
		help: 'to the first row',
		group: 'Moving',
	},
	{
		action: 'last',
		keys: ['end', 'G'],
		message: {type: 'moveTo', end: 'last'},
		help: 'to the last row',
		group: 'Moving',
	},
	{
		action: 'enter',
		keys: ['enter'],
		message: {type: 'enter'},
		help: 'tree: fold or open · log: go to that moment · elsewhere: zoom',
		group: 'Moving',
	},
	{
		action: 'nextPane',
		keys: ['tab'],
		message: {type: 'focusNext', by: 1},
		help: 'next pane',
		label: 'pane',
		group: 'Moving',
	},
	{
		action: 'previousPane',
		keys: ['shift-tab'],
		message: {type: 'focusNext', by: -1},
		help: 'previous pane',
		group: 'Moving',
	},
	...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(
		(number): Binding => ({
			action: `pane${number}`,
			keys: [String(number)],
			message: {type: 'focusNumber', number},
			help: `to pane ${number}`,
			group: 'Moving',
			reason: (_model, {panes}) => (number > panes.length ? 'there is no such pane' : undefined),
		}),
	),
	{
		action: 'fold',
		keys: ['left', '-'],
		message: {type: 'fold', to: 'folded'},
		help: 'fold the branch, or go to the parent',
		label: 'fold',
		group: 'Tree',
		panes: ['tree'],
	},
	{
		action: 'unfold',
		keys: ['right', '+', 'l'],
		message: {type: 'fold', to: 'open'},
		help: 'open the branch, or go to its first child',
		group: 'Tree',
		panes: ['tree'],
	},
	{
		action: 'foldAll',
		keys: ['*'],
		message: {type: 'foldAll'},
		help: 'fold or open everything',
		group: 'Tree',
	},
	{
		action: 'foldMore',
		keys: ['<'],
		message: {type: 'foldDepth', by: -1},
		help: 'fold one level more',
		group: 'Tree',
	},
	{
		action: 'foldLess',
		keys: ['>'],
		message: {type: 'foldDepth', by: 1},
		help: 'fold one level less',
		group: 'Tree',
	},
	{
		action: 'compact',
		keys: ['c'],
		message: {type: 'compact'},
		help: 'equal siblings as one row, as pstree does it: 3*[sh───cc1]',
		group: 'Tree',
	},
	{
		action: 'treeMode',
		keys: ['t', 'f5'],
		message: {type: 'treeMode'},
		help: 'the tree with figures, as the text of pstree, as a flat list',
		label: 'tree',
		group: 'Tree',
		panes: ['tree'],
	},
	{
		action: 'sort',
		keys: ['o', 'f6'],
		message: {type: 'overlay', kind: 'sort'},
		help: 'sort: siblings in the tree, everybody in the flat list',
		label: 'sort',
		group: 'Tree',
		panes: ['tree'],
	},
	{action: 'invert', keys: ['I'], message: {type: 'invert'}, help: 'sort the other way round', group: 'Tree'},
	{
		action: 'toParent',
		keys: ['u'],
		message: {type: 'toParent'},
		help: 'to the parent process',
		group: 'Tree',
	},
	{
		action: 'follow',
		keys: ['F'],
		message: {type: 'follow'},
		help: 'follow: select the process of each event',
		label: 'follow',
		group: 'Tree',
	},
	{
		action: 'search',
		keys: ['/', 'f3'],
		message: {type: 'prompt', kind: 'search'},
		help: 'search in the pane',
		label: 'find',
		group: 'Finding',
	},
	{
		action: 'findNext',
		keys: ['n'],
		message: {type: 'findNext', direction: 1},
		help: 'next hit',
		group: 'Finding',
	},
	{
		action: 'findPrevious',
		keys: ['N'],
		message: {type: 'findNext', direction: -1},
		help: 'previous hit',
		group: 'Finding',
	},
	{
		action: 'filter',
		keys: ['\\', 'f4'],
		message: {type: 'prompt', kind: 'filter'},
		help: 'show only the processes that match, and their ancestors',
		group: 'Finding',
	},
	{
		action: 'zoom',
		keys: ['z'],
		message: {type: 'zoom'},
		help: 'the pane over the whole screen, and back',
		label: 'zoom',
		group: 'Screen',
	},
	{
		action: 'design',
		keys: ['K'],
		message: {type: 'overlay', kind: 'design'},
		help: 'run it on another kernel, from here on and back',
		label: 'kernel',
		group: 'Screen',
	},
	{
		action: 'beside',
		keys: ['|'],
		message: {type: 'overlay', kind: 'beside'},
		help: 'another kernel beside this one, on one clock',
		group: 'Screen',
	},
	{
		action: 'to-difference',
		keys: ['D'],
		message: {type: 'toDifference'},
		help: 'to the first event in which the two kernels differ',
		group: 'Time',
	},
	{action: 'theme', keys: ['T'], message: {type: 'theme'}, help: 'next theme of colours', group: 'Screen'},
	{
		action: 'flash',
		keys: ['X'],
		message: {type: 'flash'},
		help: 'whether what is new or changed stands out',
		group: 'Screen',
	},
	{
		action: 'terms',
		keys: ['H'],
		message: {type: 'overlay', kind: 'terms'},
		help: 'what the words on the screen mean',
		label: 'terms',
		group: 'Screen',
	},
	{
		action: 'summary',
		keys: ['i'],
		message: {type: 'overlay', kind: 'summary'},
		help: 'the run in numbers',
		group: 'Screen',
	},
	{
		action: 'help',
		keys: ['?', 'h', 'f1'],
		message: {type: 'overlay', kind: 'help'},
		help: 'this list of keys',
		label: 'help',
		group: 'Screen',
	},
	{
		action: 'tourNext',
		keys: ['ctrl-n'],
		message: {type: 'tour', by: 1},
		help: 'to the next stop of the tour',
		group: 'Screen',
		reason: noTour,
	},
	{
		action: 'tourBack',
		keys: ['ctrl-p'],
		message: {type: 'tour', by: -1},
		help: 'back to the stop of the tour before',
		group: 'Screen',
		reason: noTour,
	},
	{
		action: 'cancel',
		keys: ['esc'],
		message: {type: 'cancel'},
		help: 'take back the last filter, search or zoom',
		group: 'Screen',
	},
	{
		action: 'redraw',
		keys: ['ctrl-l'],
		message: {type: 'redraw'},
		help: 'draw the screen anew',
		group: 'Screen',
	},
	{
		action: 'suspend',
		keys: ['ctrl-z'],
		message: {type: 'suspend'},
		help: 'back to the shell; fg returns',
		group: 'Screen',
	},
	{
		action: 'quit',
		keys: ['q', 'f10', 'ctrl-c'],
		message: {type: 'quit'},
		help: 'quit',
		label: 'quit',
		group: 'Screen',
	},
];

/** Other keys than those of the table, by action: what a configuration file says. */
export type KeyTable = Readonly<Record<string, readonly string[]>>;

const noKeys: KeyTable = {};
const bound = new WeakMap<KeyTable, readonly Binding[]>();

/** The table with the keys that the user has given to some actions. */
export function boundWith(keys: KeyTable = noKeys): readonly Binding[] {
	const known = bound.get(keys);
	if (known !== undefined) {
		return known;
	}

	const table = bindings.map((binding) => ({...binding, keys: keys[binding.action] ?? binding.keys}));
	bound.set(keys, table);
	return table;
}

/** The first key that would mean two things in one pane, or that begins a pair and means something by itself. */
export function clashOf(keys: KeyTable): {key: string; first: string; second: string} | undefined {
	const table = boundWith(keys);
	for (const [i, first] of table.entries()) {
		for (const second of table.slice(i + 1).filter((other) => areInOnePane(first, other))) {
			const key = first.keys.find((one) => second.keys.some((other) => hides(one, other)));
			if (key !== undefined) {
				return {key: spellKey(key), first: first.action, second: second.action};
			}
		}
	}

	return undefined;
}

function areInOnePane(one: Binding, other: Binding): boolean {
	return (
		one.panes === undefined ||
		other.panes === undefined ||
		one.panes.some((pane) => other.panes?.includes(pane))
	);
}

function hides(one: string, other: string): boolean {
	return one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `);
}

/** Rows by which the mouse wheel moves. */
const wheelRows = 3;

/** What an input means in the state that the screen is in; undefined for a key without a meaning. */
export function messageFor(input: Input, model: Model): Message | undefined {
	switch (input.type) {
		case 'paste':
			return {type: 'paste', text: input.text};
		case 'mouse':
			return mouseMessage(input);
		default:
			return keyMessage(input, model);
	}
}

function mouseMessage({action, column, row}: Extract<Input, {type: 'mouse'}>): Message | undefined {
	switch (action) {
		case 'press':
		case 'drag':
			return {type: action, column, row};
		case 'wheelUp':
			return {type: 'wheel', column, row, by: -wheelRows};
		case 'wheelDown':
			return {type: 'wheel', column, row, by: wheelRows};
		default:
			return undefined;
	}
}

function keyMessage(input: KeyInput, model: Model): Message | undefined {
	if (model.prompt !== undefined) {
		return {type: 'promptKey', input};
	}

	if (model.overlay !== undefined) {
		return {type: 'overlayKey', input};
	}

	const sequence = model.prefix === '' ? input.key : `${model.prefix} ${input.key}`;
	const usable = boundWith(model.keys).filter(
		({panes}) => panes === undefined || panes.includes(focused(model)),
	);
	const binding = usable.find(({keys}) => keys.includes(sequence));
	if (binding !== undefined) {
		return binding.message;
	}

	const isPrefix = usable.some(({keys}) => keys.some((key) => key.startsWith(`${sequence} `)));
	return isPrefix ? {type: 'prefix', key: sequence} : undefined;
}

export type HelpEntry = {
	readonly binding: Binding;
	/** Why it would do nothing now. */
	readonly reason?: string;
};

/** The bindings that the help lists: those that hold what has been typed, in the order of their groups. */
export function helpEntries(model: Model, facts: Facts): HelpEntry[] {
	const query = model.overlay?.query.toLowerCase() ?? '';
	return groups.flatMap((group) =>
		boundWith(model.keys)
			.filter((binding) => binding.group === group && !binding.action.startsWith('pane'))
			.filter(({help, keys}) => `${help} ${keys.join(' ')}`.toLowerCase().includes(query))
			.map((binding) => ({binding, reason: reasonOf(binding, model, facts)})),
	);
}

function reasonOf({panes, reason}: Binding, model: Model, facts: Facts): string | undefined {
	return panes === undefined || panes.includes(focused(model))
		? reason?.(model, facts)
		: `only in ${panes.join(', ')}`;
}

/** What the bottom line shows: the keys that do something in the pane that has them. */
export function footerBindings(model: Model): Binding[] {
	return boundWith(model.keys).filter(
		({label, panes}) => label !== undefined && (panes === undefined || panes.includes(focused(model))),
	);
}

const spelledKeys: Readonly<Record<string, string>> = {
	space: 'Space',
	up: 'Up',
	down: 'Down',
	left: 'Left',
	right: 'Right',
	pageup: 'PgUp',
	pagedown: 'PgDn',
	home: 'Home',
	end: 'End',
	enter: 'Enter',
	tab: 'Tab',
	esc: 'Esc',
};

/** A key as people write it: `Ctrl-D`, `F5`, `Space`. */
export function spellKey(key: string): string {
	return key
		.split(' ')
		.map((part) =>
			part
				.split(/-(?=.)/)
				.map((word, i, words) => (i < words.length - 1 ? capitalize(word) : spellLast(word, words.length)))
				.join('-'),
		)
		.join('');
}

function spellLast(word: string, words: number): string {
	return spelledKeys[word] ?? (words > 1 || /^f\d/.test(word) ? capitalize(word) : word);
}

function capitalize(word: string): string {
	return word.slice(0, 1).toUpperCase() + word.slice(1);
}
