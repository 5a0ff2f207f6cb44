/** The one reducer: (model, message) to the next model and its effects. Pure; every file of this folder is a concern. */
import type {Facts} from '../facts.ts';
import type {Message, Result} from '../message.ts';
import type {Model} from '../model.ts';
import {carryReducers} from './carry.ts';
import {mouseReducers} from './mouse.ts';
import {movementReducers} from './movement.ts';
import {overlayReducers} from './overlay.ts';
import {paneReducers} from './pane.ts';
import {promptReducers} from './prompt.ts';
import type {Reducers} from './reducer.ts';
import {screenReducers} from './screen.ts';
import {settingReducers} from './settings.ts';
import {subjectReducers} from './subject.ts';
import {targetReducers} from './targets.ts';
import {timeReducers} from './time.ts';
import {tourReducers} from './tour.ts';

const reducers: Reducers = {
	...timeReducers,
	...movementReducers,
	...paneReducers,
	...targetReducers,
	...promptReducers,
	...screenReducers,
	...overlayReducers,
	...mouseReducers,
	...settingReducers,
	...tourReducers,
	...subjectReducers,
	...carryReducers,
};

/** These come by themselves: they take away neither an answer nor the first half of a pair of keys. */
const unasked: readonly Message['type'][] = ['tick', 'resize', 'prefix', 'redraw', 'arrived', 'feed'];

export function update(model: Model, message: Message, facts: Facts): Result {
	const fresh = unasked.includes(message.type) ? model : {...model, notice: '', prefix: '', count: ''};
	const reduce = reducers[message.type] as (model: Model, message: Message, facts: Facts) => Result;
	return reduce(fresh, message, facts);
}
