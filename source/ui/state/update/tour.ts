/**
 * Reducers of the guided tour: from stop to stop. A stop in another workload is an effect: the terminal opens that
 * screen.
 */
import type {Facts} from '../facts.ts';
import type {Result} from '../message.ts';
import type {Model} from '../model.ts';
import {areInOneScene, tourStops} from '../tour-stops.ts';
import {movementReducers} from './movement.ts';
import {goOnInQuiz} from './quiz.ts';
import {leave, type Reducers, withNotice} from './reducer.ts';

export const tourReducers: Reducers<'tour'> = {
	tour(model, {by}, facts) {
		if (model.quiz !== undefined) {
			return goOnInQuiz(model, model.quiz, by, facts);
		}

		if (model.tour === undefined) {
			return withNotice(model, 'There is no tour here; forkscope tour starts it.');
		}

		const stop = Math.max(0, Math.min(tourStops.length - 1, model.tour.stop + by));
		if (by !== 0 && stop === model.tour.stop) {
			return withNotice(model, by < 0 ? 'The tour begins here.' : 'The tour ends here; q leaves it.');
		}

		return areInOneScene(tourStops[stop], tourStops[model.tour.stop])
			? arrive(model, stop, facts)
			: leave({...model, tour: {...model.tour, next: stop}});
	},
};

/** A stop that is so many events after the one before it is reached from there. */
function arrive(model: Model, stop: number, facts: Facts): Result {
	const {at, pane} = tourStops[stop];
	const [focused] = movementReducers.focus({...model, tour: {stop}}, {type: 'focus', pane}, facts);
	const before = at.startsWith('+') ? [tourStops[stop - 1].at] : [];
	return [{...focused, isPlaying: false}, [...before, at].map((target) => ({type: 'goto', target}))];
}
