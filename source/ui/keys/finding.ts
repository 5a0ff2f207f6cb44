/** Keys of finding. */
import type {Binding} from './binding.ts';

export const findingBindings: readonly Binding[] = [
	{
		action: 'search',
		keys: ['/', 'f3'],
		message: {type: 'prompt', kind: 'search'},
		help: 'search: processes by a query such as rss > 5M, elsewhere text or /regex/',
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
		help: 'show only the processes of a query such as rss > 5M, and their ancestors',
		group: 'Finding',
	},
];
