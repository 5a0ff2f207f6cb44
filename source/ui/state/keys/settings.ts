/** Keys of how the screen looks and of what it is read from. */
import type {Binding} from './binding.ts';

export const settingBindings: readonly Binding[] = [
	{
		action: 'setup',
		keys: ['s', 'f2'],
		message: {type: 'overlay', kind: 'setup'},
		help: 'columns of the pane, theme and other settings; they can be saved',
		label: 'setup',
		group: 'Screen',
	},
	{
		action: 'layout',
		keys: ['P'],
		message: {type: 'arrange'},
		help: 'next layout: everything, or for an operator, a teacher, a designer of kernels',
		group: 'Screen',
	},
	{
		action: 'decimal',
		keys: ['x'],
		message: {type: 'setting', name: 'isDecimal'},
		help: 'addresses in decimal or in hexadecimal',
		group: 'Screen',
	},
	{
		action: 'header',
		keys: ['#'],
		message: {type: 'setting', name: 'isHeaderHidden'},
		help: 'give the lines of time to the panes, and back',
		group: 'Screen',
	},
	{
		action: 'reload',
		keys: ['r'],
		message: {type: 'reload'},
		help: 'read the workload again, and stay at this moment',
		group: 'Screen',
	},
];
