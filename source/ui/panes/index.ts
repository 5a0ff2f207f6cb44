/** The registry of panes, in the order of their numbers on the screen: a new one is one file here and one line below. */
import type {Pane} from '../pane.ts';
import {frames} from './frames.ts';
import {log} from './log.ts';
import {maps} from './maps.ts';
import {pageMap} from './page-map.ts';
import {pageTables} from './page-tables.ts';
import {sharing} from './sharing.ts';
import {statistics} from './statistics.ts';
import {tree} from './tree.ts';
import {whyPane} from './why.ts';

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
];

export function findPane(id: string): Pane | undefined {
	return panes.find((pane) => pane.id === id);
}
