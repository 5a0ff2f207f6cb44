/** The play of the topic tables: pages under two or three page tables, which forks share and writes split. */
import {fork} from '../actor.ts';
import type {Scene} from '../scene.ts';
import {addChild, openStage, writeSome} from './play.ts';

/** So many pages lie under one table of x86-64. */
const pagesOfTable = 512;

export function playTables(scene: Scene): void {
	const {random} = scene;
	const runs = random.between(2, 3);
	const memory = {mapped: runs * pagesOfTable, written: 2, runs, apart: pagesOfTable};
	const forked = addChild(openStage(scene, memory), fork);
	writeSome(forked, random.below(2));
	const last = random.below(2) === 0 ? forked : addChild(forked, fork);
	writeSome(last, random.between(1, 2));
}
