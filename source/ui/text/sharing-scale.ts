/**
 * The scale of sharing: one block and one colour for how many hold a page, wherever memory is drawn: bars, page map, curves.
 * The more hold it, the thinner the block and the cooler the colour; the blocks alone tell the steps apart.
 */
import type {Glyphs} from './glyphs.ts';
import type {Meaning} from './theme.ts';

export type SharingStep = {
	/** The fewest that hold a page of this step. */
	readonly least: number;
	readonly words: string;
	readonly meaning: Meaning;
};

const steps: readonly SharingStep[] = [
	{least: 1, words: 'own', meaning: 'private'},
	{least: 2, words: 'by 2', meaning: 'shared'},
	{least: 3, words: 'by 3-8', meaning: 'sharedByFew'},
	{least: 9, words: 'by 9+', meaning: 'sharedByMany'},
];

/** Those of pages that several hold. */
export const sharedSteps = steps.slice(1);

/** The step of a page that so many hold; their mean will do too. */
export function stepOf(holders: number): SharingStep {
	return steps.findLast(({least}) => Math.round(holders) >= least) ?? steps[0];
}

export function blockOf({sharing}: Glyphs, step: SharingStep): string {
	return sharing[steps.indexOf(step)];
}
