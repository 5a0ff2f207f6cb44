/** The registry of panes, in the order of their numbers on the screen: a new one is one folder here and one line below. */

import {frames} from './frames/frames.ts';
import {kernels} from './kernels/kernels.ts';
import {lives} from './lives/lives.ts';
import {log} from './log/log.ts';
import {maps} from './maps/maps.ts';
import {pageMap} from './page-map/page-map.ts';
import type {Pane} from './pane.ts';
import {sharing} from './sharing/sharing.ts';
import {statistics} from './statistics/statistics.ts';
import {pageTables} from './tables/tables.ts';
import {tree} from './tree/tree.ts';
import {walk} from './walk/walk.ts';
import {whyPane} from './why/why.ts';

export const panes: readonly Pane[] = [
	tree,
	maps,
	pageTables,
	frames,
	statistics,
	log,
	whyPane,
	pageMap,
	sharing,
	lives,
	walk,
	kernels,
];

export function findPane(id: string): Pane | undefined {
	return panes.find((pane) => pane.id === id);
}
