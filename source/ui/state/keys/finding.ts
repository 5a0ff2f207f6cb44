/** Keys of finding. */
import type {Binding} from './binding.ts';

export const findingBindings: readonly Binding[] = [
	{
		action: 'search',
		keys: ['/', 'f3'],
		message: {type: 'prompt', kind: 'search'},
		help: 'search in the pane: a text, /a pattern/, and for processes a query as for the filter',
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
		help: 'show only the processes that a query means, and their ancestors: cc1, rss > 5M and not zombie, shares 455',
		group: 'Finding',
	},
];
