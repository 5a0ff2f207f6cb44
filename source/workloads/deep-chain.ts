/** `deep-chain`: the worst case that was argued about in 2002: fork without exec, generation after generation. */
import {plural} from '../analysis/words/text.ts';
import {type Actor, exit, fork, mapMemory, readPages, startActor, waitFor, writePages} from './actor.ts';
import {pageBytes} from './layout.ts';
import {addMark, createScene, finishScene} from './scene.ts';
import {defineWorkload, seedParameter} from './workload.ts';

const mapBelow = 0x40_00_00_00;

export const deepChain = defineWorkload({
	id: 'deep-chain',
	title: 'fork without exec, generation after generation',
	teaches:
		'The worst case for sharing: every generation writes a little and hands on a page table, an anon_vma chain or a shadow chain that is one link longer.',
	parameters: {
		depth: {type: 'number', default: 16, least: 1, most: 1000, summary: 'generations'},
		pages: {
			type: 'number',
			default: 1024,
			least: 1,
			most: 100_000,
			summary: 'pages that the first one has written',
		},
		writes: {
			type: 'number',
			default: 6,
			least: 0,
			most: 100_000,
			summary: 'pages that each generation writes',
		},
		seed: seedParameter,
	},
	build({depth, pages, writes, seed}, space) {
		const scene = createScene(seed, space);
		const first = startActor(scene, {comm: 'chain'});
		first.mapBelow = mapBelow;
		const memory = mapMemory(first, pages);
		writePages(first, memory, pages);
		addMark(scene, first.clock, 'memory written');
		const chain = [first];
		for (let generation = 1; generation <= depth; generation += 1) {
			const child = fork(chain[chain.length - 1]);
			writeSome(child, memory, pages, writes);
			addMark(scene, child.clock, `generation ${generation}`);
			chain.push(child);
		}

		unwind(chain, memory, pages, writes);
		addMark(scene, first.clock, 'first one alone');
		return finishScene(scene, {
			name: 'deep-chain',
			description: `${plural(depth, 'generation')} forked from ${plural(pages, 'page')} without exec`,
		});
	},
});

function writeSome(actor: Actor, memory: number, pages: number, writes: number): void {
	for (let i = 0; i < writes; i += 1) {
		writePages(actor, memory + actor.scene.random.below(pages) * pageBytes, 1);
	}
}

/** The last one reads everything and exits; then each ancestor writes again what it now shares with one fewer. */
function unwind(chain: readonly Actor[], memory: number, pages: number, writes: number): void {
	for (let i = chain.length - 1; i > 0; i -= 1) {
		readPages(chain[i], memory, pages);
		exit(chain[i]);
		waitFor(chain[i - 1], chain[i]);
		writeSome(chain[i - 1], memory, pages, writes);
	}

	readPages(chain[0], memory, pages);
}
