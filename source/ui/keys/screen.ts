/** Keys of the screen itself, of what lies over it, and of leaving it. */
import type {Model} from '../model.ts';
import type {Binding} from './binding.ts';

const noTour = ({tour}: Model) => (tour === undefined ? 'forkscope tour starts it' : undefined);

export const screenBindings: readonly Binding[] = [
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
		help: 'take back the last filter, search, branch or zoom',
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
