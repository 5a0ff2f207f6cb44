/** Keys of the panes that show memory, and of the page map. */
import {zoomSteps} from '../../../analysis/page-map/lines.ts';
import type {Binding} from './binding.ts';

export const memoryBindings: readonly Binding[] = [
	{
		action: 'mapSpace',
		keys: ['m'],
		message: {type: 'mapSpace'},
		help: 'draw the process, its selected mapping, its selected table, physical memory',
		label: 'map of',
		group: 'Memory',
		panes: ['map'],
	},
	{
		action: 'zoomIn',
		keys: ['+'],
		message: {type: 'mapZoom', by: -1},
		help: 'fewer pages in a cell',
		label: 'nearer',
		group: 'Memory',
		panes: ['map'],
		reason: ({mapZoom}) => (mapZoom === 0 ? 'each cell is a page already' : undefined),
	},
	{
		action: 'zoomOut',
		keys: ['-'],
		message: {type: 'mapZoom', by: 1},
		help: 'more pages in a cell',
		label: 'farther',
		group: 'Memory',
		panes: ['map'],
		reason: ({mapZoom}) => (mapZoom === zoomSteps.length - 1 ? 'farther away one sees nothing' : undefined),
	},
	{
		action: 'cellLeft',
		keys: ['left'],
		message: {type: 'moveCell', by: -1},
		help: 'to the cell before',
		group: 'Memory',
		panes: ['map'],
	},
	{
		action: 'cellRight',
		keys: ['right', 'l'],
		message: {type: 'moveCell', by: 1},
		help: 'to the next cell',
		group: 'Memory',
		panes: ['map'],
	},
	{
		action: 'nextHolder',
		keys: ['u'],
		message: {type: 'nextHolder'},
		help: 'to the next process that holds what is selected',
		label: 'holder',
		group: 'Memory',
		panes: ['frames', 'tables', 'map'],
	},
];
