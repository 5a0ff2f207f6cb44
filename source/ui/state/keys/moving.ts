/** Keys of moving: from row to row and from pane to pane. */
import type {Binding} from './binding.ts';

/** Panes that a digit leads to; to the others the list behind `0` does. */
const digits = 9;

export const movingBindings: readonly Binding[] = [
	{action: 'up', keys: ['up', 'k'], message: {type: 'move', by: -1}, help: 'up', group: 'Moving'},
	{action: 'down', keys: ['down', 'j'], message: {type: 'move', by: 1}, help: 'down', group: 'Moving'},
	{
		action: 'pageUp',
		keys: ['pageup', 'ctrl-b'],
		message: {type: 'movePages', by: -1},
		help: 'a page up',
		group: 'Moving',
	},
	{
		action: 'pageDown',
		keys: ['pagedown', 'ctrl-f'],
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
		action: 'panUp',
		keys: ['shift-up', 'alt-up'],
		message: {type: 'pan', by: -1},
		help: 'scroll up; the selection stays while it is seen',
		group: 'Moving',
	},
	{
		action: 'panDown',
		keys: ['shift-down', 'alt-down'],
		message: {type: 'pan', by: 1},
		help: 'scroll down; the selection stays while it is seen',
		group: 'Moving',
	},
	{
		action: 'shiftLeft',
		keys: ['alt-left'],
		message: {type: 'shift', by: -1},
		help: 'back to the beginning of long lines',
		group: 'Moving',
	},
	{
		action: 'shiftRight',
		keys: ['alt-right'],
		message: {type: 'shift', by: 1},
		help: 'along lines that the pane cuts',
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
		help: 'tree: fold or open · log, why: go to that moment · page map, sharing: go to what the row is of · elsewhere: zoom',
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
];

/** The panes by their numbers, and the list of all of them. */
export function paneBindings(count: number): readonly Binding[] {
	const byNumber = Array.from(
		{length: Math.min(count, digits)},
		(_, i): Binding => ({
			action: `pane${i + 1}`,
			keys: [String(i + 1)],
			message: {type: 'focusNumber', number: i + 1},
			help: `to pane ${i + 1}`,
			group: 'Moving',
		}),
	);
	return [
		...byNumber,
		{
			action: 'listPanes',
			keys: ['0'],
			message: {type: 'overlay', kind: 'panes'},
			help: 'the list of panes: what each shows, and those that have no digit',
			group: 'Moving',
		},
	];
}
