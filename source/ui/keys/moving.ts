/** Keys of moving: from row to row and from pane to pane. */
import type {Binding} from './binding.ts';

export const movingBindings: readonly Binding[] = [
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
		help: 'tree: fold or open · log: go to that moment · sharing: go to the fork, or to the mapping · elsewhere: zoom',
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
];
