/** What the page map keeps to itself: which memory it draws, and how near. */
import {createSlice, sendTo} from '../../state/slice.ts';

/** All that the selected process has mapped, one mapping or table of it, or all frames. */
export const mapSpaces = ['process', 'mapping', 'table', 'physical'] as const;
export type MapSpace = (typeof mapSpaces)[number];

export type MapState = {
	readonly space: MapSpace;
	/** Index into `zoomSteps`: pages in a cell. */
	readonly zoom: number;
};

export type MapMessage =
	| {readonly type: 'space'}
	| {readonly type: 'zoom'; readonly by: number}
	| {readonly type: 'moveCell'; readonly by: number};

export const mapId = 'map';

export const mapState = createSlice<MapState>(mapId, {space: 'process', zoom: 0});

export const toMap = sendTo<MapMessage>(mapId);
