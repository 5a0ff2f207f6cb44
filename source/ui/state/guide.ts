/** A guide through the screen, a tour or a quiz, has a few lines of its own below it. */
import type {Model} from './model.ts';
import {tourRows} from './tour-stops.ts';

export function guideRows({tour, quiz}: Partial<Pick<Model, 'tour' | 'quiz'>>): number {
	return tour === undefined && quiz === undefined ? 0 : tourRows;
}
