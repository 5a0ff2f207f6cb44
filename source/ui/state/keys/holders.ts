/** The key of who else holds what is selected. */
import type {Binding} from './binding.ts';

export const holderBindings: readonly Binding[] = [
	{
		action: 'nextHolder',
		keys: ['u'],
		message: {type: 'nextHolder'},
		help: 'to the next process that holds what is selected',
		label: 'holder',
		group: 'Memory',
		needs: 'holder',
	},
];
