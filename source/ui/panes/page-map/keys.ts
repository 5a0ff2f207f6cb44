/** Keys of the page map. */
import {zoomSteps} from '../../../analysis/page-map/lines.ts';
import type {Binding} from '../../state/keys/binding.ts';
import {mapId, mapState, toMap} from './state.ts';

export const mapBindings: readonly Binding[] = [
	{
		action: 'mapSpace',
		keys: ['m'],
		message: toMap({type: 'space'}),
		help: 'draw the process, its selected mapping, its selected table, physical memory',
		label: 'map of',
		group: 'Memory',
		pane: mapId,
	},
	{
		action: 'zoomIn',
		keys: ['+'],
		message: toMap({type: 'zoom', by: -1}),
		help: 'fewer pages in a cell',
		label: 'nearer',
		group: 'Memory',
		pane: mapId,
		reason: (model) => (mapState.of(model).zoom === 0 ? 'each cell is a page already' : undefined),
	},
	{
		action: 'zoomOut',
		keys: ['-'],
		message: toMap({type: 'zoom', by: 1}),
		help: 'more pages in a cell',
		label: 'farther',
		group: 'Memory',
		pane: mapId,
		reason: (model) =>
			mapState.of(model).zoom === zoomSteps.length - 1 ? 'farther away one sees nothing' : undefined,
	},
	{
		action: 'cellLeft',
		keys: ['left'],
		message: toMap({type: 'moveCell', by: -1}),
		help: 'to the cell before',
		group: 'Memory',
		pane: mapId,
	},
	{
		action: 'cellRight',
		keys: ['right', 'l'],
		message: toMap({type: 'moveCell', by: 1}),
		help: 'to the next cell',
		group: 'Memory',
		pane: mapId,
	},
];
